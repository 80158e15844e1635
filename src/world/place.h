// A place that somebody keeps files in for us: a file, a directory, or an address of the web.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "world/http.h"

namespace writ::world {

namespace fault {
inline constexpr Code bad_place{"place.bad", Category::invalid};
inline constexpr Code place_missing{"place.missing", Category::not_found};
inline constexpr Code place_unreadable{"place.unreadable", Category::unavailable};
inline constexpr Code place_too_large{"place.too_large", Category::too_large};
}  // namespace fault

enum class PlainHttp : bool { loopback_only, anywhere };

// Whether files may be read from `location`: an absolute path, an https:// URL, or an http:// one
// where that is permitted. Problems: fault::bad_place, fault::bad_url.
Result<void> check_place(const std::string& location, PlainHttp plain_http);

struct Place {
  std::string location;
  PlainHttp plain_http = PlainHttp::loopback_only;
  std::string ca_file = {};                   // of the certificates that count; empty: the system's
  std::chrono::milliseconds timeout{10'000};  // for a whole answer of the web
};

struct FileRead {
  std::string where;  // for people
  std::string bytes;
};

// What a place holds.
struct Reading {
  bool is_unchanged = false;    // it is what `tag` names, and `files` is empty
  std::vector<FileRead> files;  // one, or of a directory those named `*.json`, by name
  std::string tag;              // names what was read, for the next time; may be empty
};

// Reads what is there, unless it still is what `tag` names: the site's ETag, or a hash of the
// files. Of a directory it takes regular files only, whose names are UTF-8 without control
// characters, 1,000 at most, and 64 MiB of all together; of the web one of 32 MiB. What waits for
// the web is given up once `is_stopped` says so; a file system that hangs is waited for.
Result<Reading> read_place(const Place& place, const std::string& tag,
                           const std::function<bool()>& is_stopped);

}  // namespace writ::world
