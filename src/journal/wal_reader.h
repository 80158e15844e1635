// Reads the write-ahead files: `wal/INDEX.wal`, each named after its first entry, twenty digits,
// and made of frames (frame.h). Zeros may follow the last one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "journal/file.h"
#include "journal/frame.h"

namespace writ::journal {

// The path of the file whose first entry has this index.
std::filesystem::path wal_path(const std::filesystem::path& directory, std::uint64_t first_index);

// The first indexes of the files that are there, ascending.
Result<std::vector<std::uint64_t>> wal_files(const std::filesystem::path& directory);

// A body as it was found.
struct Body {
  enum class State : std::uint8_t { none, kept, erased, damaged };
  State state = State::none;
  std::string bytes;  // of one that is kept
};

// Walks the frames in order, from the one that holds an index. For one thread at a time; another
// may be appending meanwhile.
class WalReader {
 public:
  // At the frame that holds the entry `index`, or at the end where it is the next one. Problem:
  // fault::no_entry where the files begin later, since older ones were removed.
  static Result<WalReader> at(std::filesystem::path directory, std::uint64_t index);

  // The next frame, or nothing where no whole good frame follows. Where the caller knows that one
  // must follow, that is damage.
  Result<std::optional<Frame>> next();

  // Of the entry `row` of the frame that next() answered last.
  Result<Body> body(const Frame::Row& row) const;
  Result<void> erase(const Frame::Row& row) const;  // durable with sync()
  Result<void> sync() const { return file_.sync(); }

  const std::filesystem::path& path() const { return file_.path(); }  // of the file it is in
  std::uint64_t offset() const { return offset_; }  // where the next frame is to begin in it
  std::uint64_t index() const { return index_; }    // of the next frame's first entry

 private:
  WalReader(std::filesystem::path directory, std::uint64_t index)
      : directory_(std::move(directory)), index_(index) {}
  Result<bool> open_next();
  Result<std::optional<FrameHead>> head_here() const;

  std::filesystem::path directory_;
  File file_;
  std::uint64_t offset_ = 0;
  std::uint64_t frame_at_ = 0;  // of the frame that was answered last
  std::uint64_t index_;
};

// What lies behind the last good frame of a file, which ends at `offset` with the entry before
// `index`.
struct Rest {
  std::uint64_t size = 0;      // bytes, without the zeros at their end
  bool frame_follows = false;  // a good frame of later entries: then this is no torn end
};
Result<Rest> rest_of(const File& file, std::uint64_t offset, std::uint64_t index);

}  // namespace writ::journal
