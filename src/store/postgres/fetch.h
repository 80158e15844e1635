// Statements whose rows become structs, and statements that write one row.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/postgres/connection.h"

namespace writ::store::postgres {

// All rows, each made by `make(row)`.
template <class Make, class... Parameters>
auto fetch_all(Connection& connection, const Scope& scope, Make make, std::string_view sql,
               const Parameters&... parameters)
    -> Result<std::vector<decltype(make(std::declval<const Row&>()))>> {
  WRIT_TRY(const Rows found, connection.ask(scope, sql, parameters...));
  std::vector<decltype(make(std::declval<const Row&>()))> rows;
  rows.reserve(found.size());
  for (std::size_t row = 0; row < found.size(); ++row) rows.push_back(make(found[row]));
  return rows;
}

// The first row, if there is one.
template <class Make, class... Parameters>
auto fetch(Connection& connection, const Scope& scope, Make make, std::string_view sql,
           const Parameters&... parameters)
    -> Result<std::optional<decltype(make(std::declval<const Row&>()))>> {
  WRIT_TRY(const Rows found, connection.ask(scope, sql, parameters...));
  if (found.empty()) return std::nullopt;
  return make(found[0]);
}

// A write, whose problem says what it was about.
template <class Describe, class... Parameters>
Result<void> write(Connection& connection, const Scope& scope, Describe describe,
                   std::string_view sql, const Parameters&... parameters) {
  Result<Rows> done = connection.ask(scope, sql, parameters...);
  if (!done) return std::move(done).error().in(describe());
  return {};
}

}  // namespace writ::store::postgres
