// Files as the journal uses them. Failures name the file; they are fault::full where the disk or a
// limit is, and else fault::io.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace writ::journal {

class File {
 public:
  File() = default;
  File(File&& other) noexcept : fd_(std::exchange(other.fd_, -1)), path_(std::move(other.path_)) {}
  File& operator=(File&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(path_, other.path_);
    return *this;
  }
  ~File();

  enum class Mode : std::uint8_t { read, write, create };
  // `create` makes the file, or empties it.
  static Result<File> open(const std::filesystem::path& path, Mode mode);

  bool is_open() const { return fd_ >= 0; }
  int get() const { return fd_; }
  const std::filesystem::path& path() const { return path_; }

  Result<std::uint64_t> size() const;
  // Up to `size` bytes from `offset`; fewer only at the end of the file.
  Result<std::string> read(std::uint64_t offset, std::size_t size) const;
  Result<void> write(std::string_view bytes) const;  // where the file stands
  Result<void> write_at(std::uint64_t offset, std::string_view bytes) const;
  Result<void> seek(std::uint64_t offset) const;  // where write() goes on
  Result<void> truncate(std::uint64_t size) const;
  Result<void> sync() const;
  // Has the kernel begin to write what it holds of the file, so that less is left for a sync.
  void begin_sync() const;

  // Writes go past the kernel's cache from here on, where the file system is known to allow it;
  // what is written must then have its offset, its size and its address in whole blocks.
  static constexpr std::size_t block_size = 4096;
  void bypass_cache() const;

 private:
  File(int fd, std::filesystem::path path) : fd_(fd), path_(std::move(path)) {}
  Problem cannot(std::string_view what) const;

  int fd_ = -1;
  std::filesystem::path path_;
};

// The whole of a file, or nothing where there is none.
Result<std::optional<std::string>> read_file(const std::filesystem::path& path);

// Makes a directory, and those above it, for their owner alone.
Result<void> make_directories(const std::filesystem::path& path);

// Makes names that were added to or removed from a directory durable.
Result<void> sync_directory(const std::filesystem::path& path);

// Writes the file so that it is, whenever this is interrupted, as it was or as it is to be; durable
// once this answers.
Result<void> replace_file(const std::filesystem::path& path, std::string_view bytes);

// What errno says of a file, as a problem.
Problem file_problem(std::string_view what, const std::filesystem::path& path);

}  // namespace writ::journal
