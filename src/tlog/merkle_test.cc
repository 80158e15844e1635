#include "tlog/merkle.h"

#include <gtest/gtest.h>

#include "canon/hex.h"
#include "tlog/fault.h"
#include "tlog/test_log.h"

namespace writ::tlog {
namespace {

constexpr std::size_t small_world = 40;  // every tree up to this size is looked at

std::vector<Hash> leaves_of(std::size_t count) {
  std::vector<Hash> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(leaf_hash(std::to_string(i)));
  return leaves;
}

Hash flipped(Hash hash) {
  hash.bytes[7] ^= 0x10;
  return hash;
}

bool included(std::uint64_t index, std::uint64_t size, const Hash& leaf,
              const std::vector<Hash>& proof, const Hash& root) {
  const Result<void> checked = verify_inclusion(index, size, leaf, proof, root);
  if (!checked) {
    EXPECT_EQ(checked.error().code.name, fault::bad_proof.name);
  }
  return checked.has_value();
}

bool consistent(std::uint64_t size1, std::uint64_t size2, const Hash& root1, const Hash& root2,
                const std::vector<Hash>& proof) {
  const Result<void> checked = verify_consistency(size1, size2, root1, root2, proof);
  if (!checked) {
    EXPECT_EQ(checked.error().code.name, fault::bad_proof.name);
  }
  return checked.has_value();
}

// The entries and the root that implementations of certificate transparency test themselves with.
TEST(Merkle, gives_the_well_known_roots) {
  EXPECT_EQ(empty_root().hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(leaf_hash("").hex(),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  Frontier frontier;
  for (const char* hex : {"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                          "606162636465666768696a6b6c6d6e6f"}) {
    frontier.add(leaf_hash(*canon::from_hex(hex)));
  }
  EXPECT_EQ(frontier.root().hex(),
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

TEST(Merkle, hashes_a_leaf_the_same_whether_it_fits_the_buffer_or_not) {
  for (const std::size_t size : {0, 1, 1022, 1023, 1024, 1025, 65'535}) {
    const std::string entry(size, 'e');
    EXPECT_EQ(leaf_hash(entry), canon::sha256(std::string(1, '\0') + entry)) << size;
  }
}

TEST(Merkle, a_leaf_is_never_a_node) {
  const Hash left = leaf_hash("left");
  const Hash right = leaf_hash("right");
  EXPECT_NE(leaf_hash(std::string(left.view()) + std::string(right.view())),
            node_hash(left, right));
}

TEST(Frontier, has_the_root_of_the_tree_at_every_size) {
  const std::vector<Hash> leaves = leaves_of(300);
  Frontier frontier;
  for (std::size_t size = 0; size <= leaves.size(); ++size) {
    EXPECT_EQ(frontier.size(), size);
    EXPECT_EQ(frontier.root(), test::tree_root(test::Hashes(leaves).first(size)));
    if (size < leaves.size()) frontier.add(leaves[size]);
  }
}

TEST(Frontier, goes_on_from_its_peaks) {
  const std::vector<Hash> leaves = leaves_of(100);
  Frontier whole;
  for (std::size_t size = 0; size < leaves.size(); ++size) {
    const test::Hashes peaks = whole.peaks();
    Result<Frontier> again = Frontier::from_peaks(size, {peaks.begin(), peaks.end()});
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, whole);
    whole.add(leaves[size]);
    again->add(leaves[size]);
    EXPECT_EQ(again->root(), whole.root());
  }
}

TEST(Frontier, refuses_peaks_that_are_not_of_its_size) {
  const std::vector<Hash> peaks = leaves_of(2);
  EXPECT_TRUE(Frontier::from_peaks(5, peaks));
  for (const std::uint64_t size : {0, 1, 2, 4, 7, 8}) {
    const auto refused = Frontier::from_peaks(size, peaks);
    ASSERT_FALSE(refused) << size;
    EXPECT_EQ(refused.error().code.name, fault::out_of_range.name);
  }
}

TEST(Inclusion, holds_for_every_leaf_of_every_small_tree) {
  const std::vector<Hash> leaves = leaves_of(small_world);
  for (std::size_t size = 1; size <= small_world; ++size) {
    const test::Hashes tree = test::Hashes(leaves).first(size);
    for (std::size_t index = 0; index < size; ++index) {
      EXPECT_TRUE(
          included(index, size, leaves[index], test::path_of(index, tree), test::tree_root(tree)))
          << index << " of " << size;
    }
  }
}

TEST(Inclusion, holds_for_no_other_leaf_index_root_or_proof) {
  const std::vector<Hash> leaves = leaves_of(small_world);
  for (std::size_t size = 1; size <= small_world; ++size) {
    const test::Hashes tree = test::Hashes(leaves).first(size);
    const Hash root = test::tree_root(tree);
    for (std::size_t index = 0; index < size; ++index) {
      const std::vector<Hash> proof = test::path_of(index, tree);
      const Hash& leaf = leaves[index];
      for (std::size_t other = 0; other < 2 * size; ++other) {
        if (other != index) {
          EXPECT_FALSE(included(other, size, leaf, proof, root));
        }
      }
      EXPECT_FALSE(included(index, size, flipped(leaf), proof, root));
      EXPECT_FALSE(included(index, size, leaf, proof, flipped(root)));
      for (std::size_t i = 0; i <= proof.size(); ++i) {
        std::vector<Hash> damaged = proof;
        damaged.insert(damaged.begin() + static_cast<std::ptrdiff_t>(i), root);
        EXPECT_FALSE(included(index, size, leaf, damaged, root)) << "one more";
        if (i == proof.size()) break;
        damaged = proof;
        damaged[i] = flipped(proof[i]);
        EXPECT_FALSE(included(index, size, leaf, damaged, root)) << "another";
        damaged.erase(damaged.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_FALSE(included(index, size, leaf, damaged, root)) << "one fewer";
      }
    }
  }
}

TEST(Inclusion, an_empty_tree_has_no_leaf) {
  EXPECT_FALSE(included(0, 0, empty_root(), {}, empty_root()));
}

// A proof that stops at an inner node must not pass the node off as a leaf.
TEST(Inclusion, takes_no_inner_node_for_a_leaf_of_the_same_tree) {
  const std::vector<Hash> leaves = leaves_of(4);
  const Hash left = node_hash(leaves[0], leaves[1]);
  const Hash right = node_hash(leaves[2], leaves[3]);
  EXPECT_FALSE(included(0, 4, left, {right}, node_hash(left, right)));
}

TEST(Consistency, holds_for_every_two_small_trees) {
  const std::vector<Hash> leaves = leaves_of(small_world);
  for (std::size_t size2 = 1; size2 <= small_world; ++size2) {
    const test::Hashes tree = test::Hashes(leaves).first(size2);
    for (std::size_t size1 = 1; size1 <= size2; ++size1) {
      EXPECT_TRUE(consistent(size1, size2, test::tree_root(tree.first(size1)),
                             test::tree_root(tree), test::growth_of(size1, tree)))
          << size1 << " to " << size2;
    }
  }
}

TEST(Consistency, holds_for_no_other_roots_sizes_or_proof) {
  const std::vector<Hash> leaves = leaves_of(small_world);
  for (std::size_t size2 = 2; size2 <= small_world; ++size2) {
    const test::Hashes tree = test::Hashes(leaves).first(size2);
    const Hash root2 = test::tree_root(tree);
    for (std::size_t size1 = 1; size1 < size2; ++size1) {
      const Hash root1 = test::tree_root(tree.first(size1));
      const std::vector<Hash> proof = test::growth_of(size1, tree);
      EXPECT_FALSE(consistent(size1, size2, flipped(root1), root2, proof));
      EXPECT_FALSE(consistent(size1, size2, root1, flipped(root2), proof));
      EXPECT_FALSE(consistent(size1, size2, root2, root1, proof));
      EXPECT_FALSE(consistent(size2, size1, root2, root1, proof));
      for (std::size_t other = 0; other <= size2; ++other) {
        if (other != size1) {
          EXPECT_FALSE(consistent(other, size2, root1, root2, proof));
        }
      }
      for (std::size_t i = 0; i < proof.size(); ++i) {
        std::vector<Hash> damaged = proof;
        damaged[i] = flipped(proof[i]);
        EXPECT_FALSE(consistent(size1, size2, root1, root2, damaged)) << "another";
        damaged.erase(damaged.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_FALSE(consistent(size1, size2, root1, root2, damaged)) << "one fewer";
        damaged = proof;
        damaged.insert(damaged.begin() + static_cast<std::ptrdiff_t>(i), root1);
        EXPECT_FALSE(consistent(size1, size2, root1, root2, damaged)) << "one more";
      }
      std::vector<Hash> longer = proof;
      longer.push_back(root2);
      EXPECT_FALSE(consistent(size1, size2, root1, root2, longer));
    }
  }
}

TEST(Consistency, of_a_tree_with_itself_needs_nothing_and_takes_nothing) {
  const Hash root = leaf_hash("only");
  EXPECT_TRUE(consistent(1, 1, root, root, {}));
  EXPECT_FALSE(consistent(1, 1, root, root, {root}));
  EXPECT_FALSE(consistent(1, 1, root, flipped(root), {}));
}

TEST(Consistency, every_tree_begins_with_the_empty_one) {
  const Hash root = leaf_hash("only");
  EXPECT_TRUE(consistent(0, 0, empty_root(), empty_root(), {}));
  EXPECT_TRUE(consistent(0, 1, empty_root(), root, {}));
  EXPECT_FALSE(consistent(0, 1, empty_root(), root, {root}));
  EXPECT_FALSE(consistent(0, 1, root, root, {}));
  EXPECT_FALSE(consistent(0, 0, root, root, {})) << "a root that the empty tree cannot have";
}

TEST(Consistency, without_a_proof_shows_nothing) {
  const std::vector<Hash> leaves = leaves_of(3);
  const Hash root2 = test::tree_root(test::Hashes(leaves).first(2));
  EXPECT_FALSE(consistent(1, 2, leaves[0], root2, {}));
  EXPECT_FALSE(consistent(1, 2, root2, root2, {}));
  EXPECT_FALSE(consistent(2, 3, root2, test::tree_root(leaves), {}));
}

}  // namespace
}  // namespace writ::tlog
