// A proof is a list of roots of subtrees, read off while walking down from the root: at each node
// the way goes into one half, and the other half's root belongs to the proof. A left half is
// perfect, and so a node that lies in one tile: the tile of level h / 8 that its hashes fall into,
// at height h % 8 above them. A right half may be ragged; it is taken apart in the same way until
// all is perfect, and hashed together. Only the last node of every level can be ragged, so that one
// proof takes at most two nodes of a level, and of a tree of a million leaves the nodes of three
// tiles for its left halves and three for its right edge.
//
// A tile is kept with all nodes between its hashes (255 hashes once): an inclusion proof needs one
// node of each height anyhow, which together stand for all of the tile's hashes but one.
#include "tlog/prover.h"

#include <algorithm>
#include <bit>

#include <fmt/format.h>

#include "tlog/fault.h"
#include "tlog/tile.h"
#include "tlog/tile_cache.h"

namespace writ::tlog {
namespace {

// Where a tree of `count` leaves, more than one, is cut.
std::uint64_t left_half(std::uint64_t count) { return std::bit_floor(count - 1); }

Problem out_of_range(std::uint64_t what, std::uint64_t size) {
  return Problem{fault::out_of_range,
                 fmt::format("{} lies beyond the {} entries of the log: ask for less, or wait "
                             "until it has grown",
                             what, size)};
}

}  // namespace

Prover::Prover(TileSource& source, std::uint64_t size, std::size_t kept_tiles)
    : size_(size), tiles_(std::make_unique<TileCache>(source, kept_tiles)) {}
Prover::~Prover() = default;
Prover::Prover(Prover&&) noexcept = default;
Prover& Prover::operator=(Prover&&) noexcept = default;

// The root of the perfect tree of 2^height leaves from index · 2^height on.
Result<Hash> Prover::node(unsigned height, std::uint64_t index) {
  const unsigned level = height / tile_height;
  const unsigned above = height % tile_height;
  const std::uint64_t first = index << above;  // of the tile level's hashes
  const std::uint64_t tile = first / tile_width;
  WRIT_TRY(const TileNodes* const nodes, tiles_->get(level, tile, width_of(level, tile, size_)));
  return nodes->at(above, first % tile_width >> above);
}

// The root of a subtree of the tree of some size: `begin` is a multiple of a power of two that is
// not smaller than the number of leaves.
Result<Hash> Prover::subtree(std::uint64_t begin, std::uint64_t end) {
  const std::uint64_t count = end - begin;
  if (std::has_single_bit(count)) {
    return node(static_cast<unsigned>(std::countr_zero(count)), begin / count);
  }
  const std::uint64_t middle = begin + left_half(count);
  WRIT_TRY(const Hash left, subtree(begin, middle));
  WRIT_TRY(const Hash right, subtree(middle, end));
  return node_hash(left, right);
}

Result<Hash> Prover::root() {
  if (size_ == 0) return empty_root();
  return subtree(0, size_);
}

Result<Hash> Prover::leaf(std::uint64_t index) {
  if (index >= size_) return out_of_range(index, size_);
  return node(0, index);
}

Result<std::vector<Hash>> Prover::inclusion(std::uint64_t index) {
  if (index >= size_) return out_of_range(index, size_);
  std::vector<Hash> proof;
  std::uint64_t begin = 0;
  std::uint64_t end = size_;
  while (end - begin > 1) {
    const std::uint64_t middle = begin + left_half(end - begin);
    const bool is_left = index < middle;
    WRIT_TRY(const Hash other, is_left ? subtree(middle, end) : subtree(begin, middle));
    proof.push_back(other);
    (is_left ? end : begin) = middle;
  }
  std::ranges::reverse(proof);
  return proof;
}

Result<std::vector<Hash>> Prover::consistency(std::uint64_t size1) {
  if (size1 > size_) return out_of_range(size1, size_);
  std::vector<Hash> proof;
  if (size1 == 0) return proof;
  std::uint64_t begin = 0;
  std::uint64_t end = size_;
  while (end != size1) {
    const std::uint64_t middle = begin + left_half(end - begin);
    const bool is_left = size1 <= middle;
    WRIT_TRY(const Hash other, is_left ? subtree(middle, end) : subtree(begin, middle));
    proof.push_back(other);
    (is_left ? end : begin) = middle;
  }
  // The whole of the smaller tree is known to who verifies.
  if (begin != 0) {
    WRIT_TRY(const Hash last, subtree(begin, end));
    proof.push_back(last);
  }
  std::ranges::reverse(proof);
  return proof;
}

Result<Frontier> Prover::frontier(std::uint64_t size) {
  if (size > size_) return out_of_range(size, size_);
  std::vector<Hash> peaks;
  for (std::uint64_t rest = size, begin = 0; rest != 0;) {
    const std::uint64_t count = std::bit_floor(rest);
    WRIT_TRY(const Hash peak, subtree(begin, begin + count));
    peaks.push_back(peak);
    begin += count;
    rest -= count;
  }
  return Frontier::from_peaks(size, std::move(peaks));
}

}  // namespace writ::tlog
