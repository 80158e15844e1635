#include <fmt/format.h>

#include "store/postgres/tables.h"
#include "store/store.h"

namespace writ::store::postgres {

Result<std::vector<NodeRow>> Tables::nodes(Connection& connection) {
  const auto node = [](const Row& row) {
    return NodeRow{.name = row.text(0),
                   .started_at = row.instant(1),
                   .program = row.text(2),
                   .revision = row.integer(3),
                   .silence = std::chrono::microseconds(row.integer(4))};
  };
  return fetch_all(connection, Scope::everything(), node,
                   "SELECT name, started_at, program, revision, greatest(0, "
                   "CAST(extract(epoch FROM clock_timestamp() - seen_at) * 1000000 AS bigint)) "
                   "FROM nodes ORDER BY name");
}

Result<void> Tables::put_node(Connection& connection, const NodeRow& row) {
  WRIT_TRY(const Rows rows,
           connection.ask(Scope::everything(),
                          "INSERT INTO nodes (name, started_at, program, revision, seen_at) "
                          "VALUES ($1, $2, $3, $4, clock_timestamp()) "
                          "ON CONFLICT (name) DO UPDATE SET started_at = excluded.started_at, "
                          "program = excluded.program, revision = excluded.revision, "
                          "seen_at = excluded.seen_at "
                          "WHERE nodes.started_at <= excluded.started_at",
                          row.name, row.started_at, row.program, row.revision));
  if (rows.changed() == 1) return connection.commit({});
  return Problem{fault::exists, fmt::format("a node `{}` was started later: two data directories "
                                            "must not have one journal's name",
                                            row.name)};
}

}  // namespace writ::store::postgres
