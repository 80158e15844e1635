// The statements on generations; see bundles.h.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/rows.h"
#include "store/sql/scope.h"

namespace writ::store {

template <class Connection>
struct GenerationTable {
  static Result<std::int64_t> state_generation(Connection& connection, std::string_view tenant,
                                               std::string_view name) {
    WRIT_TRY(const auto found,
             fetch(connection, Scope::of(tenant), number,
                   "SELECT generation FROM state_generations WHERE tenant = $1 AND name = $2",
                   tenant, name));
    return found.value_or(0);
  }

  static Result<std::vector<StateGenerationRow>> state_generations(Connection& connection) {
    const auto make = [](const auto& row) {
      return StateGenerationRow{
          .tenant = row.text(0), .name = row.text(1), .generation = row.integer(2)};
    };
    return fetch_all(
        connection, Scope::everything(), make,
        "SELECT tenant, name, generation FROM state_generations ORDER BY tenant, name");
  }

  static Result<std::int64_t> bump_state_generation(Connection& connection, std::string_view tenant,
                                                    std::string_view name) {
    return only(fetch_all(connection, Scope::of(tenant), number,
                          "INSERT INTO state_generations (tenant, name, generation) "
                          "VALUES ($1, $2, 1) ON CONFLICT (tenant, name) DO UPDATE SET "
                          "generation = state_generations.generation + 1 RETURNING generation",
                          tenant, name));
  }

  static Result<std::int64_t> deployment_generation(Connection& connection) {
    return only(
        fetch_all(connection, Scope::everything(), number, "SELECT generation FROM deployment"));
  }

  static Result<std::int64_t> bump_deployment_generation(Connection& connection) {
    return only(
        fetch_all(connection, Scope::everything(), number,
                  "UPDATE deployment SET generation = generation + 1 RETURNING generation"));
  }

 protected:
  static constexpr auto number = [](const auto& row) { return row.integer(0); };

  // The number of the one row. All rows are fetched: a statement with RETURNING that is not run to
  // its end changes nothing in SQLite.
  static Result<std::int64_t> only(Result<std::vector<std::int64_t>> rows) {
    if (!rows) return std::move(rows).error();
    if (rows->size() != 1) return Problem{problem::internal, "a counter of the store has no row"};
    return rows->front();
  }
};

}  // namespace writ::store
