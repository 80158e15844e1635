// The connections to one database: many for readers, one at a time for a writer of this process.
//
// A connection that broke, because the server was restarted or the network was cut, is replaced by
// a new one before anybody sees it: beginning is tried again, less and less often, for as long as
// `patience` lasts. What breaks within a transaction is that transaction's problem.
//
// Threads: a Pool may be used from any thread. A Lease is used by one thread at a time, but need
// not end on the one that it began on.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "base/result.h"
#include "store/postgres/connect.h"
#include "store/postgres/connection.h"
#include "store/postgres/turns.h"

namespace writ::store::postgres {

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

  Pool(Place place, std::chrono::milliseconds patience)
      : place_(std::move(place)), patience_(patience) {}

  Result<Lease> read();   // sees one moment
  Result<Lease> write();  // keeps every other writer waiting; `store.busy` after `patience`

  Result<Lease> beside();  // writes beside a writer, what no writer looks at
  Result<Lease> bare();    // a new connection, in no transaction

 private:
  using Clock = std::chrono::steady_clock;
  enum class Use : std::uint8_t { reading, writing, beside, bare };

  Result<Lease> begin_until(Clock::time_point deadline, Use use);
  Result<Lease> begin_once(Clock::time_point deadline, Use use);
  Result<std::unique_ptr<Connection>> connect_anew() const;
  Result<std::unique_ptr<Connection>> take();
  void forget_idle();
  void give_back(std::unique_ptr<Connection> connection, bool writing);

  const Place place_;
  const std::chrono::milliseconds patience_;
  Turns writers_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;  // guarded by mutex_
};

}  // namespace writ::store::postgres
