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

#include "base/result.h"
#include "store/lease.h"
#include "store/postgres/connect.h"
#include "store/postgres/connection.h"
#include "store/turns.h"

namespace writ::store::postgres {

class Pool : public std::enable_shared_from_this<Pool> {
 public:
  using Lease = store::Lease<Pool, Connection>;

  Pool(Place place, std::chrono::milliseconds patience)
      : place_(std::move(place)), patience_(patience) {}

  Result<Lease> read();   // sees one moment
  Result<Lease> write();  // keeps every other writer waiting; `store.busy` after `patience`

  Result<Lease> beside();  // writes beside a writer, what no writer looks at
  Result<Lease> bare();    // a new connection, in no transaction

  // For leases that end.
  void give_back(std::unique_ptr<Connection> connection, bool writing);

 private:
  using Clock = std::chrono::steady_clock;
  enum class Use : std::uint8_t { reading, writing, beside, bare };

  Result<Lease> begin_until(Clock::time_point deadline, Use use);
  Result<Lease> begin_once(Clock::time_point deadline, Use use);
  Result<std::unique_ptr<Connection>> connect_anew() const;
  Result<std::unique_ptr<Connection>> take();

  const Place place_;
  const std::chrono::milliseconds patience_;
  Turns writers_;
  Idle<Connection> idle_;
};

}  // namespace writ::store::postgres
