// Where the files of a log come from: a directory, a web site, memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace writ::tlog {

class TileSource {
 public:
  virtual ~TileSource() = default;

  // The bytes of one file of the log: `path` is `checkpoint` or the path of a tile or a bundle
  // (tile.h). Problem: fault::not_found where there is none, any other for what went wrong. Nothing
  // that comes from here is to be trusted.
  virtual Result<std::string> fetch(std::string_view path) = 0;
};

// Exactly `width` hashes of a tile. Where a partial tile is gone, the full one, which a grown log
// may keep instead, is cut. Problems: those of fetch(), under the path first asked for;
// fault::wrong_length where the file has not exactly the bytes that its path promises.
Result<std::string> fetch_tile(TileSource& source, unsigned level, std::uint64_t index,
                               unsigned width);

// The bytes of a bundle with exactly `width` entries; likewise. Problems: also fault::bad_bundle.
Result<std::string> fetch_entries(TileSource& source, std::uint64_t index, unsigned width);

}  // namespace writ::tlog
