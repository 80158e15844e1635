#include "tlog/source.h"

#include <gtest/gtest.h>

#include "tlog/test_log.h"

namespace writ::tlog {
namespace {

using test::TestLog;

// A log of 300 entries that was of 260 before and keeps no partial files of that time.
TestLog log_of_300() {
  TestLog log;
  log.add_many(300);
  log.publish();
  return log;
}

template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "" : std::string(result.error().code.name);
}

TEST(FetchTile, gives_exactly_its_hashes) {
  TestLog log = log_of_300();
  EXPECT_EQ(fetch_tile(log, 0, 0, 256)->size(), 256 * 32);
  EXPECT_EQ(fetch_tile(log, 0, 1, 44)->size(), 44 * 32);
  EXPECT_EQ(fetch_tile(log, 1, 0, 1)->size(), 32);
}

TEST(FetchTile, cuts_the_full_tile_where_the_partial_one_is_gone) {
  TestLog log = log_of_300();
  const auto cut = fetch_tile(log, 0, 0, 17);
  ASSERT_TRUE(cut);
  EXPECT_EQ(*cut, log.files["tile/0/000"].substr(0, 17 * 32));
}

TEST(FetchTile, refuses_another_length) {
  TestLog log = log_of_300();
  log.files["tile/0/001.p/44"] += "x";
  EXPECT_EQ(code_of(fetch_tile(log, 0, 1, 44)), "tlog.wrong_length");
  log.files["tile/0/001.p/44"].resize(43 * 32);
  EXPECT_EQ(code_of(fetch_tile(log, 0, 1, 44)), "tlog.wrong_length");
  log.files["tile/0/000"].resize(255 * 32);
  EXPECT_EQ(code_of(fetch_tile(log, 0, 0, 256)), "tlog.wrong_length");
  EXPECT_EQ(code_of(fetch_tile(log, 0, 0, 17)), "tlog.wrong_length")
      << "the full tile must be whole, though less is asked for";
}

TEST(FetchTile, tells_what_is_missing_by_the_name_first_asked_for) {
  TestLog log = log_of_300();
  const auto missing = fetch_tile(log, 0, 1, 45);
  EXPECT_EQ(code_of(missing), "tlog.not_found");
  EXPECT_NE(missing.error().message.find("tile/0/001.p/45"), std::string::npos);
}

TEST(FetchEntries, gives_exactly_its_entries) {
  TestLog log = log_of_300();
  EXPECT_EQ(split_bundle(*fetch_entries(log, 0, 256))->size(), 256);
  EXPECT_EQ(split_bundle(*fetch_entries(log, 1, 44))->back(), "entry 299");
}

TEST(FetchEntries, cuts_the_full_bundle_where_the_partial_one_is_gone) {
  TestLog log = log_of_300();
  const auto bundle = fetch_entries(log, 0, 17);
  ASSERT_TRUE(bundle);
  EXPECT_EQ(split_bundle(*bundle)->size(), 17);
  EXPECT_EQ(split_bundle(*bundle)->back(), "entry 16");
}

TEST(FetchEntries, refuses_more_or_fewer_entries) {
  TestLog log = log_of_300();
  std::string& bundle = log.files["tile/entries/001.p/44"];
  bundle += std::string(2, '\0');
  EXPECT_EQ(code_of(fetch_entries(log, 1, 44)), "tlog.wrong_length");
  bundle.resize(bundle.size() - 3);
  EXPECT_EQ(code_of(fetch_entries(log, 1, 44)), "tlog.bad_bundle");
  bundle.clear();
  EXPECT_EQ(code_of(fetch_entries(log, 1, 44)), "tlog.wrong_length");
}

// A source that is cut off must not look like a log without the file.
TEST(FetchTile, goes_on_to_the_full_tile_only_where_there_is_no_partial_one) {
  class CutOff : public TileSource {
   public:
    Result<std::string> fetch(std::string_view) override {
      ++asked;
      return Problem{{"test.cut_off", Category::unavailable}, "the line is dead"};
    }
    int asked = 0;
  };
  CutOff source;
  EXPECT_EQ(code_of(fetch_tile(source, 0, 0, 17)), "test.cut_off");
  EXPECT_EQ(source.asked, 1);
}

}  // namespace
}  // namespace writ::tlog
