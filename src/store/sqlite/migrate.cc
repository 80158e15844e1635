#include "store/sqlite/migrate.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>

#include "store/sqlite/identity.h"
#include "store/sqlite/migrations/migrations.h"

namespace writ::store::sqlite {
namespace {

// PRAGMA takes no parameters; both numbers are ours.
Result<void> set_version(Connection& connection, std::int64_t version) {
  return connection.script(
      fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};", application_id, version)
          .c_str());
}

// In a transaction, so that of two programs which open a new database at once the second waits and
// then finds it made.
Result<void> run_missing(Connection& connection, std::span<const Migration> migrations,
                         const MigrationFacts& facts) {
  const auto newest = static_cast<std::int64_t>(migrations.size());
  WRIT_TRY(const std::int64_t version, identify(connection, newest));
  if (version == newest) return {};
  for (const Migration migration : migrations.subspan(static_cast<std::size_t>(version))) {
    WRIT_CHECK(migration(connection, facts));
  }
  return set_version(connection, newest);
}

}  // namespace

std::span<const Migration> all_migrations() {
  static constexpr auto all =
      std::to_array<Migration>({migrations::first_tables, migrations::pending_entries,
                                migrations::credential_ids, migrations::documents});
  return all;
}

Result<void> migrate(Connection& connection, std::span<const Migration> migrations,
                     const MigrationFacts& facts) {
  WRIT_CHECK(connection.script("BEGIN IMMEDIATE"));
  Result<void> done = run_missing(connection, migrations, facts);
  if (done) done = connection.script("COMMIT");
  // Where this fails SQLite has rolled back already, and closing the connection would at any rate.
  if (connection.in_transaction()) (void)connection.script("ROLLBACK");
  return done;
}

}  // namespace writ::store::sqlite
