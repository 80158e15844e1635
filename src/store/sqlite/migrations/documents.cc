#include "store/sqlite/migrations/migrations.h"

namespace writ::store::sqlite::migrations {

// A removed row stays, so that the highest sequence is never given again.
Result<void> documents(Connection& connection, const MigrationFacts&) {
  return connection.script(R"sql(
CREATE TABLE documents (
  kind       TEXT    NOT NULL,
  tenant     TEXT    NOT NULL,
  id         TEXT    NOT NULL,
  record     TEXT,
  sequence   INTEGER NOT NULL UNIQUE CHECK (sequence >= 1),
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (kind, tenant, id)
) STRICT;
CREATE INDEX documents_by_id ON documents (kind, id);

CREATE TRIGGER documents_rise BEFORE UPDATE ON documents
WHEN new.sequence <= old.sequence
  OR new.kind <> old.kind OR new.tenant <> old.tenant OR new.id <> old.id
BEGIN SELECT raise(ABORT, 'a document keeps its key, and its sequence only rises'); END;
CREATE TRIGGER documents_stay BEFORE DELETE ON documents
BEGIN SELECT raise(ABORT, 'a document that was removed stays as an empty row'); END;
)sql");
}

}  // namespace writ::store::sqlite::migrations
