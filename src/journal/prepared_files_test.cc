#include "journal/prepared_files.h"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "journal/fault.h"
#include "journal/test_journal.h"

namespace writ::journal {
namespace {

constexpr std::uint64_t file_size = 256u << 10;

class Prepared : public testing::Test {
 protected:
  bool exists(std::string_view name) const {
    return std::filesystem::exists(directory.path() / name);
  }
  TestDirectory directory;
  PreparedFiles files{directory.path(), file_size};
};

TEST_F(Prepared, as_many_are_wanted_as_were_filled_and_no_more_than_most) {
  EXPECT_FALSE(files.are_short());
  for (std::uint64_t filled = 1; filled <= PreparedFiles::most + 1; ++filled) {
    files.note_filled();
    while (files.are_short()) ASSERT_TRUE(files.make(file_size));
    EXPECT_EQ(files.ready(), std::min(filled, PreparedFiles::most));
  }
  ASSERT_TRUE(files.take(directory.path() / "taken"));
  EXPECT_TRUE(files.are_short());
}

TEST_F(Prepared, what_is_half_made_is_to_be_finished) {
  ASSERT_TRUE(files.make(1));
  EXPECT_TRUE(files.are_short());
  ASSERT_TRUE(files.make(1));  // which comes to all of it
  EXPECT_FALSE(files.are_short());
  EXPECT_EQ(files.ready(), 1u);
}

TEST_F(Prepared, one_that_somebody_removed_is_none) {
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(files.make(file_size));
  std::filesystem::remove(directory.path() / "prepared-0");
  EXPECT_FALSE(files.take(directory.path() / "a"));
  EXPECT_TRUE(files.take(directory.path() / "b"));
  EXPECT_EQ(files.ready(), 0u);
}

TEST_F(Prepared, one_is_ready_when_all_of_it_is_there) {
  ASSERT_TRUE(files.make(1));
  EXPECT_EQ(files.ready(), 0u);
  ASSERT_TRUE(files.make(file_size));
  ASSERT_EQ(files.ready(), 1u);
  const auto taken = directory.path() / "taken";
  ASSERT_TRUE(files.take(taken));
  EXPECT_EQ(files.ready(), 0u);
  EXPECT_EQ(*read_file(taken).value(), std::string(file_size, '\0'));
}

TEST_F(Prepared, each_goes_to_a_place_of_its_own) {
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(files.make(file_size));
  ASSERT_TRUE(files.take(directory.path() / "a"));
  ASSERT_TRUE(files.make(file_size));
  for (const char* name : {"b", "c"}) ASSERT_TRUE(files.take(directory.path() / name));
  for (const char* name : {"a", "b", "c"}) EXPECT_TRUE(exists(name)) << name;
}

TEST_F(Prepared, what_cannot_be_made_leaves_nothing_and_is_not_wanted_again) {
  files.note_filled();
  std::filesystem::create_directory(directory.path() / "prepared-0");  // in its way
  EXPECT_FALSE(files.make(file_size));
  EXPECT_EQ(files.ready(), 0u);
  EXPECT_FALSE(files.are_short());
  std::filesystem::remove(directory.path() / "prepared-0");
  files.note_filled();
  EXPECT_TRUE(files.are_short());
  EXPECT_TRUE(files.make(file_size));
}

TEST_F(Prepared, none_are_made_where_they_would_fill_the_disk) {
  PreparedFiles large(directory.path(), std::uint64_t{1} << 60);
  large.note_filled();
  ASSERT_TRUE(large.are_short());
  ASSERT_TRUE(large.make(1));
  EXPECT_FALSE(large.are_short());
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

TEST_F(Prepared, what_a_killed_process_left_is_removed_and_nothing_else) {
  for (const char* name : {"prepared", "prepared-7", "00000000000000000000.wal"}) {
    std::ofstream(directory.path() / name) << "x";
  }
  const PreparedFiles fresh(directory.path(), file_size);
  EXPECT_FALSE(exists("prepared"));
  EXPECT_FALSE(exists("prepared-7"));
  EXPECT_TRUE(exists("00000000000000000000.wal"));
}

TEST_F(Prepared, clearing_takes_away_the_half_made_one_too) {
  ASSERT_TRUE(files.make(file_size));
  ASSERT_TRUE(files.make(1));
  files.clear();
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

}  // namespace
}  // namespace writ::journal
