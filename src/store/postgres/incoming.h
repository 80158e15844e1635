// Many documents at once, by COPY.
//
// COPY into a table with row-level security is refused, so that the rows go into a table of the
// connection's own first, and from there under the tenant's scope into `documents`.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/result.h"
#include "store/postgres/connection.h"
#include "store/rows.h"

namespace writ::store::postgres {

class Incoming {
 public:
  // Within the transaction that the connection is in.
  explicit Incoming(Connection& to) : to_(&to) {}

  // Takes a row on its way, with that sequence. Sequences rise from one to the next.
  Result<void> add(const DocumentRow& row, std::int64_t sequence);
  // Writes what is still on its way. Without it nothing is promised of any row.
  Result<void> finish();

 private:
  Result<void> append(const DocumentRow& row, std::int64_t sequence);

  Connection* to_;
  std::string tenant_;  // of the rows on their way
  std::string bytes_;   // in COPY's text form
};

}  // namespace writ::store::postgres
