#include "store/sqlite/migrations/migrations.h"

namespace writ::store::sqlite::migrations {

// The id that a token's record holds was called `tokenId` before.
Result<void> credential_ids(Connection& connection, const MigrationFacts&) {
  return connection.script(R"sql(
DROP TRIGGER tokens_stay_revoked;
UPDATE tokens
SET record = json_remove(json_set(record, '$.credentialId', json_extract(record, '$.tokenId')),
                         '$.tokenId')
WHERE json_extract(record, '$.tokenId') IS NOT NULL;
CREATE TRIGGER tokens_stay_revoked BEFORE UPDATE ON tokens
WHEN old.revoked_at IS NOT NULL
BEGIN SELECT raise(ABORT, 'a revoked token stays revoked'); END;
)sql");
}

}  // namespace writ::store::sqlite::migrations
