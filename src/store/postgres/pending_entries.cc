// Entries on their way to a journal are a node's own, and so are their numbers: a journal knows by
// them which of its node's changes it has.
#include "store/postgres/tables.h"

namespace writ::store::postgres {

Result<std::vector<PendingEntryRow>> Tables::pending_entries(Connection& connection) {
  const auto entry = [](const Row& row) {
    return PendingEntryRow{.change = row.integer(0),
                           .journal_size = row.integer(1),
                           .entry = row.text(2),
                           .body = row.optional_text(3)};
  };
  return fetch_all(connection, Scope::everything(), entry,
                   "SELECT change, journal_size, entry, body FROM pending_entries "
                   "WHERE node = $1 ORDER BY change",
                   connection.node());
}

Result<std::int64_t> Tables::last_change(Connection& connection) {
  return connection.integer(Scope::everything(),
                            "SELECT coalesce(max(changes), 0) FROM changes WHERE node = $1",
                            connection.node());
}

Result<std::int64_t> Tables::add_pending_entry(Connection& connection, const PendingEntryRow& row) {
  WRIT_TRY(const std::int64_t change,
           connection.integer(Scope::everything(),
                              "INSERT INTO changes (node, changes) VALUES ($1, 1) "
                              "ON CONFLICT (node) DO UPDATE SET changes = changes.changes + 1 "
                              "RETURNING changes",
                              connection.node()));
  const auto describe_row = [] { return std::string("an entry for the journal"); };
  WRIT_CHECK(write(connection, Scope::everything(), describe_row,
                   "INSERT INTO pending_entries (node, change, journal_size, entry, body) "
                   "VALUES ($1, $2, $3, $4, $5)",
                   connection.node(), change, row.journal_size, row.entry, row.body));
  return change;
}

Result<void> Tables::remove_pending_entries(Connection& connection, std::int64_t change) {
  WRIT_CHECK(connection.ask(Scope::everything(),
                            "DELETE FROM pending_entries WHERE node = $1 AND change <= $2",
                            connection.node(), change));
  return {};
}

}  // namespace writ::store::postgres
