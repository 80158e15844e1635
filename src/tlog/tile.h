// Where a log keeps its tree and its entries (C2SP tlog-tiles): the paths of tiles and entry
// bundles, which of them a tree of a size has, and what a bundle looks like inside.
//
// A tile of level L is a row of up to 256 hashes; each is the root of 256^L leaves. Level 0 holds
// the hashes of the leaves; a hash of level L + 1 is the root of one full tile of level L. The last
// tile of a level may be partial: its width, 1 to 255, is part of its path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace writ::tlog {

inline constexpr unsigned tile_height = 8;    // levels of the tree in a tile
inline constexpr unsigned tile_width = 256;   // hashes of a full tile, entries of a full bundle
inline constexpr std::size_t hash_size = 32;  // bytes
inline constexpr unsigned max_level = 63;
inline constexpr std::uint64_t max_tile_index = (std::uint64_t{1} << 56) - 1;
inline constexpr std::size_t max_entry_size = 65'535;  // bytes
inline constexpr std::size_t max_bundle_size = tile_width * (2 + max_entry_size);

inline constexpr std::string_view checkpoint_path = "checkpoint";

// `tile/0/x001/x234/067` for a full tile, `tile/0/x001/x234/067.p/112` for one of that width.
std::string tile_path(unsigned level, std::uint64_t index, unsigned width = tile_width);
// `tile/entries/x001/x234/067`, likewise.
std::string entries_path(std::uint64_t index, unsigned width = tile_width);

// What a path of a log names.
struct Resource {
  enum class Kind : std::uint8_t { checkpoint, tile, entries };

  Kind kind = Kind::checkpoint;
  unsigned level = 0;       // of a tile
  std::uint64_t index = 0;  // of a tile or a bundle
  unsigned width = 0;       // of a tile or a bundle: 1 to 256

  std::string path() const;
  bool operator==(const Resource&) const = default;
};

// The one way from a name that a stranger sent to a file: takes exactly the texts that path()
// writes, and nothing else, so that nothing can be said to lie outside the log or in two places.
std::optional<Resource> parse_path(std::string_view path);

// --- which tiles a tree of `size` leaves has ---------------------------------------------------

// How many levels have a hash; 0 for the empty tree.
unsigned tile_levels(std::uint64_t size);
// How many tiles level `level` has, a partial one included.
std::uint64_t tile_count(unsigned level, std::uint64_t size);
// The width of a tile, and at level 0 of a bundle; 0 where the tree has no such tile.
unsigned width_of(unsigned level, std::uint64_t index, std::uint64_t size);

// --- entry bundles -----------------------------------------------------------------------------

// Adds an entry to the end of a bundle: its length as two bytes, the higher first, then its bytes.
// Problem: fault::entry_too_large, and the bundle stays as it was.
Result<void> append_entry(std::string& bundle, std::string_view entry);

// The entries of a bundle, as views into it. Problem: fault::bad_bundle for a bundle that is cut
// off or has more than 256 entries.
Result<std::vector<std::string_view>> split_bundle(std::string_view bundle);

}  // namespace writ::tlog
