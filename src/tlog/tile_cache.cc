#include "tlog/tile_cache.h"

#include <algorithm>

namespace writ::tlog {

TileNodes::TileNodes(std::string_view bytes, unsigned width) : width_(width), nodes_(width) {
  for (std::size_t i = 0; i < width; ++i) {
    const std::string_view hash = bytes.substr(i * hash_size, hash_size);
    std::ranges::copy(hash, reinterpret_cast<char*>(nodes_[i].bytes.data()));
  }
  nodes_.reserve(std::size_t{2} * width);
  for (unsigned height = 1; height < tile_height; ++height) {
    rows_[height] = nodes_.size();
    for (std::size_t i = 0; i < width >> height; ++i) {
      nodes_.push_back(node_hash(at(height - 1, 2 * i), at(height - 1, 2 * i + 1)));
    }
  }
}

Result<const TileNodes*> TileCache::get(unsigned level, std::uint64_t index, unsigned width) {
  const std::uint64_t key = std::uint64_t{level} << 56 | index;
  const auto found = places_.find(key);
  if (found != places_.end() && found->second->tile.width() == width) {
    order_.splice(order_.begin(), order_, found->second);
    return &order_.front().tile;
  }
  WRIT_TRY(const std::string bytes, fetch_tile(source_, level, index, width));
  if (found != places_.end()) {  // it has grown
    order_.erase(found->second);
    places_.erase(found);
  }
  if (!order_.empty() && order_.size() >= kept_) {
    places_.erase(order_.back().key);
    order_.pop_back();
  }
  order_.push_front({key, TileNodes(bytes, width)});
  places_.emplace(key, order_.begin());
  return &order_.front().tile;
}

}  // namespace writ::tlog
