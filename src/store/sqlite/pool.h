// The connections to one database: many for readers, one at a time for a writer.
//
// Threads: a Pool may be used from any thread. A Lease is used by one thread at a time, but need
// not end on the one that it began on.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/sqlite/connection.h"

namespace writ::store::sqlite {

class Pool : public std::enable_shared_from_this<Pool> {
 public:
  // A connection out of the pool, in a transaction. Ending it rolls back what was not committed and
  // gives the connection back.
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
    void end();

   private:
    std::shared_ptr<Pool> pool_;
    std::unique_ptr<Connection> connection_;
    bool writing_;
  };

  // `path` must be that of a database which is ready for use.
  Pool(std::string path, std::chrono::milliseconds patience)
      : path_(std::move(path)), patience_(patience) {}

  Result<Lease> read();
  Result<Lease> write();  // waits for its turn up to `patience`, then `store.busy`

 private:
  Result<std::unique_ptr<Connection>> take();
  void give_back(std::unique_ptr<Connection> connection, bool writing);

  const std::string path_;
  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::condition_variable turn_;
  bool writing_ = false;                           // guarded by mutex_
  std::vector<std::unique_ptr<Connection>> idle_;  // guarded by mutex_
};

// A connection with the settings that the store works under, to a database in write-ahead mode.
Result<Connection> connect(const std::string& path, std::chrono::milliseconds patience);

}  // namespace writ::store::sqlite
