#include "keys/private_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>

#include "keys/fault.h"
#include "keys/test_keys.h"

namespace writ::keys {
namespace {

std::string text_of(const std::filesystem::path& file) {
  const auto read = read_private_file(file);
  if (!read) return "problem " + std::string(read.error().code.name);
  return *read ? std::string((*read)->view()) : "no file";
}

std::size_t count_files(const std::filesystem::path& directory) {
  const std::filesystem::directory_iterator files(directory);
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

// Lets this process write files of at most `bytes` for as long as it lives: a disk that is full.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    old_handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &old_limit_);
    const rlimit limit{bytes, old_limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &old_limit_);
    std::signal(SIGXFSZ, old_handler_);
  }

 private:
  rlimit old_limit_{};
  void (*old_handler_)(int) = nullptr;
};

class PrivateFile : public testing::Test {
 protected:
  const std::filesystem::path& directory() const { return directory_.path(); }
  std::filesystem::path file() const { return directory() / "key.pem"; }

 private:
  TemporaryDirectory directory_;
};

TEST_F(PrivateFile, IsReadAsItWasWrittenAndOnlyItsOwnerMay) {
  ASSERT_TRUE(write_private_file(file(), "first"));
  EXPECT_EQ(text_of(file()), "first");
  ASSERT_TRUE(write_private_file(file(), ""));
  EXPECT_EQ(text_of(file()), "");
  EXPECT_EQ(mode_of(file()), 0600u);
  EXPECT_EQ(count_files(directory()), 1u);
}

TEST_F(PrivateFile, TheModeDoesNotDependOnTheUmask) {
  const mode_t old_mask = ::umask(0);
  ASSERT_TRUE(write_private_file(file(), "open mask"));
  ASSERT_TRUE(make_private_directory(directory() / "open"));
  ::umask(0777);
  ASSERT_TRUE(write_private_file(directory() / "closed.pem", "closed mask"));
  ASSERT_TRUE(make_private_directory(directory() / "closed"));
  ::umask(old_mask);
  EXPECT_EQ(mode_of(file()), 0600u);
  EXPECT_EQ(mode_of(directory() / "closed.pem"), 0600u);
  EXPECT_EQ(mode_of(directory() / "open"), 0700u);
  EXPECT_EQ(mode_of(directory() / "closed"), 0700u);
}

TEST_F(PrivateFile, NoFileIsNoProblem) { EXPECT_EQ(text_of(file()), "no file"); }

TEST_F(PrivateFile, EveryRightOfOthersIsTooMuch) {
  ASSERT_TRUE(write_private_file(file(), "secret"));
  for (unsigned bit = 0; bit < 6; ++bit) {
    set_mode(file(), 0600u | 1u << bit);
    EXPECT_EQ(text_of(file()), "problem keys.exposed") << bit;
  }
  set_mode(file(), 0400u);
  EXPECT_EQ(text_of(file()), "secret");
}

TEST_F(PrivateFile, OnlyARegularFileIsRead) {
  ASSERT_TRUE(write_private_file(directory() / "other.pem", "secret"));
  std::filesystem::create_symlink(directory() / "other.pem", file());
  EXPECT_EQ(text_of(file()), "problem keys.exposed");
  std::filesystem::remove(file());
  std::filesystem::create_directory(file());
  EXPECT_EQ(text_of(file()), "problem keys.exposed");
  std::filesystem::remove(file());
  ASSERT_EQ(::mkfifo(file().c_str(), 0600), 0);  // would block a reader that waits for a writer
  EXPECT_EQ(text_of(file()), "problem keys.exposed");
}

TEST_F(PrivateFile, AHugeFileIsNotRead) {
  ASSERT_TRUE(write_private_file(file(), std::string(64u << 10, 'x')));
  EXPECT_EQ(text_of(file()).size(), 64u << 10);
  ASSERT_TRUE(write_private_file(file(), std::string((64u << 10) + 1, 'x')));
  EXPECT_EQ(text_of(file()), "problem io");
}

TEST_F(PrivateFile, AFullDiskLeavesTheOldFileAndNothingElse) {
  ASSERT_TRUE(write_private_file(file(), "old"));
  {
    const FullDisk full(10);
    const auto written = write_private_file(file(), std::string(100, 'n'));
    ASSERT_EQ(code_of(written), problem::io.name);
    EXPECT_THAT(written.error().message, testing::HasSubstr("key.pem.new"));
  }
  EXPECT_EQ(text_of(file()), "old");
  EXPECT_EQ(count_files(directory()), 1u);
}

TEST_F(PrivateFile, AFailedRenameLeavesNoTemporaryFile) {
  std::filesystem::create_directory(file());
  EXPECT_EQ(code_of(write_private_file(file(), "new")), problem::io.name);
  EXPECT_EQ(count_files(directory()), 1u);
  EXPECT_EQ(code_of(write_private_file(directory() / "none" / "key.pem", "new")), problem::io.name);
}

TEST_F(PrivateFile, WhatACrashLeftBehindIsReplacedAndNotFollowed) {
  const std::filesystem::path elsewhere = directory() / "elsewhere";
  std::ofstream(elsewhere) << "untouched";
  const std::filesystem::path temporary = directory() / "key.pem.new";
  std::ofstream(temporary) << "half a k";
  set_mode(temporary, 0666u);
  ASSERT_TRUE(write_private_file(file(), "whole"));
  EXPECT_EQ(text_of(file()), "whole");

  std::filesystem::create_symlink(elsewhere, temporary);
  ASSERT_TRUE(write_private_file(file(), "again"));
  EXPECT_EQ(text_of(file()), "again");
  EXPECT_EQ(std::filesystem::file_size(elsewhere), 9u);
}

TEST_F(PrivateFile, ADirectoryIsMadeOnceAndMustStayClosed) {
  const std::filesystem::path keys = directory() / "keys";
  ASSERT_TRUE(make_private_directory(keys));
  ASSERT_TRUE(make_private_directory(keys));
  for (unsigned bit = 0; bit < 6; ++bit) {
    set_mode(keys, 0700u | 1u << bit);
    EXPECT_EQ(code_of(make_private_directory(keys)), fault::exposed.name) << bit;
  }
  EXPECT_EQ(code_of(make_private_directory(directory() / "no" / "keys")), problem::io.name);
}

TEST_F(PrivateFile, ALinkOrAFileIsNoDirectory) {
  const std::filesystem::path keys = directory() / "keys";
  ASSERT_TRUE(make_private_directory(directory() / "real"));
  std::filesystem::create_directory_symlink(directory() / "real", keys);
  EXPECT_EQ(code_of(make_private_directory(keys)), fault::exposed.name);
  ASSERT_TRUE(write_private_file(file(), ""));
  EXPECT_EQ(code_of(make_private_directory(file())), fault::exposed.name);
}

}  // namespace
}  // namespace writ::keys
