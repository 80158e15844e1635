#include "store/sqlite/migrations/migrations.h"

namespace writ::store::sqlite::migrations {

// AUTOINCREMENT, since a number must not come again after its row is gone.
Result<void> pending_entries(Connection& connection, const MigrationFacts&) {
  return connection.script(R"sql(
CREATE TABLE pending_entries (
  change       INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  journal_size INTEGER NOT NULL CHECK (journal_size >= 0),
  entry        TEXT    NOT NULL,
  body         TEXT
) STRICT;

CREATE TRIGGER pending_entries_never_change BEFORE UPDATE ON pending_entries
BEGIN SELECT raise(ABORT, 'an entry for the journal never changes'); END;
)sql");
}

}  // namespace writ::store::sqlite::migrations
