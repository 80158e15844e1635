// Version 2: nodes say how long they answer without hearing from the store. Those of before say
// nothing, and nobody waits for them: they are to be ended before the first node of this version
// starts.
#include "store/postgres/migrations/migrations.h"

namespace writ::store::postgres::migrations {

Result<void> node_leases(Connection& connection, const MigrationFacts&) {
  return connection.script(R"sql(
ALTER TABLE writ.nodes
  ADD COLUMN beat     bigint  NOT NULL DEFAULT 0,
  ADD COLUMN lease_ms bigint  NOT NULL DEFAULT 0 CHECK (lease_ms >= 0),
  ADD COLUMN live     boolean NOT NULL DEFAULT false;
)sql");
}

}  // namespace writ::store::postgres::migrations
