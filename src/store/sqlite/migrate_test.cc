#include "store/sqlite/migrate.h"

#include <gtest/gtest.h>

#include <array>

#include "store/sqlite/identity.h"
#include "store/sqlite/place.h"
#include "store/sqlite/pool.h"

namespace writ::store::sqlite {
namespace {

using conformance::code_of;
using conformance::must;

const MigrationFacts facts{.deployment_id = "an id", .now = {7}};

Result<void> make_a(Connection& connection, const MigrationFacts&) {
  return connection.script("CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1)");
}
Result<void> double_a(Connection& connection, const MigrationFacts&) {
  return connection.script("UPDATE a SET x = x * 2");
}
Result<void> add_then_fail(Connection& connection, const MigrationFacts&) {
  WRIT_CHECK(connection.script("CREATE TABLE b (x INTEGER) STRICT; UPDATE a SET x = 99"));
  return connection.script("INSERT INTO nowhere VALUES (1)");
}

class Migrate : public testing::Test {
 protected:
  Connection connect_fresh() {
    return must(Connection::open(place.path(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                 std::chrono::seconds(5)));
  }
  TemporaryPlace place;
  Connection connection = connect_fresh();
};

TEST_F(Migrate, RunsEachMigrationOnceAndInOrder) {
  const auto all = std::to_array<Migration>({make_a, double_a});
  must(migrate(connection, all, facts));
  must(migrate(connection, all, facts));
  EXPECT_EQ(must(connection.integer("SELECT x FROM a")), 2);
  EXPECT_EQ(must(identify(connection, 2)), 2);
}

TEST_F(Migrate, RunsOnlyWhatIsMissing) {
  must(migrate(connection, std::to_array<Migration>({make_a}), facts));
  must(migrate(connection, std::to_array<Migration>({make_a, double_a, double_a}), facts));
  EXPECT_EQ(must(connection.integer("SELECT x FROM a")), 4);
  EXPECT_EQ(must(identify(connection, 3)), 3);
}

TEST_F(Migrate, OneThatFailsLeavesTheDatabaseAsItWas) {
  must(migrate(connection, std::to_array<Migration>({make_a}), facts));
  const auto all = std::to_array<Migration>({make_a, double_a, add_then_fail});
  EXPECT_FALSE(migrate(connection, all, facts));
  EXPECT_FALSE(connection.in_transaction());
  EXPECT_EQ(must(connection.integer("SELECT x FROM a")), 1);
  EXPECT_EQ(must(connection.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'b'")), 0);
  EXPECT_EQ(must(identify(connection, 1)), 1);
}

TEST_F(Migrate, OneThatFailsOnANewDatabaseLeavesItNew) {
  EXPECT_FALSE(migrate(connection, std::to_array<Migration>({make_a, add_then_fail}), facts));
  EXPECT_EQ(must(identify(connection, 2)), 0);
}

TEST_F(Migrate, NeverRunsOnANewerOrForeignDatabase) {
  must(migrate(connection, std::to_array<Migration>({make_a, double_a}), facts));
  EXPECT_EQ(code_of(migrate(connection, std::to_array<Migration>({make_a}), facts)),
            fault::newer.name);
  must(connection.script("PRAGMA application_id = 5"));
  EXPECT_EQ(code_of(migrate(connection, std::to_array<Migration>({make_a, double_a}), facts)),
            fault::foreign.name);
}

TEST_F(Migrate, ATokensRecordNamesItsCredentialAnew) {
  const auto before = all_migrations().first(2);
  must(migrate(connection, before, facts));
  must(connection.script(R"(INSERT INTO tokens (token_id, sha256, record, revoked_at)
      VALUES ('a', 'x', '{"principal":"p","tokenId":"a"}', NULL),
             ('b', 'y', '{"tokenId":"b"}', 7))"));
  must(migrate(connection, all_migrations(), facts));
  EXPECT_EQ(must(connection.integer(
                "SELECT count(*) FROM tokens WHERE json_extract(record, '$.credentialId') = "
                "token_id AND json_extract(record, '$.tokenId') IS NULL")),
            2);
}

TEST_F(Migrate, EveryTableIsStrict) {
  must(migrate(connection, all_migrations(), facts));
  EXPECT_GT(must(connection.integer("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' "
                                    "AND type = 'table' AND name NOT LIKE 'sqlite%'")),
            5);
  EXPECT_EQ(must(connection.integer("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' "
                                    "AND type = 'table' AND name NOT LIKE 'sqlite%' "
                                    "AND NOT strict")),
            0);
}

}  // namespace
}  // namespace writ::store::sqlite
