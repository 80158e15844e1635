// A crash can leave the last frame half written, since its fsync had not been answered; nobody was
// told of its entries. It cannot leave a damaged frame with a good one behind it: the second is
// only written once the first is durable. So a bad frame at the end is cut, and one before the end
// is damage that must be told.
//
// After an fsync that failed the kernel may have dropped what it could not write, and a second
// fsync would succeed without it. So there is no second one: nothing is appended until somebody has
// looked and started anew.
#include "journal/wal_writer.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>

#include "journal/fault.h"
#include "journal/wal_reader.h"

namespace writ::journal {
namespace {

Problem damaged(const std::filesystem::path& path, std::uint64_t offset, std::uint64_t index) {
  return {fault::corrupt,
          fmt::format("`{}` is damaged at byte {}, before entry {}: restore it from a copy",
                      path.string(), offset, index)};
}

}  // namespace

Result<WalWriter> WalWriter::open(std::filesystem::path directory, std::uint64_t signed_size,
                                  std::uint64_t file_size, const Disk& disk) {
  WRIT_CHECK(make_directories(directory));
  WalWriter writer(std::move(directory), file_size, disk);
  WRIT_CHECK(writer.recover(signed_size));
  return writer;
}

Result<void> WalWriter::recover(std::uint64_t signed_size) {
  recovered_.next_index = signed_size;
  WRIT_TRY(const auto files, wal_files(directory_));
  if (files.empty()) return {};
  if (files.front() > signed_size) {
    return Problem{fault::corrupt,
                   fmt::format("entries {} to {} are missing from `{}`: restore them from a copy",
                               signed_size, files.front() - 1, directory_.string())};
  }
  const std::uint64_t from = std::min(signed_size, files.back());
  WRIT_TRY(WalReader reader, WalReader::at(directory_, from));
  for (;;) {
    WRIT_TRY(const std::optional<Frame> frame, reader.next());
    if (!frame) break;
  }
  if (reader.index() < files.back()) return damaged(reader.path(), reader.offset(), reader.index());
  WRIT_TRY(file_, File::open(wal_path(directory_, files.back()), File::Mode::write));
  offset_ = reader.path() == file_.path() ? reader.offset() : 0;
  WRIT_TRY(const Rest rest, rest_of(file_, offset_, reader.index()));
  if (rest.frame_follows) return damaged(file_.path(), offset_, reader.index());
  recovered_.cut_bytes = rest.size;
  WRIT_TRY(const std::uint64_t size, file_.size());
  if (size > offset_) {
    WRIT_CHECK(file_.truncate(offset_));
    WRIT_CHECK(file_.sync());
  }
  WRIT_CHECK(file_.seek(offset_));
  file_.bypass_cache();
  if (reader.index() >= signed_size) {
    recovered_.next_index = reader.index();
    return {};
  }
  // The tree has entries that these files lost: it is what counts, and a new file goes on from it.
  file_ = File();
  return {};
}

bool WalWriter::must_begin_file() const {
  return !file_.is_open() || offset_ >= file_size_ || (!is_prepared_ && prepared_->ready() > 0);
}

Result<void> WalWriter::begin_file(std::uint64_t first_index) {
  end_file();
  const std::filesystem::path path = wal_path(directory_, first_index);
  is_prepared_ = prepared_->ready() > 0 && prepared_->take(path);
  WRIT_TRY(File begun, File::open(path, is_prepared_ ? File::Mode::write : File::Mode::create));
  WRIT_CHECK(sync_directory(directory_));
  begun.bypass_cache();
  file_ = std::move(begun);
  offset_ = 0;
  return {};
}

void WalWriter::end_file() {
  if (!file_.is_open()) return;
  if (is_prepared_) (void)file_.truncate(offset_);
  if (offset_ >= file_size_) prepared_->note_filled();
  file_ = File();
}

void WalWriter::close() {
  end_file();
  prepared_->clear();
}

Result<void> WalWriter::append(const Batch& batch) {
  if (stopped_) {
    return Problem{fault::stopped, "the journal's disk failed before: look at it, then restart"};
  }
  Result<void> written = write(batch);
  if (!written && written.error().code.name != fault::full.name) {
    stopped_ = true;
    written.error().code = fault::stopped;
  }
  return written;
}

Result<void> WalWriter::write(const Batch& batch) {
  if (must_begin_file()) WRIT_CHECK(begin_file(batch.first_index()));
  lay_out(batch);
  const std::string_view frame(frame_.front().bytes.data(), frame_.size() * sizeof(Block));
  if (Result<void> put = write_all(frame); !put) return undo(std::move(put).error());
  if (disk_->sync(file_.get()) != 0) {
    Problem problem = file_problem("made durable", file_.path());
    problem.code = fault::stopped;
    return problem;
  }
  offset_ += frame.size();
  return {};
}

static_assert(sizeof(Block) == FrameHead::block);

void WalWriter::lay_out(const Batch& batch) {
  const std::string head = batch.head();
  const std::size_t size = head.size() + batch.entries().size() + batch.bodies().size();
  frame_.resize((size + sizeof(Block) - 1) / sizeof(Block));
  char* to = frame_.front().bytes.data();
  for (const std::string_view part : {std::string_view(head), batch.entries(), batch.bodies()}) {
    to = std::ranges::copy(part, to).out;
  }
  std::fill(to, frame_.back().bytes.end(), '\0');
}

Result<void> WalWriter::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const long put = disk_->write(file_.get(), bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return file_problem("written", file_.path());
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

// What was written of a frame before the disk was full must go, or the next one would stand behind
// a damaged one.
Problem WalWriter::undo(Problem problem) {
  if (!file_.truncate(offset_) || !file_.seek(offset_) || disk_->sync(file_.get()) != 0) {
    problem.code = fault::stopped;
  }
  return problem;
}

Result<std::size_t> remove_wal_files(const std::filesystem::path& directory, std::uint64_t below,
                                     Instant before) {
  WRIT_TRY(const auto files, wal_files(directory));
  std::size_t removed = 0;
  for (std::size_t i = 0; i + 1 < files.size() && files[i + 1] <= below; ++i) {
    const std::filesystem::path path = wal_path(directory, files[i]);
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) return file_problem("looked at", path);
    const std::int64_t written = status.st_mtim.tv_sec * std::int64_t{1'000'000};
    if (written >= before.microseconds) break;
    if (::unlink(path.c_str()) != 0) return file_problem("removed", path);
    ++removed;
  }
  if (removed > 0) WRIT_CHECK(sync_directory(directory));
  return removed;
}

}  // namespace writ::journal
