// The digest of a file as it stands in a commit of a git repository.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "canon/digest.h"

namespace writ::world {

struct GitPlace {
  std::string directory;   // absolute; somebody permits it to be read
  std::string repository;  // the way from there to a repository, or to a work tree; empty: there
  std::string revision;    // a branch, a tag, a commit, `HEAD`
  std::string path;        // of a file in its tree, without empty parts, `.` and `..`

  auto operator<=>(const GitPlace&) const = default;
};

struct GitLimits {
  std::uint64_t max_size = std::uint64_t{64} << 20;  // bytes of the file, which is read as a whole
  std::chrono::milliseconds time{10'000};            // for each of two calls of git
};

// SHA-256 of the file's bytes in the commit that the revision names now; work trees are not looked
// at. git itself reads it, as a child with limits: a damaged object can keep a reader busy for
// ever. Nothing of a repository is run, and neither its hooks and filters nor anybody's settings
// count. A repository that keeps its objects elsewhere, or reaches them through a link that leads
// out of the directory, is refused: whoever can write there cannot have others read. (Who swaps
// folders for links meanwhile can have told whether a file of a repository elsewhere has changed.)
//
// Problems: fault::place_missing (world/place.h) where there is no such repository or file;
// fault::place_unreadable, also for want of git or of the revision; place_too_large. Threads: any
// number at once.
Result<canon::Digest> git_digest(const GitPlace& place, const GitLimits& limits = {});

}  // namespace writ::world
