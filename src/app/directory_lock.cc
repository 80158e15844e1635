#include "app/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "cli/shell.h"
#include "cli/target.h"

namespace writ::app {
namespace {

Problem cannot(std::string_view what, const std::string& path) {
  return {problem::io, fmt::format("`{}` cannot be {}: {}", path, what, std::strerror(errno))};
}

}  // namespace

Result<DirectoryLock> DirectoryLock::take(const std::string& directory) {
  if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return cannot("made", directory);
  const std::filesystem::path path(directory);
  const std::string file = path / cli::lock_name;
  DirectoryLock lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600), path);
  if (lock.file_ < 0) return cannot("opened", file);
  if (::flock(lock.file_, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return cannot("locked", file);
  return Problem{cli::fault::data_in_use,
                 fmt::format("the data directory `{}` is in use by another process", directory)};
}

DirectoryLock::~DirectoryLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace writ::app
