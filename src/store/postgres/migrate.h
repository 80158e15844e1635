// Brings a database to the schema that this program writes.
//
// Everything of ours lies in the schema `writ`. Its table `migrations` has one row: the version,
// and who is migrating until when. That lease, and not a lock of the database, keeps two programs
// from migrating at once, since not every database can roll back a change of its tables: whoever
// comes second waits, and takes over from one that died when its time is up.
//
// A migration, once released, is never changed: a database that has it does not run it again. A new
// one is a file in migrations/, a line at the end of all_migrations(), and a test that starts from
// a database of the version before.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>

#include "base/instant.h"
#include "base/result.h"
#include "store/postgres/connection.h"

namespace writ::store::postgres {

// What a migration may need beside the database itself.
struct MigrationFacts {
  std::string deployment_id;  // for a database that is made now
  Instant now;
};

using Migration = Result<void> (*)(Connection& connection, const MigrationFacts& facts);

// In order: the first makes version 1 of an empty database, the next version 2 of that, and so on.
std::span<const Migration> all_migrations();

// The schema version of the connection's database: 0 for one with nothing of ours in it.
// `store.foreign` for a schema `writ` that another program made, `store.newer` for a version above
// `newest`. Changes nothing.
Result<std::int64_t> identify(Connection& connection, std::int64_t newest);

// Runs those that the database does not have yet, each in a transaction with its number. The
// problems of identify(); `store.busy` where somebody else is at it for longer than `patience`.
Result<void> migrate(Connection& connection, std::span<const Migration> migrations,
                     const MigrationFacts& facts, std::chrono::milliseconds patience);

}  // namespace writ::store::postgres
