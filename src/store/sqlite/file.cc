#include "store/sqlite/file.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "store/store.h"

namespace writ::store::sqlite {
namespace {

Problem failed(std::string_view doing, const std::string& path) {
  return {fault::io, fmt::format("{} `{}`: {}: look at its rights and those above it", doing, path,
                                 std::generic_category().message(errno))};
}

Problem exposed(const std::string& path, std::string_view how, std::string_view remedy) {
  return {fault::exposed, fmt::format("`{}` {}: {}", path, how, remedy)};
}

Result<void> prepare_directory(const std::string& path) {
  if (mkdir(path.c_str(), 0700) == 0) return {};
  if (errno != EEXIST) return failed("cannot make the directory", path);
  struct stat status{};
  if (stat(path.c_str(), &status) != 0) return failed("cannot look at", path);
  if (!S_ISDIR(status.st_mode)) return exposed(path, "is no directory", "choose another place");
  if ((status.st_mode & 077) != 0) {
    return exposed(path, "is open to other users", fmt::format("chmod 700 {}", path));
  }
  return {};
}

// Closing any descriptor of a file drops all the locks that this process has on it, those of SQLite
// in another thread among them. So the file is made and looked at by its name only, and never
// opened.
Result<void> check_file(const std::string& path) {
  struct stat status{};
  if (lstat(path.c_str(), &status) != 0) return failed("cannot look at", path);
  if (!S_ISREG(status.st_mode)) {
    return exposed(path, "is no regular file", "name the database itself, not a link to it");
  }
  if ((status.st_mode & 077) != 0) {
    return exposed(path, "is open to other users", fmt::format("chmod 600 {}", path));
  }
  return {};
}

}  // namespace

Result<void> prepare_file(const std::string& path) {
  const std::string directory = std::filesystem::path(path).parent_path().string();
  WRIT_CHECK(prepare_directory(directory.empty() ? "." : directory));
  if (mknod(path.c_str(), S_IFREG | 0600, 0) == 0) return {};
  if (errno != EEXIST) return failed("cannot make the database", path);
  return check_file(path);
}

bool has_content(const std::string& path) {
  struct stat status{};
  return stat(path.c_str(), &status) == 0 && status.st_size > 0;
}

bool is_there(const std::string& path) {
  struct stat status{};
  return lstat(path.c_str(), &status) == 0;
}

}  // namespace writ::store::sqlite
