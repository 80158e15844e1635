// How a file is replaced so that a crash leaves the old or the new one, and never a part of it: the
// bytes go to a temporary file beside it and are forced to the disk, the temporary file is renamed
// over the old one, which the system does at once or not at all, and then the directory, in which
// the new name stands, is forced to the disk too. A temporary file that a crash left behind is
// removed by the next writer; nobody reads it.
//
// Whether others can read a file is asked of the open file and not of its name, which could come to
// mean another file in between.
#include "keys/private_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "keys/fault.h"

namespace writ::keys {
namespace {

using std::filesystem::path;

constexpr mode_t file_mode = 0600;
constexpr mode_t directory_mode = 0700;
constexpr mode_t others = S_IRWXG | S_IRWXO;
constexpr off_t max_size = 64 << 10;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

// With the reason that is in errno.
Problem failed(std::string_view what, const path& name) {
  return Problem{problem::io, fmt::format("cannot {} `{}`: {}", what, name.string(),
                                          std::generic_category().message(errno))};
}

Problem exposed(const path& name, std::string_view what, std::string_view remedy) {
  return Problem{fault::exposed, fmt::format("`{}` {}: {}", name.string(), what, remedy)};
}

Result<void> write_all(const Descriptor& file, std::string_view bytes, const path& name) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("write", name);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

// fchmod, since a umask may have taken rights from the owner too.
Result<void> write_new(const path& name, std::string_view bytes) {
  ::unlink(name.c_str());
  const Descriptor file(
      ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, file_mode));
  if (!file.is_open()) return failed("make", name);
  if (::fchmod(file.number(), file_mode) != 0) return failed("set the mode of", name);
  WRIT_CHECK(write_all(file, bytes, name));
  if (::fsync(file.number()) != 0) return failed("write out", name);
  return {};
}

Result<void> write_out_directory(const path& name) {
  const Descriptor directory(::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open()) return failed("open", name);
  if (::fsync(directory.number()) != 0) return failed("write out", name);
  return {};
}

Result<canon::Secret> read_all(const Descriptor& file, std::size_t size, const path& name) {
  canon::Secret bytes(size);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count = ::read(file.number(), bytes.data() + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed("read", name);
    if (count == 0) {
      return Problem{problem::io,
                     fmt::format("`{}` shrank while it was read: try again", name.string())};
    }
    done += static_cast<std::size_t>(count);
  }
  return bytes;
}

}  // namespace

Result<void> make_private_directory(const path& directory) {
  if (::mkdir(directory.c_str(), directory_mode) == 0) {
    if (::chmod(directory.c_str(), directory_mode) != 0)
      return failed("set the mode of", directory);
    return write_out_directory(directory.has_parent_path() ? directory.parent_path() : ".");
  }
  if (errno != EEXIST) return failed("make", directory);
  struct stat status{};
  if (::lstat(directory.c_str(), &status) != 0) return failed("look at", directory);
  if (!S_ISDIR(status.st_mode)) {
    return exposed(directory, "is no directory", "move it away");
  }
  if ((status.st_mode & others) != 0) {
    return exposed(directory, "is open to others than its owner", "`chmod 700` it");
  }
  return {};
}

Result<std::optional<canon::Secret>> read_private_file(const path& file) {
  const Descriptor opened(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!opened.is_open()) {
    if (errno == ENOENT) return std::optional<canon::Secret>();
    if (errno == ELOOP) return exposed(file, "is a symbolic link", "put the file itself there");
    return failed("open", file);
  }
  struct stat status{};
  if (::fstat(opened.number(), &status) != 0) return failed("look at", file);
  if (!S_ISREG(status.st_mode)) return exposed(file, "is no regular file", "move it away");
  if ((status.st_mode & others) != 0) {
    return exposed(file, "is open to others than its owner",
                   "`chmod 600` it, and consider whether "
                   "the key has to be revoked");
  }
  if (status.st_size > max_size) {
    return Problem{problem::io, fmt::format("`{}` is too large for a key: put back its own file",
                                            file.string())};
  }
  WRIT_TRY(canon::Secret bytes, read_all(opened, static_cast<std::size_t>(status.st_size), file));
  return std::optional(std::move(bytes));
}

Result<void> write_private_file(const path& file, std::string_view bytes) {
  path temporary = file;
  temporary += ".new";
  if (auto written = write_new(temporary, bytes); !written) {
    ::unlink(temporary.c_str());
    return written;
  }
  if (::rename(temporary.c_str(), file.c_str()) != 0) {
    Problem problem = failed("rename", temporary);
    ::unlink(temporary.c_str());
    return problem;
  }
  return write_out_directory(file.has_parent_path() ? file.parent_path() : ".");
}

}  // namespace writ::keys
