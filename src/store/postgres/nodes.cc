#include <algorithm>

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
                   .silence = std::chrono::microseconds(row.integer(4)),
                   .beat = row.integer(5),
                   .lease = std::chrono::milliseconds(row.integer(6)),
                   .live = row.yes(7)};
  };
  return fetch_all(connection, Scope::everything(), node,
                   "SELECT name, started_at, program, revision, greatest(0, "
                   "CAST(extract(epoch FROM clock_timestamp() - seen_at) * 1000000 AS bigint)), "
                   "beat, lease_ms, live FROM nodes ORDER BY name");
}

// The lease of an earlier process stays in the row where it is the longer one, for as long as that
// process may still hold it: whoever waits for the row waits for both.
Result<std::chrono::milliseconds> Tables::enrol_node(Connection& connection, const NodeRow& row) {
  WRIT_TRY(const Rows before,
           connection.ask(Scope::everything(),
                          "SELECT lease_ms FROM nodes WHERE name = $1 AND started_at < $2 AND live "
                          "FOR UPDATE",
                          row.name, row.started_at));
  const std::int64_t held = before.empty() ? 0 : before[0].integer(0);
  WRIT_TRY(const Rows rows,
           connection.ask(Scope::everything(),
                          "INSERT INTO nodes (name, started_at, program, revision, seen_at, beat, "
                          "lease_ms, live) VALUES ($1, $2, $3, 0, clock_timestamp(), $4, $5, true) "
                          "ON CONFLICT (name) DO UPDATE SET started_at = excluded.started_at, "
                          "program = excluded.program, revision = 0, seen_at = excluded.seen_at, "
                          "beat = excluded.beat, lease_ms = excluded.lease_ms, live = true "
                          "WHERE nodes.started_at <= excluded.started_at",
                          row.name, row.started_at, row.program, row.beat,
                          std::max<std::int64_t>(row.lease.count(), held)));
  if (rows.changed() == 1) {
    WRIT_CHECK(connection.commit({}));
    return std::chrono::milliseconds(held);
  }
  return Problem{fault::exists, fmt::format("a node `{}` was started later: two data directories "
                                            "must not have one journal's name",
                                            row.name)};
}

// Nothing is lost with a beat that a crash of the server forgets, so that nobody waits for a disk.
// The revision is read before the row is looked for: no change was seen that is not counted in it.
Result<std::optional<std::int64_t>> Tables::beat(Connection& connection, const NodeRow& row) {
  WRIT_CHECK(
      connection.ask(Scope::everything(), "SELECT set_config('synchronous_commit', 'off', true)"));
  WRIT_TRY(const Rows rows,
           connection.ask(Scope::everything(),
                          "UPDATE nodes SET revision = $3, beat = $4, lease_ms = $5, seen_at = "
                          "clock_timestamp() WHERE name = $1 AND started_at = $2 AND live "
                          "RETURNING (SELECT revision FROM deployment)",
                          row.name, row.started_at, row.revision, row.beat, row.lease.count()));
  if (rows.empty()) return std::optional<std::int64_t>();
  const std::int64_t revision = rows[0].integer(0);
  WRIT_CHECK(connection.commit({}));
  return std::optional(revision);
}

Result<void> Tables::end_node(Connection& connection, const NodeRow& row) {
  WRIT_CHECK(connection.ask(Scope::everything(),
                            "UPDATE nodes SET live = false WHERE name = $1 AND started_at = $2 AND "
                            "beat = $3 AND live",
                            row.name, row.started_at, row.beat));
  return connection.commit({});
}

}  // namespace writ::store::postgres
