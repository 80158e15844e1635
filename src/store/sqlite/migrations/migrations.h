// The migrations, one a file.
#pragma once

#include "store/sqlite/migrate.h"

namespace writ::store::sqlite::migrations {

Result<void> first_tables(Connection& connection, const MigrationFacts& facts);     // version 1
Result<void> pending_entries(Connection& connection, const MigrationFacts& facts);  // version 2
Result<void> credential_ids(Connection& connection, const MigrationFacts& facts);   // version 3
Result<void> documents(Connection& connection, const MigrationFacts& facts);        // version 4

}  // namespace writ::store::sqlite::migrations
