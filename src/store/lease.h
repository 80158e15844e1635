// Connections that a pool has lent, and those that it has at hand: the same for every database.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace writ::store {

// A connection out of a pool, in a transaction. Ending it rolls back what was not committed and
// gives the connection back, by `Pool::give_back(connection, writing)`.
//
// Threads: for one at a time, but it need not end on the one that it began on.
template <class Pool, class Connection>
class Lease {
 public:
  Lease(std::shared_ptr<Pool> pool, std::unique_ptr<Connection> connection, bool writing)
      : pool_(std::move(pool)), connection_(std::move(connection)), writing_(writing) {}
  ~Lease() { end(); }
  Lease(Lease&&) noexcept = default;
  Lease& operator=(Lease&&) = delete;
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  Connection& operator*() const { return *connection_; }
  Connection* operator->() const { return connection_.get(); }

  // Ends it now; it may not be used any more.
  void end() {
    if (connection_ != nullptr) pool_->give_back(std::move(connection_), writing_);
  }

 private:
  std::shared_ptr<Pool> pool_;
  std::unique_ptr<Connection> connection_;
  bool writing_;
};

// Connections that nobody has, to be had at once.
//
// Threads: may be used from any.
template <class Connection>
class Idle {
 public:
  // The one that was given back last, or nullptr.
  std::unique_ptr<Connection> take() {
    const std::scoped_lock lock(mutex_);
    if (connections_.empty()) return nullptr;
    auto connection = std::move(connections_.back());
    connections_.pop_back();
    return connection;
  }
  // Keeps it where there are not many already.
  void give_back(std::unique_ptr<Connection> connection) {
    const std::scoped_lock lock(mutex_);
    if (connections_.size() < most) connections_.push_back(std::move(connection));
  }
  void forget() {
    const std::scoped_lock lock(mutex_);
    connections_.clear();
  }

 private:
  static constexpr std::size_t most = 8;

  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> connections_;  // by mutex_
};

}  // namespace writ::store
