#include "store/sqlite/tables.h"

namespace writ::store::sqlite {

Result<std::vector<PendingEntryRow>> Tables::pending_entries(Connection& connection) {
  const auto entry = [](const Statement& row) {
    return PendingEntryRow{.change = row.integer(0),
                           .journal_size = row.integer(1),
                           .entry = row.text(2),
                           .body = row.optional_text(3)};
  };
  return fetch_all(connection, Scope::everything(), entry,
                   "SELECT change, journal_size, entry, body FROM pending_entries ORDER BY change");
}

Result<std::int64_t> Tables::add_pending_entry(Connection& connection, const PendingEntryRow& row) {
  const auto describe_row = [] { return std::string("an entry for the journal"); };
  WRIT_CHECK(write(connection, Scope::everything(), describe_row,
                   "INSERT INTO pending_entries (journal_size, entry, body) VALUES ($1, $2, $3)",
                   row.journal_size, row.entry, row.body));
  return connection.integer("SELECT max(change) FROM pending_entries");
}

// Where AUTOINCREMENT counts.
Result<std::int64_t> Tables::last_change(Connection& connection) {
  return connection.integer(
      "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'pending_entries'");
}

Result<void> Tables::remove_pending_entries(Connection& connection, std::int64_t change) {
  WRIT_TRY([[maybe_unused]] const std::int64_t rows,
           connection.run("DELETE FROM pending_entries WHERE change <= $1", change));
  return {};
}

}  // namespace writ::store::sqlite
