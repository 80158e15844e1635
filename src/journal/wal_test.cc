#include <fstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "journal/fault.h"
#include "journal/test_journal.h"
#include "journal/wal_writer.h"

namespace writ::journal {
namespace {

class Wal : public testing::Test {
 protected:
  WalWriter open(std::uint64_t signed_size = 0) {
    auto writer = WalWriter::open(directory.path(), signed_size, file_size, disk);
    EXPECT_TRUE(writer) << (writer ? "" : describe(writer.error()));
    return *std::move(writer);
  }
  static Batch batch(std::uint64_t first, int count) {
    Batch made(first);
    for (int i = 0; i < count; ++i) {
      made.entry_bytes() += fmt::format("entry {}", first + static_cast<std::uint64_t>(i));
      made.add(fmt::format("body {}", i));
    }
    return made;
  }
  // The entries from an index on.
  std::vector<std::string> read(std::uint64_t from = 0) {
    std::vector<std::string> entries;
    auto reader = WalReader::at(directory.path(), from);
    EXPECT_TRUE(reader);
    while (reader) {
      const auto frame = reader->next();
      EXPECT_TRUE(frame);
      if (!frame || !*frame) break;
      for (const Frame::Row& row : (*frame)->rows()) entries.emplace_back(row.entry);
    }
    return entries;
  }

  TestDirectory directory;
  FailingDisk disk;
  std::uint64_t file_size = 4096;
};

TEST_F(Wal, reads_what_was_appended_from_any_entry_on) {
  WalWriter writer = open();
  for (std::uint64_t i = 0; i < 500; i += 5) ASSERT_TRUE(writer.append(batch(i, 5)));
  EXPECT_GT(wal_files(directory.path())->size(), 2u);
  EXPECT_EQ(read().size(), 500u);
  EXPECT_EQ(read(250).front(), "entry 250");
  EXPECT_EQ(read(252).front(), "entry 250");  // the frame that holds it
  EXPECT_TRUE(read(500).empty());
}

// What was prepared and not written over is no part of the log, whether it was cut off or not.
TEST_F(Wal, a_prepared_file_ends_where_it_was_written_to) {
  {
    WalWriter writer = open();
    ASSERT_TRUE(writer.append(batch(0, 1)));
    ASSERT_TRUE(writer.prepared().make(file_size));
    ASSERT_TRUE(writer.append(batch(1, 3)));  // goes on in the prepared one
    EXPECT_EQ(wal_files(directory.path())->size(), 2u);
  }  // as a crash leaves it
  EXPECT_EQ(std::filesystem::file_size(wal_path(directory.path(), 1)), 128u << 10);
  EXPECT_EQ(read().size(), 4u);
  {
    WalWriter writer = open();
    EXPECT_EQ(writer.recovered().next_index, 4u);
    EXPECT_EQ(writer.recovered().cut_bytes, 0u);
    ASSERT_TRUE(writer.append(batch(4, 1)));
    ASSERT_TRUE(writer.prepared().make(file_size));
    ASSERT_TRUE(writer.append(batch(5, 1)));
    writer.close();
  }
  EXPECT_EQ(std::filesystem::file_size(wal_path(directory.path(), 5)), 4096u);
  {
    WalWriter writer = open();
    ASSERT_TRUE(writer.prepared().make(1));
    EXPECT_TRUE(std::filesystem::exists(directory.path() / "prepared-0"));
    writer.close();
    EXPECT_FALSE(std::filesystem::exists(directory.path() / "prepared-0"));
  }
  EXPECT_EQ(read().size(), 6u);
  EXPECT_EQ(open().recovered().next_index, 6u);
}

TEST_F(Wal, goes_on_without_a_prepared_file_that_somebody_removed) {
  WalWriter writer = open();
  ASSERT_TRUE(writer.prepared().make(file_size));
  std::filesystem::remove(directory.path() / "prepared-0");
  ASSERT_TRUE(writer.append(batch(0, 2)));
  EXPECT_EQ(read().size(), 2u);
}

TEST_F(Wal, every_torn_end_is_cut_and_every_damage_before_it_is_not) {
  file_size = 1 << 20;
  {
    WalWriter writer = open();
    for (std::uint64_t i = 0; i < 3; ++i) ASSERT_TRUE(writer.append(batch(i, 1)));
  }
  const auto path = wal_path(directory.path(), 0);
  const std::string whole = *read_file(path).value();
  const std::size_t frame = whole.size() / 3;
  EXPECT_EQ(frame % FrameHead::block, 0u);
  const std::size_t content = whole.find_last_not_of('\0') + 1 - 2 * frame;
  for (std::size_t size = 2 * frame + 1; size < 2 * frame + content; ++size) {
    ASSERT_TRUE(replace_file(path, whole.substr(0, size)));
    const WalWriter writer = open();
    EXPECT_EQ(writer.recovered().next_index, 2u) << size;
    EXPECT_GT(writer.recovered().cut_bytes, 0u) << size;
  }
  // Of the zeros behind it nothing needs to be there.
  ASSERT_TRUE(replace_file(path, whole.substr(0, 2 * frame + content)));
  {
    WalWriter writer = open();
    EXPECT_EQ(writer.recovered().next_index, 3u);
    ASSERT_TRUE(writer.append(batch(3, 1)));
  }
  EXPECT_EQ(read().size(), 4u);
  // Bodies have a check of their own: what is flipped in one is no damage of the log.
  const std::size_t checked = content - std::string("body 0").size();
  for (std::size_t at = 0; at < checked; ++at) {
    std::string flipped = whole;
    flipped[frame + at] ^= 1;
    ASSERT_TRUE(replace_file(path, flipped));
    const auto opened = WalWriter::open(directory.path(), 0, file_size, disk);
    ASSERT_FALSE(opened) << at;
    EXPECT_EQ(opened.error().code.name, fault::corrupt.name) << at;
  }
}

TEST_F(Wal, entries_that_are_in_the_tree_need_no_files) {
  WalWriter writer = open(1000);
  EXPECT_EQ(writer.recovered().next_index, 1000u);
  ASSERT_TRUE(writer.append(batch(1000, 2)));
  EXPECT_EQ(open(1000).recovered().next_index, 1002u);
  const auto missing = WalWriter::open(directory.path(), 500, file_size, disk);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code.name, fault::corrupt.name);
}

}  // namespace
}  // namespace writ::journal
