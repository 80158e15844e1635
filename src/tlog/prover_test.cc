#include "tlog/prover.h"

#include <gtest/gtest.h>

#include "tlog/test_log.h"

namespace writ::tlog {
namespace {

using test::TestLog;

constexpr std::size_t large = 66'000;  // a level of tiles more than 65,536 entries need

TestLog& large_log() {
  static TestLog log = [] {
    TestLog made;
    made.add_many(large);
    made.publish();
    return made;
  }();
  return log;
}

template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "" : std::string(result.error().code.name);
}

TEST(Prover, proves_what_the_definition_says_in_every_small_tree) {
  TestLog log;
  for (std::size_t size = 1; size <= 40; ++size) {
    log.add_many(1);
    log.publish();
    Prover prover(log, size);
    EXPECT_EQ(*prover.root(), log.head().root);
    for (std::size_t index = 0; index < size; ++index) {
      EXPECT_EQ(*prover.inclusion(index), test::path_of(index, log.leaves));
      EXPECT_EQ(*prover.leaf(index), log.leaves[index]);
    }
    for (std::size_t size1 = 1; size1 <= size; ++size1) {
      EXPECT_EQ(*prover.consistency(size1), test::growth_of(size1, log.leaves));
      EXPECT_EQ(prover.frontier(size1)->root(),
                test::tree_root(test::Hashes(log.leaves).first(size1)));
    }
  }
}

TEST(Prover, proves_what_the_definition_says_across_tiles) {
  TestLog& log = large_log();
  Prover prover(log, large);
  EXPECT_EQ(*prover.root(), log.head().root);
  for (const std::size_t at : {1, 2, 255, 256, 257, 511, 512, 65'279, 65'280, 65'535, 65'536,
                               65'537, 65'792, 65'793, 65'998, 65'999}) {
    EXPECT_EQ(*prover.inclusion(at), test::path_of(at, log.leaves)) << at;
    EXPECT_EQ(*prover.consistency(at), test::growth_of(at, log.leaves)) << at;
    EXPECT_EQ(prover.frontier(at)->root(), test::tree_root(test::Hashes(log.leaves).first(at)));
  }
}

TEST(Prover, its_proofs_verify) {
  TestLog& log = large_log();
  Prover prover(log, large);
  const Hash root = log.head().root;
  for (std::size_t index = 0; index < large; index += 997) {
    EXPECT_TRUE(verify_inclusion(index, large, log.leaves[index], *prover.inclusion(index), root));
    const Hash root1 = prover.frontier(index)->root();
    EXPECT_TRUE(verify_consistency(index, large, root1, root, *prover.consistency(index)));
  }
}

TEST(Prover, answers_for_an_earlier_size_of_a_log_that_dropped_its_partial_tiles) {
  TestLog& log = large_log();
  for (const std::size_t size : {1, 100, 300, 40'000, 65'535}) {
    Prover prover(log, size);
    const test::Hashes tree = test::Hashes(log.leaves).first(size);
    EXPECT_EQ(*prover.root(), test::tree_root(tree)) << size;
    EXPECT_EQ(*prover.inclusion(size / 2), test::path_of(size / 2, tree)) << size;
  }
}

TEST(Prover, of_the_empty_tree) {
  TestLog log;
  Prover prover(log, 0);
  EXPECT_EQ(*prover.root(), empty_root());
  EXPECT_EQ(*prover.frontier(), Frontier());
  EXPECT_TRUE(prover.consistency(0)->empty());
  EXPECT_EQ(code_of(prover.inclusion(0)), "tlog.out_of_range");
}

TEST(Prover, refuses_what_lies_beyond_the_tree) {
  TestLog& log = large_log();
  Prover prover(log, 1000);
  EXPECT_EQ(code_of(prover.inclusion(1000)), "tlog.out_of_range");
  EXPECT_EQ(code_of(prover.leaf(1000)), "tlog.out_of_range");
  EXPECT_EQ(code_of(prover.consistency(1001)), "tlog.out_of_range");
  EXPECT_EQ(code_of(prover.frontier(1001)), "tlog.out_of_range");
  EXPECT_EQ(code_of(prover.inclusion(UINT64_MAX)), "tlog.out_of_range");
}

TEST(Prover, fetches_a_tile_once) {
  TestLog& log = large_log();
  Prover prover(log, large);
  ASSERT_TRUE(prover.inclusion(5));
  const std::size_t fetched = log.fetches;
  ASSERT_TRUE(prover.inclusion(5));
  ASSERT_TRUE(prover.inclusion(200));
  EXPECT_EQ(log.fetches, fetched);
}

TEST(Prover, keeps_a_few_tiles_only_and_is_right_all_the_same) {
  TestLog& log = large_log();
  for (const std::size_t kept : {0, 1, 2, 5}) {
    Prover prover(log, large, kept);
    for (const std::size_t index : {0, 30'000, 65'999, 0}) {
      EXPECT_EQ(*prover.inclusion(index), test::path_of(index, log.leaves)) << kept;
    }
  }
}

TEST(Prover, drops_the_tile_that_was_used_longest_ago) {
  TestLog& log = large_log();
  Prover prover(log, large, 2);
  const auto fetched_for = [&](std::uint64_t index) {
    const std::size_t before = log.fetches;
    EXPECT_TRUE(prover.leaf(index));
    return log.fetches - before;
  };
  EXPECT_EQ(fetched_for(0), 1);
  EXPECT_EQ(fetched_for(300), 1);
  EXPECT_EQ(fetched_for(0), 0);
  EXPECT_EQ(fetched_for(600), 1) << "in the place of the tile of 300";
  EXPECT_EQ(fetched_for(0), 0);
  EXPECT_EQ(fetched_for(300), 1);
}

TEST(Prover, goes_on_with_a_grown_log) {
  TestLog log;
  Prover prover(log, 0);
  for (const std::size_t more : {1, 100, 154, 1, 1, 300}) {
    log.add_many(more);
    log.publish();
    prover.resize(log.leaves.size());
    EXPECT_EQ(*prover.root(), log.head().root);
    EXPECT_EQ(*prover.inclusion(0), test::path_of(0, log.leaves));
  }
}

TEST(Prover, says_which_tile_is_missing_or_damaged) {
  TestLog log;
  log.add_many(600);
  log.publish();
  log.files.erase("tile/0/001");
  EXPECT_TRUE(Prover(log, 600).root()) << "what is above a tile stands in for it";
  EXPECT_EQ(code_of(Prover(log, 600).inclusion(300)), "tlog.not_found");
  log.files["tile/0/001"] = "short";
  EXPECT_EQ(code_of(Prover(log, 600).inclusion(300)), "tlog.wrong_length");
}

}  // namespace
}  // namespace writ::tlog
