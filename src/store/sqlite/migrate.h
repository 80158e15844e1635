// Brings a database to the schema that this program writes.
//
// A migration, once released, is never changed: a database that has it does not run it again. A new
// one is a file in migrations/, a line at the end of all_migrations(), and a test that starts from
// a database of the version before.
#pragma once

#include <span>
#include <string>

#include "base/instant.h"
#include "base/result.h"
#include "store/sqlite/connection.h"

namespace writ::store::sqlite {

// What a migration may need beside the database itself.
struct MigrationFacts {
  std::string deployment_id;  // for a database that is made now
  Instant now;
};

using Migration = Result<void> (*)(Connection& connection, const MigrationFacts& facts);

// In order: the first makes version 1 of an empty database, the next version 2 of that, and so on.
std::span<const Migration> all_migrations();

// Runs those that the database does not have yet, all in one transaction. The problems of
// identify(); whatever goes wrong, the database is as it was.
Result<void> migrate(Connection& connection, std::span<const Migration> migrations,
                     const MigrationFacts& facts);

}  // namespace writ::store::sqlite
