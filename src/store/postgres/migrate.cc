#include "store/postgres/migrate.h"

#include <array>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "store/deployment_id.h"
#include "store/postgres/migrations/migrations.h"
#include "store/store.h"

namespace writ::store::postgres {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto pause = std::chrono::milliseconds(20);  // between looks at somebody else's lease

// Each by itself, since programs that open a new database at once do this at once too.
constexpr auto beginnings = std::to_array<const char*>({"CREATE SCHEMA IF NOT EXISTS writ",
                                                        R"sql(
CREATE TABLE IF NOT EXISTS writ.migrations (
  only_row   integer     PRIMARY KEY CHECK (only_row = 1),
  version    bigint      NOT NULL,
  holder     text        COLLATE "C",
  held_until timestamptz NOT NULL
))sql",
                                                        R"sql(
INSERT INTO writ.migrations VALUES (1, 0, NULL, clock_timestamp())
ON CONFLICT (only_row) DO NOTHING)sql"});

// Of programs that make the same thing at once some are told that it is there.
Result<void> make_once(Connection& connection, const char* sql) {
  Result<void> made = connection.script(sql);
  if (made || made.error().code.name == fault::exists.name) return {};
  return connection.script(sql);  // whose other complaints, if they stay, are real
}

// The right to migrate: nobody else has it before its time is up.
class Lease {
 public:
  // Nothing while somebody else holds it.
  static Result<std::optional<Lease>> take(Connection& connection) {
    WRIT_TRY(std::string holder, new_deployment_id());
    WRIT_TRY(const auto rows,
             connection.ask_all({{.sql = "UPDATE writ.migrations SET holder = $1, held_until = "
                                         "clock_timestamp() + interval '60 seconds' WHERE holder "
                                         "IS NULL OR held_until < clock_timestamp()",
                                  .parameters = {holder}}}));
    if (rows[0].changed() == 0) return std::optional<Lease>();
    return std::optional<Lease>(Lease(connection, std::move(holder)));
  }

  Lease(Lease&& other) noexcept
      : connection_(std::exchange(other.connection_, nullptr)), holder_(std::move(other.holder_)) {}
  Lease& operator=(Lease&&) = delete;
  ~Lease() {
    if (connection_ == nullptr) return;
    (void)connection_->ask_all({{.sql = "UPDATE writ.migrations SET holder = NULL "
                                        "WHERE holder = $1",
                                 .parameters = {holder_}}});
  }

  // Runs one migration, and counts it while the lease lasts, which it renews.
  Result<void> run(Migration migration, std::int64_t version, const MigrationFacts& facts) const {
    WRIT_CHECK(connection_->begin("BEGIN", {}));
    Result<void> done = migration(*connection_, facts);
    if (done) done = count(version);
    if (!done) connection_->roll_back();
    return done;
  }

 private:
  Lease(Connection& connection, std::string holder)
      : connection_(&connection), holder_(std::move(holder)) {}

  Result<void> count(std::int64_t version) const {
    WRIT_TRY(const Rows rows,
             connection_->ask(Scope::everything(),
                              "UPDATE writ.migrations SET version = $1, held_until = "
                              "clock_timestamp() + interval '60 seconds' WHERE holder = $2 AND "
                              "held_until > clock_timestamp() AND version = $1 - 1",
                              version, holder_));
    if (rows.changed() == 1) return connection_->commit({});
    return Problem{fault::busy,
                   "migrating took too long and somebody else has begun it: try again"};
  }

  Connection* connection_;
  std::string holder_;
};

Result<void> run_missing(const Lease& lease, Connection& connection,
                         std::span<const Migration> migrations, const MigrationFacts& facts) {
  const auto newest = static_cast<std::int64_t>(migrations.size());
  WRIT_TRY(std::int64_t version, identify(connection, newest));
  while (version < newest) {
    const Migration next = migrations[static_cast<std::size_t>(version)];
    WRIT_CHECK(lease.run(next, ++version, facts));
  }
  return {};
}

}  // namespace

std::span<const Migration> all_migrations() {
  static constexpr auto all =
      std::to_array<Migration>({migrations::first_tables, migrations::node_leases});
  return all;
}

Result<std::int64_t> identify(Connection& connection, std::int64_t newest) {
  WRIT_TRY(const auto tables,
           connection.ask_all({{.sql = "SELECT count(*), count(*) FILTER (WHERE c.relname = "
                                       "'migrations') FROM pg_catalog.pg_class c "
                                       "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
                                       "WHERE n.nspname = 'writ' AND c.relkind = 'r'"}}));
  const std::int64_t all = tables[0][0].integer(0);
  if (all == 0) return 0;
  const Problem foreign{fault::foreign,
                        "the schema `writ` of the database is another program's, or not ours to "
                        "read: choose another database"};
  if (tables[0][0].integer(1) == 0) return foreign;
  auto rows = connection.ask_all({{.sql = "SELECT version FROM writ.migrations"}});
  if (!rows) return rows.error().code.name == fault::io.name ? foreign : std::move(rows).error();
  if ((*rows)[0].empty()) return 0;  // somebody is just making it
  const std::int64_t version = (*rows)[0][0].integer(0);
  if (version <= newest) return version;
  return Problem{fault::newer,
                 fmt::format("the database has version {} and this program knows {} of them: use "
                             "a newer writ",
                             version, newest)};
}

Result<void> migrate(Connection& connection, std::span<const Migration> migrations,
                     const MigrationFacts& facts, std::chrono::milliseconds patience) {
  const auto newest = static_cast<std::int64_t>(migrations.size());
  WRIT_TRY(std::int64_t version, identify(connection, newest));
  if (version == newest) return {};
  if (version == 0) {
    for (const char* sql : beginnings) WRIT_CHECK(make_once(connection, sql));
  }
  for (const auto deadline = Clock::now() + patience;;) {
    WRIT_TRY(const auto lease, Lease::take(connection));
    if (lease) return run_missing(*lease, connection, migrations, facts);
    WRIT_TRY(version, identify(connection, newest));
    if (version == newest) return {};
    if (Clock::now() + pause > deadline) {
      return Problem{fault::busy, "somebody else is migrating the database: try again"};
    }
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace writ::store::postgres
