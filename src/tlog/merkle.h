// The Merkle tree of RFC 6962, section 2.1 (the same as RFC 9162, section 2.1), over SHA-256:
// hashes of leaves and nodes, the root of a growing tree, and the checks of proofs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "canon/digest.h"

namespace writ::tlog {

using Hash = canon::Digest;

Hash leaf_hash(std::string_view entry);               // SHA-256(0x00 || entry)
Hash node_hash(const Hash& left, const Hash& right);  // SHA-256(0x01 || left || right)
Hash empty_root();  // the root of the tree without leaves: SHA-256 of nothing

// The root of a tree of exactly these leaves or nodes, whose number must be a power of two.
Hash perfect_root(std::span<const Hash> hashes);

// All that must be known of the first `size` leaves in order to go on: the roots of the perfect
// trees that they fall apart into, one for each bit of `size`. For one thread at a time.
class Frontier {
 public:
  Frontier() = default;  // of the empty tree

  // Peaks as peaks() gives them. Problem: fault::out_of_range where their number is not the number
  // of bits set in `size`.
  static Result<Frontier> from_peaks(std::uint64_t size, std::vector<Hash> peaks);

  void add(const Hash& leaf);  // amortized two hashes at most

  std::uint64_t size() const { return size_; }
  Hash root() const;  // takes one hash less than there are peaks
  std::span<const Hash> peaks() const { return peaks_; }  // the largest tree first

  bool operator==(const Frontier&) const = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> peaks_;
};

// Whether `proof` (RFC 6962, section 2.1.1: the sibling of the leaf first) shows that the tree of
// `size` leaves with that root has `leaf` at `index`. Problem: fault::bad_proof, with a message
// that says in which way; `index` beyond the tree is one of them.
Result<void> verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                              std::span<const Hash> proof, const Hash& root);

// Whether `proof` (RFC 6962, section 2.1.2) shows that the tree of `size1` leaves with `root1` is
// the beginning of that of `size2` with `root2`. The empty tree, whose root must be empty_root(),
// and a tree with itself need, and may have, only the empty proof. Problem: fault::bad_proof;
// `size1` over `size2` is one.
Result<void> verify_consistency(std::uint64_t size1, std::uint64_t size2, const Hash& root1,
                                const Hash& root2, std::span<const Hash> proof);

}  // namespace writ::tlog
