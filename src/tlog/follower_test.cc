#include "tlog/follower.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tlog/test_log.h"

namespace writ::tlog {
namespace {

using test::TestLog;

// Everything that a follower handed on; each entry must have its own index.
struct Heard {
  Follower::OnEntry listener() {
    return [this](std::uint64_t index, std::string_view entry) {
      EXPECT_EQ(index, first + entries.size());
      entries.emplace_back(entry);
      return entries.size() < limit;
    };
  }
  std::uint64_t first = 0;
  std::size_t limit = SIZE_MAX;
  std::vector<std::string> entries;
};

void grow(TestLog& log, std::size_t more) {
  log.add_many(more);
  log.publish();
}

std::string code_of(const Result<void>& result) {
  return result ? "" : std::string(result.error().code.name);
}

TEST(Follower, hands_on_every_entry_once_as_the_log_grows) {
  TestLog log;
  Follower follower(log, log.keys());
  Heard heard;
  for (const std::size_t more : {0, 1, 0, 100, 155, 1, 600, 0}) {
    grow(log, more);
    EXPECT_EQ(code_of(follower.poll(heard.listener())), "");
    EXPECT_EQ(heard.entries, log.entries);
    EXPECT_EQ(follower.checkpoint(), log.head());
    EXPECT_EQ(follower.next(), log.entries.size());
  }
}

TEST(Follower, begins_where_it_is_told) {
  for (const std::size_t from : {0, 1, 255, 256, 300, 699, 700}) {
    TestLog log;
    grow(log, 700);
    Follower follower(log, log.keys(), from);
    Heard heard{.first = from};
    EXPECT_EQ(code_of(follower.poll(heard.listener())), "");
    grow(log, 50);
    EXPECT_EQ(code_of(follower.poll(heard.listener())), "");
    EXPECT_EQ(heard.entries.size(), 750 - from);
  }
}

TEST(Follower, waits_for_an_index_that_is_not_there_yet) {
  TestLog log;
  grow(log, 10);
  Follower follower(log, log.keys(), 20);
  Heard heard{.first = 20};
  EXPECT_EQ(code_of(follower.poll(heard.listener())), "");
  grow(log, 9);
  EXPECT_EQ(code_of(follower.poll(heard.listener())), "");
  EXPECT_TRUE(heard.entries.empty());
  grow(log, 3);
  EXPECT_EQ(code_of(follower.poll(heard.listener())), "");
  EXPECT_THAT(heard.entries, testing::ElementsAre("entry 20", "entry 21"));
}

TEST(Follower, stops_where_it_is_told_and_goes_on_from_there) {
  TestLog log;
  grow(log, 600);
  Follower follower(log, log.keys());
  Heard heard{.limit = 300};
  EXPECT_EQ(code_of(follower.poll(heard.listener())), "");
  EXPECT_EQ(follower.next(), 300);
  heard.limit = SIZE_MAX;
  EXPECT_EQ(code_of(follower.poll(heard.listener())), "");
  EXPECT_EQ(heard.entries, log.entries);
}

TEST(Follower, hands_on_nothing_of_a_bundle_with_an_altered_entry) {
  TestLog log;
  grow(log, 700);
  std::string& bundle = log.files["tile/entries/001"];
  bundle[bundle.find("entry 300") + 8] = '1';
  Follower follower(log, log.keys());
  Heard heard;
  EXPECT_EQ(code_of(follower.poll(heard.listener())), "tlog.entry_mismatch");
  EXPECT_EQ(heard.entries.size(), 256);
}

TEST(Follower, believes_only_what_is_signed) {
  TestLog log;
  grow(log, 3);
  Heard heard;
  EXPECT_EQ(code_of(Follower(log, {}).poll(heard.listener())), "tlog.not_signed");
  log.files["checkpoint"] = test::Signer("other").note(log.head().text());
  EXPECT_EQ(code_of(Follower(log, log.keys()).poll(heard.listener())), "tlog.not_signed");
  EXPECT_TRUE(heard.entries.empty());
}

TEST(Follower, finds_a_beginning_that_is_not_the_signed_one) {
  TestLog log;
  grow(log, 700);
  log.files["tile/1/000.p/2"][0] ^= 1;
  Follower follower(log, log.keys(), 650);
  EXPECT_EQ(code_of(follower.poll(Heard{}.listener())), "tlog.root_mismatch");
}

// The log that `log` became where its entry 50 was another.
TestLog rewritten(const TestLog& log, std::size_t size) {
  TestLog other;
  for (std::size_t i = 0; i < size; ++i)
    other.add(i == 50 ? "other" : "entry " + std::to_string(i));
  other.publish();
  EXPECT_NE(other.leaves.front(), Hash());
  EXPECT_EQ(other.signer.key, log.signer.key);
  return other;
}

TEST(Follower, finds_rewritten_history) {
  for (const std::size_t later : {101, 256, 300, 700}) {
    TestLog log;
    grow(log, 100);
    Follower follower(log, log.keys());
    Heard heard;
    EXPECT_EQ(code_of(follower.poll(heard.listener())), "");
    log = rewritten(log, later);
    EXPECT_EQ(code_of(follower.poll(heard.listener())), "tlog.inconsistent");
    EXPECT_EQ(heard.entries.size(), 100);
    EXPECT_EQ(follower.checkpoint()->size, 100);
  }
}

TEST(Follower, finds_a_fork_at_the_same_size) {
  TestLog log;
  grow(log, 100);
  Follower follower(log, log.keys());
  EXPECT_EQ(code_of(follower.poll(Heard{}.listener())), "");
  log = rewritten(log, 100);
  EXPECT_EQ(code_of(follower.poll(Heard{}.listener())), "tlog.fork");
}

TEST(Follower, finds_a_log_that_shrank) {
  TestLog log;
  grow(log, 100);
  Follower follower(log, log.keys());
  EXPECT_EQ(code_of(follower.poll(Heard{}.listener())), "");
  log = TestLog();
  grow(log, 99);
  EXPECT_EQ(code_of(follower.poll(Heard{}.listener())), "tlog.shrunk");
}

TEST(Follower, goes_on_with_the_checkpoint_it_believed_where_a_later_one_could_not_be_proven) {
  TestLog log;
  grow(log, 100);
  const std::string note = log.files["checkpoint"];
  Follower follower(log, log.keys());
  Heard heard{.limit = 50};
  EXPECT_EQ(code_of(follower.poll(heard.listener())), "");
  heard.limit = SIZE_MAX;
  grow(log, 600);
  log.files.erase("tile/1/000.p/2");
  EXPECT_EQ(code_of(follower.poll(heard.listener())), "tlog.not_found");
  EXPECT_EQ(heard.entries.size(), 50);
  log.files["checkpoint"] = note;
  EXPECT_EQ(code_of(follower.poll(heard.listener())), "");
  EXPECT_EQ(heard.entries.size(), 100);
}

TEST(Follower, goes_on_after_the_source_was_cut_off) {
  TestLog log;
  grow(log, 100);
  Follower follower(log, log.keys());
  Heard heard;
  EXPECT_EQ(code_of(follower.poll(heard.listener())), "");
  grow(log, 600);
  const std::string kept = log.files["tile/entries/001"];
  log.files.erase("tile/entries/001");
  EXPECT_EQ(code_of(follower.poll(heard.listener())), "tlog.not_found");
  EXPECT_EQ(heard.entries.size(), 256);
  log.files["tile/entries/001"] = kept;
  EXPECT_EQ(code_of(follower.poll(heard.listener())), "");
  EXPECT_EQ(heard.entries, log.entries);
}

}  // namespace
}  // namespace writ::tlog
