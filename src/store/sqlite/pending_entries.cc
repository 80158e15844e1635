#include "store/sqlite/fetch.h"
#include "store/sqlite/tables.h"

namespace writ::store::sqlite {

Result<std::vector<PendingEntryRow>> pending_entries(Connection& connection) {
  const auto entry = [](const Statement& row) {
    return PendingEntryRow{.change = row.integer(0),
                           .journal_size = row.integer(1),
                           .entry = row.text(2),
                           .body = row.optional_text(3)};
  };
  return fetch_all(connection, entry,
                   "SELECT change, journal_size, entry, body FROM pending_entries ORDER BY change");
}

Result<std::int64_t> add_pending_entry(Connection& connection, const PendingEntryRow& row) {
  const auto describe_row = [] { return std::string("an entry for the journal"); };
  WRIT_CHECK(write(connection, describe_row,
                   "INSERT INTO pending_entries (journal_size, entry, body) VALUES (?, ?, ?)",
                   row.journal_size, row.entry, row.body));
  return connection.integer("SELECT max(change) FROM pending_entries");
}

Result<void> remove_pending_entries(Connection& connection, std::int64_t change) {
  WRIT_TRY([[maybe_unused]] const std::int64_t rows,
           connection.run("DELETE FROM pending_entries WHERE change <= ?", change));
  return {};
}

}  // namespace writ::store::sqlite
