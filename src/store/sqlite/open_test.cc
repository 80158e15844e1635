#include "store/sqlite/open.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <map>

#include "store/sqlite/connection.h"
#include "store/sqlite/identity.h"
#include "store/sqlite/place.h"
#include "store/sqlite/pool.h"

namespace writ::store::sqlite {
namespace {

using conformance::code_of;
using conformance::must;
using testing::HasSubstr;

constexpr std::chrono::milliseconds patience{5'000};

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void overwrite(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  std::filesystem::permissions(path, std::filesystem::perms(0600));
}

class Open : public testing::Test {
 protected:
  // Every file of the place with a hash of what is in it; of the log's index the name only, since
  // readers keep their place in it.
  std::map<std::string, std::size_t> everything() const {
    std::map<std::string, std::size_t> files;
    for (const auto& entry : std::filesystem::directory_iterator(place.directory())) {
      const std::string name = entry.path().filename().string();
      files[name] = name.ends_with("-shm") ? 0 : std::hash<std::string>()(contents(entry.path()));
    }
    return files;
  }
  Result<std::unique_ptr<Store>> open() { return place.open({1}, patience); }
  unsigned mode_of(const std::string& path) const {
    struct stat status{};
    return stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0U;
  }
  // Makes the store, closes it, and runs `sql` on its file.
  void make_then(const char* sql) {
    must(open());
    const Connection connection =
        must(Connection::open(place.path(), SQLITE_OPEN_READWRITE, patience));
    ASSERT_EQ(sqlite3_exec(connection.handle(), sql, nullptr, nullptr, nullptr), SQLITE_OK);
  }
  void expect_refused_untouched(const Code& code, std::string_view said) {
    const auto before = everything();
    const auto opened = open();
    ASSERT_EQ(code_of(opened), code.name) << (opened ? "" : opened.error().message);
    EXPECT_EQ(opened.error().code.category, Category::conflict);
    EXPECT_THAT(opened.error().message, HasSubstr(said));
    EXPECT_THAT(opened.error().message, HasSubstr(place.path()));
    EXPECT_EQ(everything(), before);
  }

  TemporaryPlace place;
};

TEST_F(Open, KeepsEveryFileFromOtherUsers) {
  const auto store = must(open());
  must(must(store->begin_write())->commit());
  EXPECT_EQ(mode_of(place.path()), 0600U);
  EXPECT_EQ(mode_of(place.path() + "-wal"), 0600U);
  EXPECT_EQ(mode_of(place.path() + "-shm"), 0600U);
}

TEST_F(Open, MakesItsDirectoryForItsOwnerAlone) {
  const std::string directory = place.path() + ".d";
  must(sqlite::open(directory + "/writ.db", {.now = {1}}));
  EXPECT_EQ(mode_of(directory), 0700U);
  EXPECT_EQ(mode_of(directory + "/writ.db"), 0600U);
}

TEST_F(Open, MakesNoDirectoryAboveItsOwn) {
  EXPECT_EQ(code_of(sqlite::open(place.path() + "/a/b/writ.db", {.now = {1}})), fault::io.name);
  EXPECT_TRUE(everything().empty());
}

TEST_F(Open, RefusesADirectoryThatOthersMayUse) {
  std::filesystem::permissions(place.directory(), std::filesystem::perms(0710));
  expect_refused_untouched(fault::exposed, "chmod 700");
}

TEST_F(Open, RefusesAFileThatOthersMayUse) {
  must(open());
  std::filesystem::permissions(place.path(), std::filesystem::perms(0640));
  expect_refused_untouched(fault::exposed, "chmod 600");
}

TEST_F(Open, RefusesAFileThatItMayNotWrite) {
  if (geteuid() == 0) GTEST_SKIP() << "root may write every file";
  must(open());
  std::filesystem::permissions(place.path(), std::filesystem::perms(0400));
  EXPECT_EQ(code_of(open()), fault::io.name);
}

TEST_F(Open, RefusesALink) {
  const std::string target = place.path() + ".target";
  overwrite(target, "");
  std::filesystem::create_symlink(target, place.path());
  expect_refused_untouched(fault::exposed, "link");
}

TEST_F(Open, RefusesADatabaseFromANewerVersion) {
  make_then("PRAGMA user_version = 1000");
  expect_refused_untouched(fault::newer, "schema version 1000");
}

TEST_F(Open, RefusesANewerDatabaseWhoseVersionIsStillInTheLog) {
  must(open());
  const Connection other = must(Connection::open(place.path(), SQLITE_OPEN_READWRITE, patience));
  ASSERT_EQ(sqlite3_exec(other.handle(), "PRAGMA user_version = 1000", nullptr, nullptr, nullptr),
            SQLITE_OK);
  expect_refused_untouched(fault::newer, "schema version 1000");
}

TEST_F(Open, RefusesAnotherProgramsDatabase) {
  overwrite(place.path(), "");
  {
    const Connection other = must(Connection::open(place.path(), SQLITE_OPEN_READWRITE, patience));
    ASSERT_EQ(sqlite3_exec(other.handle(), "CREATE TABLE theirs (x)", nullptr, nullptr, nullptr),
              SQLITE_OK);
  }
  expect_refused_untouched(fault::foreign, "another program");
}

TEST_F(Open, RefusesADatabaseWithAnotherProgramsMark) {
  make_then("PRAGMA application_id = 252006674");
  expect_refused_untouched(fault::foreign, "another program");
}

TEST_F(Open, RefusesADatabaseWithOurMarkAndNoVersion) {
  make_then("PRAGMA user_version = 0");
  expect_refused_untouched(fault::foreign, "another program");
}

TEST_F(Open, RefusesWhatIsNoDatabaseAndLeavesIt) {
  overwrite(place.path(), std::string(8192, 'x'));
  const auto before = everything();
  const auto opened = open();
  EXPECT_EQ(code_of(opened), fault::corrupt.name);
  EXPECT_THAT(opened.error().message, HasSubstr("backup"));
  EXPECT_EQ(everything(), before);
}

TEST_F(Open, TakesAnEmptyFileForANewStore) {
  overwrite(place.path(), "");
  must(must(open())->check());
}

TEST_F(Open, TakesAnyPathLiterally) {
  for (const std::string name :
       {"a?mode=memory", "b#c", "d%41", "e f", "file:g", ":memory:", "'h'"}) {
    const std::string path = (place.directory() / name).string();
    const std::string id =
        must(must(must(sqlite::open(path, {.now = {1}}))->read())->deployment()).deployment_id;
    EXPECT_TRUE(std::filesystem::file_size(path) > 0) << path;
    EXPECT_EQ(
        must(must(must(sqlite::open(path, {.now = {1}}))->read())->deployment()).deployment_id, id);
  }
}

TEST_F(Open, ATruncatedDatabaseIsDamagedNotEmpty) {
  must(open());
  std::filesystem::resize_file(place.path(), 4096);
  const auto opened = open();
  EXPECT_EQ(code_of(opened), fault::corrupt.name);
}

TEST_F(Open, CheckFindsADamagedPage) {
  {
    const auto store = must(open());
    const auto transaction = must(store->begin_write());
    for (int i = 0; i < 500; ++i) {
      must(transaction->put_key(
          {.key_id = std::to_string(i), .record = std::string(300, 'r'), .updated_at = {1}}));
    }
    must(transaction->commit());
    must(store->check());
  }
  std::string bytes = contents(place.path());
  const std::size_t page = bytes.size() / 4096 / 2;
  bytes.replace(page * 4096, 2048, 2048, '\x5a');
  overwrite(place.path(), bytes);
  const auto store = must(open());
  EXPECT_EQ(code_of(store->check()), fault::corrupt.name);
}

TEST_F(Open, EveryConnectionHasTheSettingsThatTheStoreReliesOn) {
  must(open());
  Connection connection = must(connect(place.path(), patience));
  EXPECT_EQ(must(connection.integer("PRAGMA synchronous")), 2);
  EXPECT_EQ(must(connection.integer("PRAGMA foreign_keys")), 1);
  EXPECT_EQ(must(connection.integer("PRAGMA trusted_schema")), 0);
  EXPECT_EQ(must(connection.integer("PRAGMA cell_size_check")), 1);
  EXPECT_EQ(must(connection.integer("PRAGMA busy_timeout")), 5'000);
  EXPECT_EQ(must(connection.integer("PRAGMA application_id")), application_id);
  Statement mode = must(connection.query("PRAGMA journal_mode"));
  ASSERT_TRUE(must(mode.step()));
  EXPECT_EQ(mode.text(0), "wal");
}

TEST_F(Open, NoStatementCanRewriteHistory) {
  make_then(
      "INSERT INTO bundles VALUES ('t','n','1.0.0','h','k',1,'{}');"
      "INSERT INTO activations VALUES ('t','n',1,'1.0.0','h','put',NULL,1);"
      "INSERT INTO policies VALUES ('t','n','1.0.0','h',1,'1.0.0',NULL,0,1);"
      "INSERT INTO state_generations VALUES ('t','n',3);"
      "INSERT INTO tokens VALUES ('t','s','{}',5);");
  Connection connection = must(connect(place.path(), patience));
  for (const std::string_view sql :
       {"UPDATE bundles SET signed_bundle = 'x'", "DELETE FROM bundles", "DELETE FROM activations",
        "UPDATE activations SET recorded_at = 2", "DELETE FROM policies",
        "UPDATE policies SET generation = 0", "DELETE FROM state_generations",
        "UPDATE state_generations SET generation = 2", "DELETE FROM deployment",
        "UPDATE deployment SET generation = 0", "UPDATE deployment SET deployment_id = 'x'",
        "UPDATE tokens SET revoked_at = NULL"}) {
    EXPECT_EQ(code_of(connection.run(sql)), fault::not_monotone.name) << sql;
  }
}

// A body of 30 MB is some 7,300 pages; what listing reads beside them is a handful.
TEST_F(Open, ListingBundlesReadsNoBodies) {
  {
    const auto store = must(open());
    const auto transaction = must(store->begin_write());
    for (const std::string version : {"1.0.0", "2.0.0"}) {
      must(transaction->insert_bundle({.head = {.tenant = std::string(512, 't'),
                                                .name = std::string(512, 'n'),
                                                .version = version,
                                                .policy_hash = std::string(64, 'a'),
                                                .key_id = std::string(512, 'k'),
                                                .recorded_at = {1}},
                                       .signed_bundle = std::string(30'000'000, 'b')}));
    }
    must(transaction->commit());
  }
  Connection connection = must(connect(place.path(), patience));
  {
    Statement statement = must(connection.query(
        "SELECT tenant, name, version, policy_hash, key_id, recorded_at FROM bundles"));
    int rows = 0;
    while (must(statement.step())) rows += statement.text(4).size() == 512 ? 1 : 0;
    EXPECT_EQ(rows, 2);
  }
  int pages = 0;
  int unused = 0;
  ASSERT_EQ(sqlite3_db_status(connection.handle(), SQLITE_DBSTATUS_CACHE_MISS, &pages, &unused, 0),
            SQLITE_OK);
  EXPECT_GT(pages, 0);
  EXPECT_LT(pages, 50);
}

}  // namespace
}  // namespace writ::store::sqlite
