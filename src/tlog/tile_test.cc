#include "tlog/tile.h"

#include <gtest/gtest.h>

#include "tlog/fault.h"

namespace writ::tlog {
namespace {

TEST(TilePath, is_three_digits_an_element) {
  EXPECT_EQ(tile_path(0, 0), "tile/0/000");
  EXPECT_EQ(tile_path(0, 1'234'067), "tile/0/x001/x234/067");
  EXPECT_EQ(tile_path(3, 1000, 112), "tile/3/x001/000.p/112");
  EXPECT_EQ(tile_path(63, 999, 1), "tile/63/999.p/1");
  EXPECT_EQ(tile_path(0, max_tile_index, 255), "tile/0/x072/x057/x594/x037/x927/935.p/255");
  EXPECT_EQ(entries_path(0), "tile/entries/000");
  EXPECT_EQ(entries_path(1'234'067, 7), "tile/entries/x001/x234/067.p/7");
}

TEST(TilePath, is_read_as_it_is_written) {
  for (const std::uint64_t index :
       {std::uint64_t{0}, std::uint64_t{7}, std::uint64_t{999}, std::uint64_t{1000},
        std::uint64_t{1'000'000}, max_tile_index}) {
    for (const unsigned width : {1u, 9u, 10u, 255u, 256u}) {
      const Resource entries{Resource::Kind::entries, 0, index, width};
      EXPECT_EQ(parse_path(entries_path(index, width)), entries);
      for (const unsigned level : {0u, 1u, 10u, 63u}) {
        const Resource tile{Resource::Kind::tile, level, index, width};
        EXPECT_EQ(parse_path(tile_path(level, index, width)), tile);
        EXPECT_EQ(tile.path(), tile_path(level, index, width));
      }
    }
  }
  EXPECT_EQ(parse_path("checkpoint"), Resource());
}

TEST(TilePath, nothing_else_is_a_path) {
  for (const char* text : {"",
                           "/checkpoint",
                           "checkpoint/",
                           "checkpoint.0",
                           "Checkpoint",
                           "checkpoint\n",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/0/0",
                           "tile/0/00",
                           "tile/0/0000",
                           "tile/0/00a",
                           "tile/0/+01",
                           "tile/0/-01",
                           "tile/0/ 01",
                           "tile/0/000/",
                           "tile/0//000",
                           "tile//000",
                           "tile/00/000",
                           "tile/01/000",
                           "tile/64/000",
                           "tile/-1/000",
                           "tile/+1/000",
                           "tile/0/x000/001",
                           "tile/0/x001",
                           "tile/0/x001/",
                           "tile/0/001/002",
                           "tile/0/x001/x002",
                           "tile/0/X001/002",
                           "tile/0/x1/002",
                           "tile/0/x072/x057/x594/x037/x927/936",
                           "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
                           "tile/0/000.p",
                           "tile/0/000.p/",
                           "tile/0/000.p/0",
                           "tile/0/000.p/01",
                           "tile/0/000.p/256",
                           "tile/0/000.p/1000",
                           "tile/0/000.p/-1",
                           "tile/0/000.p/1/",
                           "tile/0/000.p/1.p/1",
                           "tile/0/../../checkpoint",
                           "tile/entries",
                           "tile/entries/",
                           "tile/entries/0",
                           "tile/entries/..",
                           "tile/entries/0/000",
                           "tile/entries/000.p/256",
                           "tile/entries/000?x",
                           "tile/entries/000%00",
                           "../checkpoint",
                           "wal/000"}) {
    EXPECT_FALSE(parse_path(text)) << text;
  }
  EXPECT_FALSE(parse_path(std::string_view("checkpoint\0", 11)));
  EXPECT_FALSE(parse_path(std::string(1 << 20, '0')));
}

TEST(Tiles, a_tree_of_70000_has_those_that_it_must) {
  EXPECT_EQ(tile_levels(70'000), 3);
  EXPECT_EQ(tile_count(0, 70'000), 274);
  EXPECT_EQ(width_of(0, 272, 70'000), 256);
  EXPECT_EQ(width_of(0, 273, 70'000), 112);
  EXPECT_EQ(width_of(0, 274, 70'000), 0);
  EXPECT_EQ(tile_count(1, 70'000), 2);
  EXPECT_EQ(width_of(1, 0, 70'000), 256);
  EXPECT_EQ(width_of(1, 1, 70'000), 17);
  EXPECT_EQ(tile_count(2, 70'000), 1);
  EXPECT_EQ(width_of(2, 0, 70'000), 1);
  EXPECT_EQ(tile_count(3, 70'000), 0);
}

TEST(Tiles, at_the_edges) {
  EXPECT_EQ(tile_levels(0), 0);
  EXPECT_EQ(tile_count(0, 0), 0);
  EXPECT_EQ(width_of(0, 0, 0), 0);
  EXPECT_EQ(tile_levels(255), 1);
  EXPECT_EQ(tile_levels(256), 2);
  EXPECT_EQ(width_of(0, 0, 256), 256);
  EXPECT_EQ(width_of(0, 1, 256), 0) << "an empty tile is none";
  EXPECT_EQ(width_of(1, 0, 256), 1);
  EXPECT_EQ(tile_levels(UINT64_MAX), 8);
  EXPECT_EQ(tile_count(8, UINT64_MAX), 0);
  EXPECT_EQ(width_of(max_level, 0, UINT64_MAX), 0);
}

TEST(EntryBundle, is_split_as_it_was_made) {
  const std::vector<std::string> entries = {"", "a", std::string(300, 'b'),
                                            std::string(max_entry_size, '\xFF'), ""};
  std::string bundle;
  for (const std::string& entry : entries) ASSERT_TRUE(append_entry(bundle, entry));
  EXPECT_EQ(bundle.substr(0, 5), std::string_view("\0\0\0\1a", 5));
  const auto split = split_bundle(bundle);
  ASSERT_TRUE(split);
  EXPECT_EQ(std::vector<std::string>(split->begin(), split->end()), entries);
}

TEST(EntryBundle, takes_no_entry_that_is_too_large) {
  std::string bundle = "before";
  const auto added = append_entry(bundle, std::string(max_entry_size + 1, 'x'));
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code.name, fault::entry_too_large.name);
  EXPECT_EQ(bundle, "before");
}

TEST(EntryBundle, refuses_to_be_cut_anywhere_but_between_entries) {
  std::string bundle;
  ASSERT_TRUE(append_entry(bundle, "one"));
  ASSERT_TRUE(append_entry(bundle, "three"));
  for (std::size_t size = 1; size < bundle.size(); ++size) {
    const auto split = split_bundle(std::string_view(bundle).substr(0, size));
    EXPECT_EQ(split.has_value(), size == 5) << size;
    if (!split) {
      EXPECT_EQ(split.error().code.name, fault::bad_bundle.name);
    }
  }
}

TEST(EntryBundle, has_at_most_256_entries) {
  EXPECT_EQ(split_bundle(std::string(512, '\0'))->size(), 256);
  const auto split = split_bundle(std::string(514, '\0'));
  ASSERT_FALSE(split);
  EXPECT_EQ(split.error().code.name, fault::bad_bundle.name);
}

}  // namespace
}  // namespace writ::tlog
