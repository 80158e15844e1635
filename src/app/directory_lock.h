// The lock on a data directory: one process at a time has it.
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "base/result.h"

namespace writ::app {

class DirectoryLock {
 public:
  // Makes the directory, with mode 0700, where there is none; its parent must be there. Let go of
  // when this ends, or by the system when the process does. Problem: cli::fault::data_in_use.
  static Result<DirectoryLock> take(const std::string& directory);

  DirectoryLock(DirectoryLock&& other) noexcept
      : file_(std::exchange(other.file_, -1)), path_(std::move(other.path_)) {}
  DirectoryLock& operator=(DirectoryLock&&) = delete;
  ~DirectoryLock();

  const std::filesystem::path& path() const { return path_; }  // of the directory

 private:
  DirectoryLock(int file, std::filesystem::path path) : file_(file), path_(std::move(path)) {}
  int file_;
  std::filesystem::path path_;
};

}  // namespace writ::app
