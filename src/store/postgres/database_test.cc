// What only a database server can do to the store, and what the store asks of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <atomic>
#include <thread>

#include "store/each_row.h"
#include "store/postgres/connect.h"
#include "store/postgres/copy.h"
#include "store/postgres/migrate.h"
#include "store/postgres/place.h"

namespace writ::store::postgres {
namespace {

using conformance::code_of;
using conformance::must;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Options usual{.now = {1}, .patience = std::chrono::seconds(20)};

class Database : public testing::Test {
 protected:
  TestServer& server = TestServer::shared();
  const std::string url = server.make_database();

  void TearDown() override { server.drop_database(url); }
  std::string name() const {
    const std::size_t begin = url.find("/writ_") + 1;
    return url.substr(begin, url.find('?') - begin);
  }

  // What statements answer, a value a line, to somebody who has the program's own role.
  std::string ask(const std::string& sql) const {
    Connection connection = must(connect({.url = url, .node = ""}));
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexec(connection.handle(), sql.c_str()), PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
      return PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    }
    std::string lines;
    for (int row = 0; row < PQntuples(result.get()); ++row) {
      lines += PQgetvalue(result.get(), row, 0);
      lines += '\n';
    }
    return lines;
  }
};

// --- opening -----------------------------------------------------------------------------------

TEST_F(Database, IsRefusedByAUrlWithAPassword) {
  EXPECT_EQ(code_of(open("postgres://writ:secret@localhost/writ", usual)), fault::exposed.name);
  EXPECT_EQ(code_of(open("postgres://localhost/writ?password=secret", usual)), fault::exposed.name);
  const auto refused = open("postgres://writ:secret@localhost/writ", usual);
  EXPECT_THAT(refused.error().message, testing::Not(HasSubstr("secret")));
}

TEST_F(Database, IsNamedByAUrlAndNothingElse) {
  for (const char* other : {"host=localhost", "mysql://localhost/x", "", "postgres://["}) {
    EXPECT_EQ(code_of(open(other, usual)), fault::io.name) << other;
  }
}

TEST_F(Database, IsRefusedToARoleThatRowLevelSecurityDoesNotHold) {
  EXPECT_EQ(code_of(open(server.url_of(name(), "postgres"), usual)), fault::exposed.name);
  server.run("CREATE ROLE around LOGIN BYPASSRLS");
  EXPECT_EQ(code_of(open(server.url_of(name(), "around"), usual)), fault::exposed.name);
  server.run("DROP ROLE around");
}

TEST_F(Database, IsRefusedWhereTheSchemaIsAnotherPrograms) {
  server.run("CREATE SCHEMA writ; CREATE TABLE writ.of_theirs (x int)", name());
  EXPECT_EQ(code_of(open(url, usual)), fault::foreign.name);
  EXPECT_EQ(ask("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'writ'"),
            "0\n");  // nothing that our role might see was made
}

TEST_F(Database, IsRefusedFromANewerVersion) {
  must(open(url, usual));
  ask("UPDATE writ.migrations SET version = 99");
  EXPECT_EQ(code_of(open(url, usual)), fault::newer.name);
  EXPECT_EQ(ask("SELECT version FROM writ.migrations"), "99\n");
}

TEST_F(Database, ThatIsNotThereIsUnreachable) {
  const Options hasty{.now = {1}, .patience = std::chrono::milliseconds(100)};
  EXPECT_EQ(code_of(open(server.url_of("nowhere"), hasty)), fault::unreachable.name);
}

// --- migrations --------------------------------------------------------------------------------

std::atomic<int> runs = 0;

Result<void> slow(Connection& connection, const MigrationFacts&) {
  ++runs;
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  return connection.script("CREATE TABLE writ.made_slowly (x int)");
}
Result<void> quick(Connection& connection, const MigrationFacts&) {
  return connection.script("CREATE TABLE writ.made_quickly (x int)");
}
Result<void> bad(Connection& connection, const MigrationFacts&) {
  WRIT_CHECK(connection.script("CREATE TABLE writ.made_badly (x int)"));
  return Problem{fault::io, "on purpose"};
}

Result<void> migrate_once(const std::string& url, std::span<const Migration> migrations,
                          std::chrono::milliseconds patience = std::chrono::seconds(20)) {
  WRIT_TRY(Connection connection, connect({.url = url, .node = ""}));
  return migrate(connection, migrations, {.deployment_id = "id", .now = {1}}, patience);
}

TEST_F(Database, IsMigratedOnceHoweverManyBegin) {
  runs = 0;
  std::atomic<int> done = 0;
  {
    std::vector<std::jthread> programs;
    for (int i = 0; i < 4; ++i) {
      programs.emplace_back([&] {
        if (migrate_once(url, std::array<Migration, 1>{slow})) ++done;
      });
    }
  }
  EXPECT_EQ(done, 4);
  EXPECT_EQ(runs, 1);
}

TEST_F(Database, IsAsItWasWhereAMigrationFails) {
  must(migrate_once(url, std::array<Migration, 1>{slow}));
  EXPECT_EQ(code_of(migrate_once(url, std::array<Migration, 2>{slow, bad})), fault::io.name);
  EXPECT_EQ(ask("SELECT version, holder IS NULL FROM writ.migrations"), "1\n");
  EXPECT_EQ(ask("SELECT to_regclass('writ.made_badly') IS NULL"), "t\n");
  must(migrate_once(url, std::array<Migration, 1>{slow}));  // nobody holds the right any more
}

TEST_F(Database, IsTakenOverFromAMigrationThatDied) {
  constexpr std::array<Migration, 2> both{slow, quick};
  must(migrate_once(url, std::span(both).first(1)));
  ask("UPDATE writ.migrations SET holder = 'dead', held_until = clock_timestamp() + "
      "interval '1 hour'");
  EXPECT_EQ(code_of(migrate_once(url, both, std::chrono::milliseconds(100))), fault::busy.name);
  EXPECT_EQ(ask("SELECT version FROM writ.migrations"), "1\n");
  ask("UPDATE writ.migrations SET held_until = clock_timestamp() - interval '1 second'");
  must(migrate_once(url, both));
  EXPECT_EQ(ask("SELECT version FROM writ.migrations"), "2\n");
}

// --- row-level security ------------------------------------------------------------------------

class Tenants : public Database {
 protected:
  void SetUp() override {
    const auto store = must(open(url, usual));
    const auto to = must(store->begin_write());
    for (const char* tenant : {"a", "b"}) {
      must(to->insert_bundle(
          {.head =
               {.tenant = tenant, .name = "n", .version = "1", .policy_hash = "h", .key_id = "k"},
           .signed_bundle = tenant}));
      must(to->put_document({.kind = "k", .tenant = tenant, .id = "i", .record = "{}"}));
      must(to->bump_state_generation(tenant, "n"));
    }
    must(to->put_key({.key_id = "k", .record = "{}"}));
    must(to->commit());
  }
};

TEST_F(Tenants, AreNotSeenByAStatementThatNamesNone) {
  for (const char* table : {"bundles", "documents", "state_generations", "keys"}) {
    EXPECT_EQ(ask("SELECT count(*) FROM " + std::string(table)), "0\n") << table;
  }
}

TEST_F(Tenants, SeeTheirOwnRowsWhateverTheStatementSays) {
  for (const char* table : {"bundles", "documents", "state_generations"}) {
    EXPECT_EQ(ask("SET writ.scope = 'tenant:a'; SELECT tenant FROM " + std::string(table)), "a\n");
  }
  EXPECT_EQ(ask("SET writ.scope = 'tenant:a'; SELECT tenant FROM bundles WHERE tenant = 'b'"), "");
  EXPECT_EQ(ask("SET writ.scope = 'tenant:a'; SELECT key_id FROM keys"), "");
  EXPECT_EQ(ask("SET writ.scope = 'tenant:'; SELECT tenant FROM bundles"), "");
  EXPECT_EQ(ask("SET writ.scope = 'everything'; SELECT tenant FROM bundles ORDER BY 1"), "a\nb\n");
}

TEST_F(Tenants, WriteNothingForOneAnother) {
  EXPECT_EQ(ask("SET writ.scope = 'tenant:a'; INSERT INTO state_generations VALUES ('b', 'x', 1)"),
            "42501");
  EXPECT_EQ(ask("SET writ.scope = 'tenant:a'; UPDATE documents SET sequence = 99 "
                "WHERE tenant = 'b' RETURNING id"),
            "");
}

TEST_F(Tenants, AreKeptByTheTablesThemselves) {
  for (const char* statement :
       {"UPDATE bundles SET signed_bundle = 'x'", "DELETE FROM bundles", "DELETE FROM documents",
        "UPDATE documents SET sequence = 1", "UPDATE state_generations SET generation = 1",
        "DELETE FROM state_generations", "UPDATE deployment SET revision = 0",
        "DELETE FROM deployment"}) {
    EXPECT_EQ(ask("SET writ.scope = 'everything'; " + std::string(statement)), "WR001")
        << statement;
  }
}

// --- a server that comes and goes --------------------------------------------------------------

TEST(Outage, IsNotSeenByWhoeverBeginsOnceTheServerIsBack) {
  TestServer server;
  const auto store = must(open(server.make_database(), usual));
  const auto snapshot = must(store->read());
  const auto transaction = must(store->begin_write());
  must(transaction->put_key({.key_id = "lost", .record = "{}"}));
  server.kill();
  EXPECT_EQ(code_of(snapshot->keys()), fault::unreachable.name);
  EXPECT_EQ(code_of(transaction->commit()), fault::unreachable.name);
  server.start();
  EXPECT_THAT(must(must(store->read())->keys()), IsEmpty());
  must(must(store->begin_write())->commit());
  must(store->enrol_node({.name = "n", .started_at = {1}, .program = "0"}));
}

TEST(Outage, LosesNothingThatWasAcknowledged) {
  TestServer server;
  const std::string url = server.make_database();
  const auto store = must(open(url, usual));
  std::vector<std::int64_t> acknowledged;
  std::atomic<bool> stop = false;
  std::jthread writer([&] {
    while (!stop) {
      const auto transaction = store->begin_write();
      if (!transaction) continue;
      const auto bumped = (*transaction)->bump_state_generation("t", "n");
      if (!bumped) continue;
      if (!(*transaction)->put_key({.key_id = std::to_string(*bumped), .record = "{}"})) continue;
      if ((*transaction)->commit()) acknowledged.push_back(*bumped);
    }
  });
  for (int round = 0; round < 3; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    server.kill();
    server.start();
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  stop = true;
  writer.join();
  ASSERT_GT(acknowledged.size(), 10U);
  const auto snapshot = must(store->read());
  const std::int64_t generation = must(snapshot->state_generation("t", "n"));
  EXPECT_EQ(must(snapshot->keys()).size(), static_cast<std::size_t>(generation));
  EXPECT_GE(generation, acknowledged.back());
  for (const std::int64_t number : acknowledged) {
    EXPECT_TRUE(must(snapshot->find_key(std::to_string(number)))) << number;
  }
}

TEST(Outage, ThatLastsIsToldAfterTheTimeOfPatience) {
  TestServer server;
  const auto store =
      must(open(server.make_database(), {.now = {1}, .patience = std::chrono::milliseconds(300)}));
  server.kill();
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(code_of(store->read()), fault::unreachable.name);
  EXPECT_EQ(code_of(store->begin_write()), fault::unreachable.name);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

// --- nodes -------------------------------------------------------------------------------------

TEST_F(Database, KeepsTheEntriesOfNodesApart) {
  const auto node = [&](const char* called) {
    return must(open(url, {.now = {1}, .node = called, .patience = usual.patience}));
  };
  const auto add = [](Store& store, std::string entry) {
    const auto to = must(store.begin_write());
    const std::int64_t change =
        must(to->add_pending_entry({.entry = std::move(entry), .body = {}}));
    must(to->commit());
    return change;
  };
  const auto one = node("one");
  const auto other = node("other");
  EXPECT_EQ(add(*one, "1"), 1);
  EXPECT_EQ(add(*other, "2"), 1);
  EXPECT_EQ(add(*one, "3"), 2);
  const auto to = must(other->begin_write());
  must(to->remove_pending_entries(9));
  must(to->commit());
  EXPECT_THAT(must(must(one->read())->pending_entries()).size(), 2U);
  EXPECT_THAT(must(must(other->read())->pending_entries()), IsEmpty());
  EXPECT_EQ(must(must(other->read())->last_change()), 1);
}

// --- copies ------------------------------------------------------------------------------------

// Rows with gaps between their numbers, as a store has them that was in use.
void fill(Store& store) {
  const auto to = must(store.begin_write());
  for (const char* version : {"1.0.0", "2.0.0"}) {
    must(to->insert_bundle({.head = {.tenant = "t",
                                     .name = "n",
                                     .version = version,
                                     .policy_hash = version,
                                     .key_id = "k",
                                     .recorded_at = {3}},
                            .signed_bundle = "{}"}));
    must(to->append_activation({.tenant = "t",
                                .name = "n",
                                .generation = *version - '0',
                                .version = version,
                                .policy_hash = version,
                                .signed_activation = {}}));
  }
  must(to->put_policy({.tenant = "t",
                       .name = "n",
                       .active_version = "2.0.0",
                       .active_policy_hash = "2.0.0",
                       .generation = 2,
                       .high_water = "2.0.0",
                       .pin = {}}));
  for (const char* id : {"a", "b", "a"}) {
    must(to->put_document({.kind = "k", .tenant = "t", .id = id, .record = "{}"}));
  }
  must(to->put_document({.kind = "k", .tenant = "t", .id = "b", .record = std::nullopt}));
  must(to->bump_state_generation("t", "n"));
  must(to->bump_state_generation("t", "n"));
  must(to->bump_deployment_generation());
  must(to->put_key({.key_id = "k", .record = "{}"}));
  must(to->insert_token({.token_id = "x", .sha256 = "h", .record = "{}", .revoked_at = {}}));
  must(to->revoke_token("x", {9}));
  must(to->add_pending_entry({.entry = "1", .body = {}}));
  must(to->add_pending_entry({.journal_size = 4, .entry = "2", .body = "b"}));
  must(to->remove_pending_entries(1));
  must(to->commit());
}

std::vector<AnyRow> rows_of(Store& store) {
  std::vector<AnyRow> rows;
  const auto snapshot = must(store.read());
  must(each_row(*snapshot, [&](const AnyRow& row) -> Result<void> {
    rows.push_back(row);
    return {};
  }));
  return rows;
}

class Copy : public Database {
 protected:
  TemporaryDatabase elsewhere;
  const std::unique_ptr<Store> source = must(elsewhere.open({77}, std::chrono::seconds(20)));
  const Options copying{.now = {5}, .node = "node", .patience = std::chrono::seconds(20)};
};

TEST_F(Copy, HasEveryRowAndGivesNoNumberAgain) {
  fill(*source);
  must(copy(*must(source->read()), url, copying));
  const auto target = must(open(url, copying));
  EXPECT_EQ(rows_of(*target), rows_of(*source));
  const auto to = must(target->begin_write());
  const auto from = must(source->begin_write());
  const DeploymentRow was = must(from->deployment());
  EXPECT_EQ(must(to->deployment()).deployment_id, was.deployment_id);
  EXPECT_EQ(must(to->deployment()).created_at, was.created_at);
  const DocumentRow document{.kind = "k", .tenant = "t", .id = "new", .record = "{}"};
  EXPECT_EQ(must(to->put_document(document)), must(from->put_document(document)));
  EXPECT_EQ(must(to->add_pending_entry({.entry = "3", .body = {}})),
            must(from->add_pending_entry({.entry = "3", .body = {}})));
  EXPECT_EQ(must(to->bump_state_generation("t", "n")), must(from->bump_state_generation("t", "n")));
  EXPECT_EQ(must(to->bump_deployment_generation()), must(from->bump_deployment_generation()));
}

TEST_F(Copy, GoesOnlyIntoADatabaseWithNothingInIt) {
  fill(*source);
  must(copy(*must(source->read()), url, copying));
  EXPECT_EQ(code_of(copy(*must(source->read()), url, copying)), fault::exists.name);
}

TEST_F(Copy, LeavesTheStoreOfAnotherDeploymentAlone) {
  fill(*source);
  must(open(url, usual));
  EXPECT_EQ(code_of(copy(*must(source->read()), url, copying)), fault::exists.name);
  EXPECT_THAT(rows_of(*must(open(url, usual))), IsEmpty());
}

TEST_F(Copy, OfAnEmptyStoreIsEmpty) {
  must(copy(*must(source->read()), url, copying));
  EXPECT_THAT(rows_of(*must(open(url, copying))), IsEmpty());
}

}  // namespace
}  // namespace writ::store::postgres
