#include "app/data_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "cli/shell.h"
#include "store/sqlite/open.h"

namespace writ::app {
namespace {

Problem cannot(std::string_view what, const std::string& path) {
  return {problem::io, fmt::format("`{}` cannot be {}: {}", path, what, std::strerror(errno))};
}

// An exclusive lock on a file, as long as this lives.
class FileLock {
 public:
  static Result<FileLock> take(const std::string& path, const std::string& directory) {
    FileLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (lock.file_ < 0) return cannot("opened", path);
    if (::flock(lock.file_, LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno != EWOULDBLOCK) return cannot("locked", path);
    return Problem{cli::fault::data_in_use,
                   fmt::format("the data directory `{}` is in use by another process", directory)};
  }

  FileLock(FileLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock() {
    if (file_ >= 0) ::close(file_);
  }

 private:
  explicit FileLock(int file) : file_(file) {}
  int file_;
};

// What an engine needs to outlive it. Members go in reverse order: the lock last.
struct OpenDirectory {
  FileLock lock;
  std::unique_ptr<ops::Engine> engine;
};

Result<void> make_directory(const std::string& directory) {
  if (::mkdir(directory.c_str(), 0700) == 0 || errno == EEXIST) return {};
  return cannot("made", directory);
}

}  // namespace

Result<std::shared_ptr<ops::Engine>> open_data_directory(const std::string& directory,
                                                         cli::DataOptions options) {
  WRIT_CHECK(make_directory(directory));
  const std::filesystem::path path(directory);
  WRIT_TRY(FileLock lock, FileLock::take(path / "lock", directory));
  WRIT_TRY(auto store, store::sqlite::open(path / "writ.db", {.now = Instant::now()}));
  WRIT_TRY(keys::KeyFiles files, keys::KeyFiles::open(path));
  WRIT_TRY(auto journal, journal::Journal::open(path / "journal", std::move(options.journal)));
  WRIT_TRY(auto engine, ops::Engine::open(std::move(store), std::move(files), std::move(journal),
                                          std::move(options.passphrase)));
  const auto open = std::make_shared<OpenDirectory>(std::move(lock), std::move(engine));
  return std::shared_ptr<ops::Engine>(open, open->engine.get());
}

}  // namespace writ::app
