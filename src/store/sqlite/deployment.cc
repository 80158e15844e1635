// What the store knows of itself.
#include "store/sqlite/tables.h"

namespace writ::store::sqlite {

Result<DeploymentRow> Tables::deployment(Connection& connection) {
  WRIT_TRY(const std::int64_t version, connection.integer("PRAGMA user_version"));
  const auto make = [&](const Statement& found) {
    return DeploymentRow{
        .deployment_id = found.text(0), .created_at = found.instant(1), .schema_version = version};
  };
  WRIT_TRY(auto row, fetch(connection, Scope::everything(), make,
                           "SELECT deployment_id, created_at FROM deployment"));
  if (!row) return Problem{problem::internal, "the store has lost the row about itself"};
  return *std::move(row);
}

}  // namespace writ::store::sqlite
