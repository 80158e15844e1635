// Appends frames to the write-ahead files. Once append() has answered, what it wrote is on the
// disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "journal/block.h"
#include "journal/disk.h"
#include "journal/file.h"
#include "journal/frame.h"
#include "journal/prepared_files.h"

namespace writ::journal {

// What recovery came upon at the end of the files.
struct Recovered {
  std::uint64_t next_index = 0;  // of the first entry that is not there
  std::uint64_t cut_bytes = 0;   // of an end that was torn by a crash
};

// One thread at a time.
class WalWriter {
 public:
  // Reads what must be sound: every frame from `signed_size` on, whose entries are in no tree yet,
  // and the last file whole. A torn end is cut off, a frame that is damaged before its end is
  // fault::corrupt. The next entry is at least `signed_size`.
  static Result<WalWriter> open(std::filesystem::path directory, std::uint64_t signed_size,
                                std::uint64_t file_size, const Disk& disk);

  const Recovered& recovered() const { return recovered_; }

  // Problems: fault::full, after which the file is as it was and a later call may succeed;
  // fault::stopped for everything else: what is on the disk is then not known, and nothing may be
  // appended any more. Every later call answers fault::stopped, too.
  Result<void> append(const Batch& batch);

  // The files that it goes on in, for another thread to make.
  PreparedFiles& prepared() { return *prepared_; }

  // Takes away what was prepared. Nothing may be appended any more.
  void close();

 private:
  WalWriter(std::filesystem::path directory, std::uint64_t file_size, const Disk& disk)
      : directory_(std::move(directory)), file_size_(file_size), disk_(&disk),
        prepared_(std::make_unique<PreparedFiles>(directory_, file_size)) {}
  bool must_begin_file() const;
  Result<void> recover(std::uint64_t signed_size);
  void end_file();
  Result<void> begin_file(std::uint64_t first_index);
  Result<void> write(const Batch& batch);
  void lay_out(const Batch& batch);
  Result<void> write_all(std::string_view bytes);
  Problem undo(Problem problem);

  std::filesystem::path directory_;
  std::uint64_t file_size_;
  const Disk* disk_;
  File file_;
  std::uint64_t offset_ = 0;  // of what is durable in file_
  std::vector<Block> frame_;  // on its way to the disk
  Recovered recovered_;
  bool stopped_ = false;
  std::unique_ptr<PreparedFiles> prepared_;
  bool is_prepared_ = false;  // file_ was
};

// Removes files, oldest first, whose entries are all below `below` and that were last written
// before `before`; never the newest file. Answers how many.
Result<std::size_t> remove_wal_files(const std::filesystem::path& directory, std::uint64_t below,
                                     Instant before);

}  // namespace writ::journal
