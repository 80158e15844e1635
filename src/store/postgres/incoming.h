// Many documents at once, by COPY.
//
// COPY into a table with row-level security is refused, so that the rows go into a table of the
// connection's own first, and from there under the tenant's scope into `documents`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/postgres/connection.h"
#include "store/rows.h"

namespace writ::store::postgres {

class Incoming {
 public:
  // Within the transaction that the connection is in.
  explicit Incoming(Connection& to) : to_(&to) {}

  // Takes a row on its way, with that sequence. Until it has arrived (finish()), nothing else may
  // be run on the connection. Sequences rise from one to the next.
  Result<void> add(const DocumentRow& row, std::int64_t sequence);
  // Writes what is still on its way. Without it nothing is promised of any row.
  Result<void> finish();

 private:
  Result<void> begin(std::string_view tenant);
  Result<void> append(const DocumentRow& row, std::int64_t sequence);
  Result<void> send();
  Result<bool> look_new() const;
  Result<bool> take_in_as_new();

  Connection* to_;
  bool has_begun_ = false;  // a COPY, which the connection is in
  std::string tenant_;      // of the rows on their way
  std::string bytes_;       // in COPY's text form, not sent yet
  std::size_t sent_ = 0;
};

}  // namespace writ::store::postgres
