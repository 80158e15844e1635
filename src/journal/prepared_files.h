// Files of zeros that wait to be written over: that takes a disk about half the time of appending,
// since a file that does not grow has nothing else to be made durable. Making them takes the disk
// as long as it saves, so they are best made while little is appended, as many as a burst uses up.
//
// Threads: one takes them, one makes them.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>

#include "base/result.h"
#include "journal/file.h"

namespace writ::journal {

class PreparedFiles {
 public:
  static constexpr std::uint64_t most = 4;

  // In a directory, where those of a process that was killed are removed.
  PreparedFiles(std::filesystem::path directory, std::uint64_t file_size);

  // --- of the thread that takes them

  std::uint64_t ready() const { return made_ - taken_; }
  // Moves the next one to `path` and says whether it was there: somebody may have tidied up.
  bool take(const std::filesystem::path& path);
  // That a file has been filled, prepared or not: the next burst may want one more.
  void note_filled() { ++filled_; }

  // --- of the thread that makes them

  // Whether there are fewer than the bursts so far would have used up, or one is half made.
  bool are_short() const;
  // Goes on making one, by about so many bytes. Where that fails, or the disk has too little room,
  // what is half made goes again, and are_short() is false until more files have been filled.
  Result<void> make(std::uint64_t bytes);

  // Removes all. Neither thread may use this any more.
  void clear();

 private:
  std::filesystem::path path(std::uint64_t number) const;
  bool has_room() const;
  void give_up();
  Result<void> make_to(std::uint64_t size);

  const std::filesystem::path directory_;
  const std::uint64_t file_size_;
  std::atomic<std::uint64_t> made_ = 0;
  std::atomic<std::uint64_t> taken_ = 0;
  std::atomic<std::uint64_t> filled_ = 0;  // since one could last not be made
  File making_;
  std::uint64_t making_size_ = 0;
};

}  // namespace writ::journal
