#include "world/place.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"
#include "canon/digest.h"

namespace writ::world {
namespace {

constexpr std::size_t most_files = 1000;
constexpr std::size_t most_bytes = std::size_t{64} << 20;

// Whether a text can be shown, logged and kept.
bool is_plain(std::string_view text) {
  return valid_utf8_prefix(text) == text.size() && std::ranges::none_of(text, [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
         });
}

bool is_path(const std::string& location) { return location.starts_with('/'); }

class OpenFile {
 public:
  // Does not wait for the other end of a pipe that has a file's name.
  explicit OpenFile(const std::string& path)
      : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~OpenFile() {
    if (file_ >= 0) ::close(file_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  int get() const { return file_; }

 private:
  int file_;
};

Problem unreadable(const std::string& path) {
  const Code code = errno == ENOENT ? fault::place_missing : fault::place_unreadable;
  return {code, fmt::format("`{}` cannot be read: {}", path, std::strerror(errno))};
}

Problem too_large(const std::string& path) {
  return {fault::place_too_large,
          fmt::format("`{}` holds more than {} files or {} bytes: take old ones away", path,
                      most_files, most_bytes)};
}

// The bytes of a regular file, `room` of them at most.
Result<std::string> read_file(const std::string& path, std::size_t room) {
  const OpenFile file(path);
  struct stat is{};
  if (file.get() < 0 || ::fstat(file.get(), &is) != 0) return unreadable(path);
  if (!S_ISREG(is.st_mode)) {
    return Problem{fault::place_unreadable, fmt::format("`{}` is no regular file", path)};
  }
  std::string bytes;
  std::string piece(std::size_t{1} << 16, '\0');
  for (;;) {
    const ssize_t size = ::read(file.get(), piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return unreadable(path);
    if (size == 0) return bytes;
    bytes.append(piece, 0, static_cast<std::size_t>(size));
    if (bytes.size() > room) return too_large(path);
  }
}

// The paths of a directory's `*.json`, by name.
Result<std::vector<std::string>> json_files(const std::string& directory) {
  std::error_code error;
  std::vector<std::string> paths;
  auto entry = std::filesystem::directory_iterator(directory, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    std::error_code unknown;
    if (entry->path().extension() != ".json" || !entry->is_regular_file(unknown)) continue;
    std::string path = entry->path().string();
    if (!is_plain(path)) continue;
    paths.push_back(std::move(path));
    if (paths.size() > most_files) return too_large(directory);
  }
  if (error) {
    return Problem{fault::place_unreadable,
                   fmt::format("`{}` cannot be read: {}", directory, error.message())};
  }
  std::ranges::sort(paths);
  return paths;
}

// One that goes between the listing and the reading is passed over: it is being replaced.
Result<std::vector<FileRead>> read_directory(const std::string& directory) {
  WRIT_TRY(const auto paths, json_files(directory));
  std::vector<FileRead> files;
  std::size_t room = most_bytes;
  for (const std::string& path : paths) {
    Result<std::string> bytes = read_file(path, room);
    if (!bytes && bytes.error().code.name == fault::place_missing.name) continue;
    if (!bytes) return std::move(bytes).error();
    room -= bytes->size();
    files.push_back({path, *std::move(bytes)});
  }
  return files;
}

Result<std::vector<FileRead>> read_path(const std::string& path) {
  struct stat is{};
  if (::stat(path.c_str(), &is) != 0) return unreadable(path);
  if (S_ISDIR(is.st_mode)) return read_directory(path);
  WRIT_TRY(std::string bytes, read_file(path, most_bytes));
  return std::vector<FileRead>{{path, std::move(bytes)}};
}

std::string tag_of(const std::vector<FileRead>& files) {
  std::string all;
  for (const FileRead& file : files) {
    fmt::format_to(std::back_inserter(all), "{} {}\n", canon::sha256_hex(file.bytes), file.where);
  }
  return canon::sha256_hex(all);
}

Result<Reading> read_site(const Place& place, const std::string& tag,
                          const std::function<bool()>& is_stopped) {
  HttpClient client(
      {.connect_timeout = place.timeout, .timeout = place.timeout, .is_stopped = is_stopped},
      place.ca_file);
  WRIT_TRY(Fetched fetched, client.fetch(place.location, tag));
  Reading reading{.is_unchanged = fetched.is_unchanged, .tag = std::move(fetched.etag)};
  if (!reading.is_unchanged) reading.files.push_back({place.location, std::move(fetched.body)});
  return reading;
}

}  // namespace

Result<void> check_place(const std::string& location, PlainHttp plain_http) {
  if (!is_plain(location)) {
    return Problem{fault::bad_place, "must not hold control characters"};
  }
  if (is_path(location)) return {};
  if (!location.starts_with("https://") && !location.starts_with("http://")) {
    return Problem{fault::bad_place,
                   "is no place to read from: give an absolute path or an https:// address"};
  }
  WRIT_CHECK(check_url(location));
  if (location.starts_with("https://") || plain_http == PlainHttp::anywhere ||
      is_loopback(location)) {
    return {};
  }
  return Problem{fault::bad_place,
                 "would come in the clear: give an https:// address, or permit plain HTTP for it"};
}

Result<Reading> read_place(const Place& place, const std::string& tag,
                           const std::function<bool()>& is_stopped) {
  WRIT_CHECK(check_place(place.location, place.plain_http));
  if (!is_path(place.location)) return read_site(place, tag, is_stopped);
  WRIT_TRY(std::vector<FileRead> files, read_path(place.location));
  Reading reading{.tag = tag_of(files)};
  reading.is_unchanged = reading.tag == tag;
  if (!reading.is_unchanged) reading.files = std::move(files);
  return reading;
}

}  // namespace writ::world
