// What the store knows of itself.
#include "store/postgres/tables.h"

namespace writ::store::postgres {

Result<DeploymentRow> Tables::deployment(Connection& connection) {
  const auto make = [](const Row& row) {
    return DeploymentRow{.deployment_id = row.text(0),
                         .created_at = row.instant(1),
                         .schema_version = row.integer(2)};
  };
  WRIT_TRY(auto row, fetch(connection, Scope::everything(), make,
                           "SELECT deployment_id, created_at, (SELECT version FROM migrations) "
                           "FROM deployment"));
  if (!row) return Problem{problem::internal, "the store has lost the row about itself"};
  return *std::move(row);
}

Result<std::int64_t> Tables::revision(Connection& connection) {
  return connection.integer(Scope::everything(), "SELECT revision FROM deployment");
}

Result<void> Tables::commit(Connection& connection, Revision revision) {
  if (revision == Revision::stays) return connection.commit({});
  return connection.commit({{.sql = "UPDATE deployment SET revision = revision + 1"}});
}

}  // namespace writ::store::postgres
