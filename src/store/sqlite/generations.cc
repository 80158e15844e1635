#include "store/sqlite/fetch.h"
#include "store/sqlite/tables.h"

namespace writ::store::sqlite {
namespace {

// The one row that a statement with RETURNING gives. It must be stepped to its end: the change
// counts only then.
template <class... Parameters>
Result<std::int64_t> bumped(Connection& connection, std::string_view sql,
                            const Parameters&... parameters) {
  const auto first = [](const Statement& row) { return row.integer(0); };
  WRIT_TRY(const auto rows, fetch_all(connection, first, sql, parameters...));
  if (rows.size() != 1) return Problem{problem::internal, "a counter of the store has no row"};
  return rows.front();
}

}  // namespace

Result<DeploymentRow> deployment(Connection& connection) {
  WRIT_TRY(const std::int64_t version, connection.integer("PRAGMA user_version"));
  WRIT_TRY(auto row, fetch(
                         connection,
                         [&](const Statement& found) {
                           return DeploymentRow{.deployment_id = found.text(0),
                                                .created_at = found.instant(1),
                                                .schema_version = version};
                         },
                         "SELECT deployment_id, created_at FROM deployment"));
  if (!row) return Problem{problem::internal, "the store has lost the row about itself"};
  return *std::move(row);
}

Result<std::int64_t> state_generation(Connection& connection, std::string_view tenant,
                                      std::string_view name) {
  return connection.integer(
      "SELECT coalesce(max(generation), 0) FROM state_generations WHERE tenant = ? AND name = ?",
      tenant, name);
}

Result<std::int64_t> deployment_generation(Connection& connection) {
  return connection.integer("SELECT generation FROM deployment");
}

Result<std::int64_t> bump_state_generation(Connection& connection, std::string_view tenant,
                                           std::string_view name) {
  return bumped(connection,
                "INSERT INTO state_generations (tenant, name, generation) VALUES (?, ?, 1) "
                "ON CONFLICT (tenant, name) DO UPDATE SET generation = generation + 1 "
                "RETURNING generation",
                tenant, name);
}

Result<std::int64_t> bump_deployment_generation(Connection& connection) {
  return bumped(connection,
                "UPDATE deployment SET generation = generation + 1 RETURNING generation");
}

}  // namespace writ::store::sqlite
