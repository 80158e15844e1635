#include "world/git_digest.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "process/child.h"
#include "world/place.h"

namespace writ::world {
namespace {

namespace fs = std::filesystem;

// Nobody's settings, no replacement of objects, no way to fetch what is not there.
std::vector<std::string> environment() {
  return {"GIT_CONFIG_NOSYSTEM=1",    "GIT_CONFIG_GLOBAL=/dev/null", "HOME=/nonexistent",
          "GIT_NO_REPLACE_OBJECTS=1", "GIT_OPTIONAL_LOCKS=0",        "GIT_ALLOW_PROTOCOL=",
          "GIT_LITERAL_PATHSPECS=1",  "GIT_TERMINAL_PROMPT=0"};
}

constexpr std::size_t max_listing = 1u << 16;  // of one file in a tree

bool is_below(const fs::path& path, const fs::path& directory) {
  return std::ranges::mismatch(directory, path).in1 == directory.end();
}

// An entry of a tree, as `MODE TYPE ID TAB PATH NUL`.
struct TreeEntry {
  std::string_view mode, id;

  static TreeEntry of(std::string_view line) {
    const auto word = [&line] {
      const std::string_view next = line.substr(0, line.find_first_of(" \t"));
      line.remove_prefix(std::min(next.size() + 1, line.size()));
      return next;
    };
    TreeEntry entry{.mode = word()};
    word();
    entry.id = word();
    return entry;
  }
  bool is_file() const { return mode == "100644" || mode == "100755"; }
};

// One look at one place.
class Looking {
 public:
  Looking(const GitPlace& place, const GitLimits& limits) : place_(place), limits_(limits) {}

  Result<canon::Digest> digest() {
    WRIT_CHECK(find_repository());
    WRIT_TRY(const std::string listed,
             git({"ls-tree", "-z", place_.revision, "--", place_.path}, max_listing));
    if (listed.empty()) return missing("the commit has no such file");
    const TreeEntry entry = TreeEntry::of(listed);
    if (!entry.is_file()) return unreadable("it is no regular file there");
    WRIT_TRY(const std::string bytes,
             git({"cat-file", "blob", std::string(entry.id)}, limits_.max_size));
    return canon::sha256(bytes);
  }

 private:
  std::string shown() const {
    return fmt::format("`{}` in `{}` of `{}/{}`", place_.path, place_.revision, place_.directory,
                       place_.repository);
  }
  Problem missing(std::string_view why) const {
    return {fault::place_missing, fmt::format("{} is not there: {}", shown(), why)};
  }
  Problem unreadable(std::string_view why) const {
    return {fault::place_unreadable, fmt::format("{} cannot be read: {}", shown(), why)};
  }

  Result<std::string> git(const std::vector<std::string>& arguments, std::size_t most) const {
    std::vector<std::string> command = {"git", "--git-dir=" + git_directory_.string(), "-c",
                                        "protocol.allow=never"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    auto told =
        process::run_child(command, "", {.time = limits_.time, .output = most}, environment());
    if (told) return told;
    if (told.error().code.name != process::fault::over_limit.name) {
      return unreadable(told.error().message);
    }
    return Problem{fault::place_too_large, fmt::format("{}: {}", shown(), told.error().message)};
  }

  Result<fs::path> real_path(const fs::path& path) const {
    std::error_code failed;
    fs::path real = fs::canonical(path, failed);
    if (failed == std::errc::no_such_file_or_directory) return missing("there is no repository");
    if (failed) return unreadable(failed.message());
    return real;
  }

  // A folder with `.git` in it, or one that is such a folder itself.
  Result<void> find_repository() {
    WRIT_TRY(const fs::path directory, real_path(place_.directory));
    WRIT_TRY(git_directory_,
             real_path((fs::path(place_.directory) / place_.repository).lexically_normal()));
    std::error_code failed;
    if (fs::exists(fs::symlink_status(git_directory_ / ".git", failed))) {
      WRIT_TRY(git_directory_, real_path(git_directory_ / ".git"));
    }
    WRIT_TRY(const fs::path objects, real_path(git_directory_ / "objects"));
    if (!is_below(git_directory_, directory) || !is_below(objects, directory)) {
      return unreadable("its repository lies outside of the directory that is permitted");
    }
    return check_objects(objects);
  }

  // That they are its own.
  Result<void> check_objects(const fs::path& objects) const {
    std::error_code failed;
    for (const fs::path& other : {objects / "info/alternates", git_directory_ / "commondir"}) {
      if (fs::exists(fs::symlink_status(other, failed))) {
        return unreadable("it takes objects of another repository: clone it on its own");
      }
    }
    fs::recursive_directory_iterator at(objects, failed);
    for (; !failed && at != fs::recursive_directory_iterator(); at.increment(failed)) {
      if (at->is_symlink()) return unreadable("there is a symbolic link among its objects");
    }
    if (failed) return unreadable(failed.message());
    return {};
  }

  const GitPlace& place_;
  const GitLimits& limits_;
  fs::path git_directory_;
};

}  // namespace

Result<canon::Digest> git_digest(const GitPlace& place, const GitLimits& limits) {
  return Looking(place, limits).digest();
}

}  // namespace writ::world
