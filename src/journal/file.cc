#include "journal/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "journal/fault.h"

namespace writ::journal {
namespace {

int flags_of(File::Mode mode) {
  switch (mode) {
    case File::Mode::read:
      return O_RDONLY;
    case File::Mode::write:
      return O_RDWR;
    case File::Mode::create:
      return O_RDWR | O_CREAT | O_TRUNC;
  }
  return O_RDONLY;
}

}  // namespace

Problem file_problem(std::string_view what, const std::filesystem::path& path) {
  const bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
  return {full ? fault::full : fault::io,
          fmt::format("`{}` cannot be {}: {}", path.string(), what, std::strerror(errno))};
}

File::~File() {
  if (fd_ >= 0) ::close(fd_);
}

Problem File::cannot(std::string_view what) const { return file_problem(what, path_); }

Result<File> File::open(const std::filesystem::path& path, Mode mode) {
  const int fd = ::open(path.c_str(), flags_of(mode) | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return file_problem("opened", path);
  return File(fd, path);
}

Result<std::uint64_t> File::size() const {
  struct stat status{};
  if (::fstat(fd_, &status) != 0) return cannot("looked at");
  return static_cast<std::uint64_t>(status.st_size);
}

Result<std::string> File::read(std::uint64_t offset, std::size_t size) const {
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got =
        ::pread(fd_, bytes.data() + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot("read");
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

Result<void> File::write(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t put = ::write(fd_, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return cannot("written");
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

Result<void> File::write_at(std::uint64_t offset, std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t put = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return cannot("written");
    bytes.remove_prefix(static_cast<std::size_t>(put));
    offset += static_cast<std::uint64_t>(put);
  }
  return {};
}

Result<void> File::seek(std::uint64_t offset) const {
  if (::lseek(fd_, static_cast<off_t>(offset), SEEK_SET) < 0) return cannot("positioned");
  return {};
}

Result<void> File::truncate(std::uint64_t size) const {
  if (::ftruncate(fd_, static_cast<off_t>(size)) != 0) return cannot("cut");
  return {};
}

Result<void> File::sync() const {
  if (::fsync(fd_) != 0) return cannot("made durable");
  return {};
}

void File::begin_sync() const { (void)::sync_file_range(fd_, 0, 0, SYNC_FILE_RANGE_WRITE); }

void File::bypass_cache() const {
  struct statx status{};
  if (::statx(fd_, "", AT_EMPTY_PATH, STATX_DIOALIGN, &status) != 0) return;
  const auto fits = [](std::uint32_t size) { return size > 0 && block_size % size == 0; };
  if (!fits(status.stx_dio_offset_align) || !fits(status.stx_dio_mem_align)) return;
  const int flags = ::fcntl(fd_, F_GETFL);
  if (flags >= 0) (void)::fcntl(fd_, F_SETFL, flags | O_DIRECT);
}

Result<std::optional<std::string>> read_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error) return std::optional<std::string>();
  WRIT_TRY(const File file, File::open(path, File::Mode::read));
  WRIT_TRY(const std::uint64_t size, file.size());
  WRIT_TRY(std::string bytes, file.read(0, size));
  return std::optional(std::move(bytes));
}

Result<void> make_directories(const std::filesystem::path& path) {
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
  if (errno != ENOENT || !path.has_parent_path()) return file_problem("made", path);
  WRIT_CHECK(make_directories(path.parent_path()));
  if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return file_problem("made", path);
}

Result<void> sync_directory(const std::filesystem::path& path) {
  WRIT_TRY(const File directory, File::open(path, File::Mode::read));
  return directory.sync();
}

Result<void> replace_file(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::path next = path;
  next += ".new";
  WRIT_TRY(const File file, File::open(next, File::Mode::create));
  WRIT_CHECK(file.write(bytes));
  WRIT_CHECK(file.sync());
  if (::rename(next.c_str(), path.c_str()) != 0) return file_problem("put in place", path);
  return sync_directory(path.parent_path());
}

}  // namespace writ::journal
