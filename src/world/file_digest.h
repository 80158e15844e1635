// The digest of a file below a directory that somebody permits to be read.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "canon/digest.h"

namespace writ::world {

struct FilePlace {
  std::string directory;  // absolute
  std::string below;      // the way from there, without empty parts, `.` and `..`

  auto operator<=>(const FilePlace&) const = default;
};

struct FileLimits {
  std::uint64_t max_size = std::uint64_t{1} << 30;  // in bytes
  std::function<bool()> is_stopped = {};            // asked about again and again; true gives up
};

// SHA-256 of a regular file. No symbolic link below the directory is followed, so that whoever can
// write there cannot have anything else read; the directory's own path may lead through some. A
// file that changes meanwhile gives the digest of neither.
//
// Problems: fault::place_missing (world/place.h) where there is no such file, fault::
// place_unreadable, place_too_large; a file system that hangs is waited for.
Result<canon::Digest> file_digest(const FilePlace& place, const FileLimits& limits = {});

}  // namespace writ::world
