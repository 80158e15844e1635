// The connections to one database: many for readers, one at a time for a writer.
//
// Threads: a Pool may be used from any thread. A Lease is used by one thread at a time, but need
// not end on the one that it began on.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.h"
#include "store/lease.h"
#include "store/sqlite/connection.h"
#include "store/turns.h"

namespace writ::store::sqlite {

class Pool : public std::enable_shared_from_this<Pool> {
 public:
  using Lease = store::Lease<Pool, Connection>;

  // `path` must be that of a database which is ready for use.
  Pool(std::string path, std::chrono::milliseconds patience)
      : path_(std::move(path)), patience_(patience) {}

  Result<Lease> read();
  Result<Lease> write();  // waits for its turn up to `patience`, then `store.busy`

  // For leases that end.
  void give_back(std::unique_ptr<Connection> connection, bool writing);

 private:
  Result<std::unique_ptr<Connection>> take();

  const std::string path_;
  const std::chrono::milliseconds patience_;
  Turns writers_;
  Idle<Connection> idle_;
};

// A connection with the settings that the store works under, to a database in write-ahead mode.
Result<Connection> connect(const std::string& path, std::chrono::milliseconds patience);

}  // namespace writ::store::sqlite
