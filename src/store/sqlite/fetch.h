// Statements whose rows become structs, and statements that write one row.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/sql/scope.h"
#include "store/sqlite/connection.h"

namespace writ::store::sqlite {

// All rows, each made by `make(statement)`.
template <class Make, class... Parameters>
auto fetch_all(Connection& connection, Scope, Make make, std::string_view sql,
               const Parameters&... parameters)
    -> Result<std::vector<decltype(make(std::declval<const Statement&>()))>> {
  std::vector<decltype(make(std::declval<const Statement&>()))> rows;
  WRIT_TRY(Statement statement, connection.query(sql, parameters...));
  for (;;) {
    WRIT_TRY(const bool found, statement.step());
    if (!found) return rows;
    rows.push_back(make(statement));
  }
}

// The first row, if there is one.
template <class Make, class... Parameters>
auto fetch(Connection& connection, Scope, Make make, std::string_view sql,
           const Parameters&... parameters)
    -> Result<std::optional<decltype(make(std::declval<const Statement&>()))>> {
  WRIT_TRY(Statement statement, connection.query(sql, parameters...));
  WRIT_TRY(const bool found, statement.step());
  if (!found) return std::nullopt;
  return make(statement);
}

// A write, whose problem says what it was about.
template <class Describe, class... Parameters>
Result<void> write(Connection& connection, Scope, Describe describe, std::string_view sql,
                   const Parameters&... parameters) {
  auto done = connection.run(sql, parameters...);
  if (!done) return std::move(done).error().in(describe());
  return {};
}

}  // namespace writ::store::sqlite
