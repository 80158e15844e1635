#include "world/file_digest.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "world/place.h"

namespace writ::world {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }

 private:
  int number_;
};

std::string shown(const FilePlace& place) {
  return fmt::format("{}/{}", place.directory, place.below);
}

// A directory on the way that is a symbolic link is ENOTDIR, a file that is one ELOOP.
Problem unreadable(const FilePlace& place) {
  const Code code = errno == ENOENT ? fault::place_missing : fault::place_unreadable;
  return {code, fmt::format("`{}` cannot be read: {} (symbolic links are not followed)",
                            shown(place), std::strerror(errno))};
}

Problem unreadable(const FilePlace& place, std::string_view why) {
  return {fault::place_unreadable, fmt::format("`{}` cannot be read: {}", shown(place), why)};
}

// Goes down from one directory to the next, so that nothing can be put in the place of a part that
// was looked at already. Does not wait for the other end of a pipe that has a file's name.
Result<Descriptor> open_below(const FilePlace& place) {
  constexpr int down = O_PATH | O_DIRECTORY | O_CLOEXEC;
  Descriptor at(::open(place.directory.c_str(), down));
  std::string_view rest = place.below;
  while (at.get() >= 0) {
    const std::size_t end = rest.find('/');
    const std::string part(rest.substr(0, end));
    if (part.empty() || part == "." || part == "..") {
      return unreadable(place, "its path leads elsewhere than it seems to");
    }
    if (end == rest.npos) {
      at = Descriptor(
          ::openat(at.get(), part.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
      break;
    }
    at = Descriptor(::openat(at.get(), part.c_str(), down | O_NOFOLLOW));
    rest.remove_prefix(end + 1);
  }
  if (at.get() < 0) return unreadable(place);
  return at;
}

Problem too_large(const FilePlace& place, const FileLimits& limits) {
  return {fault::place_too_large,
          fmt::format("`{}` is larger than {} bytes", shown(place), limits.max_size)};
}

}  // namespace

Result<canon::Digest> file_digest(const FilePlace& place, const FileLimits& limits) {
  WRIT_TRY(const Descriptor file, open_below(place));
  struct stat is{};
  if (::fstat(file.get(), &is) != 0) return unreadable(place);
  if (!S_ISREG(is.st_mode)) return unreadable(place, "it is no regular file");
  if (static_cast<std::uint64_t>(is.st_size) > limits.max_size) return too_large(place, limits);
  canon::Sha256 hash;
  std::string piece(std::size_t{1} << 17, '\0');  // stays in the cache while it is hashed
  for (std::uint64_t size = 0;;) {
    if (limits.is_stopped && limits.is_stopped()) return unreadable(place, "it was given up");
    const ssize_t more = ::read(file.get(), piece.data(), piece.size());
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) return unreadable(place);
    if (more == 0) return hash.finish();
    size += static_cast<std::uint64_t>(more);
    if (size > limits.max_size) return too_large(place, limits);
    hash.add({piece.data(), static_cast<std::size_t>(more)});
  }
}

}  // namespace writ::world
