// Proofs made from the tiles of a log.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/result.h"
#include "tlog/merkle.h"
#include "tlog/source.h"

namespace writ::tlog {

class TileCache;

// Answers for the tree of `size` leaves that a log's tiles hold. Nothing is checked against a
// signature: who asks a stranger's tiles compares the root with a checkpoint, or verifies the proof
// against it.
//
// Tiles are fetched when they are first needed and kept, with the nodes between their hashes, so
// that a proof from tiles already here takes no hashing but along the right edge. The one used
// longest ago is dropped; one takes 16 KiB. For one thread at a time.
//
// Problems: those of fetch_tile(), fault::out_of_range.
class Prover {
 public:
  static constexpr std::size_t default_kept_tiles = 4096;

  // `source` must outlive this.
  Prover(TileSource& source, std::uint64_t size, std::size_t kept_tiles = default_kept_tiles);
  ~Prover();
  Prover(Prover&&) noexcept;
  Prover& operator=(Prover&&) noexcept;

  std::uint64_t size() const { return size_; }

  // Goes on with another size of the same log: full tiles are kept, partial ones fetched anew.
  void resize(std::uint64_t size) { size_ = size; }

  Result<Hash> root();
  Result<Hash> leaf(std::uint64_t index);
  Result<std::vector<Hash>> inclusion(std::uint64_t index);
  Result<std::vector<Hash>> consistency(std::uint64_t size1);  // from the tree of `size1` leaves

  // What is needed to go on from the first `size` leaves.
  Result<Frontier> frontier(std::uint64_t size);
  Result<Frontier> frontier() { return frontier(size_); }

 private:
  Result<Hash> node(unsigned height, std::uint64_t index);
  Result<Hash> subtree(std::uint64_t begin, std::uint64_t end);

  std::uint64_t size_;
  std::unique_ptr<TileCache> tiles_;
};

}  // namespace writ::tlog
