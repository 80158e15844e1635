// Tiles that were fetched, with the nodes between their hashes. For prover.h alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "tlog/merkle.h"
#include "tlog/source.h"
#include "tlog/tile.h"

namespace writ::tlog {

// The nodes of a tile, row by row: its hashes, the nodes above each two of them, and so on, as far
// as they are whole.
class TileNodes {
 public:
  TileNodes(std::string_view bytes, unsigned width);

  unsigned width() const { return width_; }
  // The root of the 2^height hashes from `index` · 2^height on, which must be in the tile.
  const Hash& at(unsigned height, std::size_t index) const { return nodes_[rows_[height] + index]; }

 private:
  unsigned width_;
  std::array<std::size_t, tile_height> rows_{};  // where each begins
  std::vector<Hash> nodes_;
};

class TileCache {
 public:
  TileCache(TileSource& source, std::size_t kept) : source_(source), kept_(kept) {}

  // The tile with exactly that width; valid until the next call. Problems: those of fetch_tile().
  Result<const TileNodes*> get(unsigned level, std::uint64_t index, unsigned width);

 private:
  struct Kept {
    std::uint64_t key;
    TileNodes tile;
  };
  using Order = std::list<Kept>;

  TileSource& source_;
  std::size_t kept_;
  Order order_;  // the one used last first
  std::unordered_map<std::uint64_t, Order::iterator> places_;
};

}  // namespace writ::tlog
