#include "store/sqlite/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "store/conformance/conformance.h"
#include "store/store.h"

namespace writ::store::sqlite {
namespace {

using conformance::code_of;
using conformance::must;

class InMemory : public testing::Test {
 protected:
  void SetUp() override {
    must(connection.script("CREATE TABLE t (i INTEGER, x TEXT CHECK (x <> 'bad')) STRICT"));
  }
  Connection connection = must(Connection::open(
      ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, std::chrono::seconds(1)));
};

TEST_F(InMemory, BindsAndReadsEveryKindOfValue) {
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(must(connection.run("INSERT INTO t VALUES (?, ?)", least, std::string_view("text"))),
            1);
  EXPECT_EQ(must(connection.run("INSERT INTO t VALUES (?, ?)", Instant{7}, std::string_view())), 1);
  EXPECT_EQ(must(connection.run("INSERT INTO t VALUES (?, ?)", std::optional<Instant>(),
                                std::optional<std::string>())),
            1);
  Statement statement = must(connection.query("SELECT i, x FROM t ORDER BY rowid"));
  ASSERT_TRUE(must(statement.step()));
  EXPECT_EQ(statement.integer(0), least);
  EXPECT_EQ(statement.text(1), "text");
  ASSERT_TRUE(must(statement.step()));
  EXPECT_EQ(statement.optional_instant(0), Instant{7});
  EXPECT_EQ(statement.optional_text(1), "");
  ASSERT_TRUE(must(statement.step()));
  EXPECT_EQ(statement.optional_instant(0), std::nullopt);
  EXPECT_EQ(statement.optional_text(1), std::nullopt);
  EXPECT_FALSE(must(statement.step()));
}

TEST_F(InMemory, AStatementThatIsUsedAgainHasNoneOfItsFormerParameters) {
  const auto insert = [&](std::optional<std::string> text) {
    must(connection.run("INSERT INTO t VALUES (1, ?)", text));
  };
  insert("first");
  insert(std::nullopt);
  EXPECT_EQ(must(connection.integer("SELECT count(*) FROM t WHERE x IS NULL")), 1);
}

TEST_F(InMemory, AStatementLeftInTheMiddleHoldsNothingBack) {
  must(connection.script("INSERT INTO t VALUES (1, 'a'), (2, 'b')"));
  for (int round = 0; round < 2; ++round) {
    Statement statement = must(connection.query("SELECT i FROM t ORDER BY i"));
    ASSERT_TRUE(must(statement.step()));
    EXPECT_EQ(statement.integer(0), 1);
  }
  must(connection.script("BEGIN; DROP TABLE t; COMMIT"));
}

TEST_F(InMemory, MistakesComeBackAsProblems) {
  EXPECT_EQ(code_of(connection.query("SELECT nothing FROM nowhere")), problem::internal.name);
  EXPECT_EQ(code_of(connection.run("INSERT INTO t VALUES ('no integer', 'x')")),
            fault::bad_row.name);
  EXPECT_EQ(code_of(connection.run("INSERT INTO t VALUES (1, ?)", std::string_view("bad"))),
            fault::bad_row.name);
  EXPECT_EQ(code_of(connection.integer("SELECT i FROM t")), fault::corrupt.name);
  EXPECT_EQ(must(connection.integer("SELECT count(*) FROM t")), 0);
}

TEST_F(InMemory, DoubleQuotesNeverMeanATextAndTheSchemaCannotBeWritten) {
  EXPECT_EQ(code_of(connection.query("SELECT \"text\"")), problem::internal.name);
  EXPECT_FALSE(connection.script("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema"));
}

}  // namespace
}  // namespace writ::store::sqlite
