// The tree of n leaves, n > 1, has the largest power of two below n on its left and the rest on its
// right. So every left child is perfect, and only the path along the right edge is not; a leaf's
// place is told by the bits of its index, and how far the right edge is ragged by those of n.
//
// Both verifiers walk from the bottom to the top with two numbers: `at`, the place of the node
// whose hash is known, among the nodes of its level, and `last`, the place of the last node of that
// level. A node with an odd place has its sibling on the left. So has the last node of a level
// where its place is even, but higher up: it has no sibling here and is its own parent, until its
// place is odd. Every other node has its sibling on the right. `last` is 0 at the root alone, so
// that a proof must have exactly the hashes that its tree asks for: one more or fewer is refused
// before the roots are compared.
//
// Consistency is the same walk from the last node of the old tree that the new one has too: those
// siblings on the left belong to both trees, those on the right to the new one alone. Both roots
// must come out.
//
// The frontier is a binary counter: adding a leaf is adding one, a carry is a hash.
#include "tlog/merkle.h"

#include <algorithm>
#include <array>
#include <bit>

#include <fmt/format.h>

#include "tlog/fault.h"

namespace writ::tlog {
namespace {

constexpr char leaf_prefix = 0;
constexpr char node_prefix = 1;

Problem refuse(std::string_view what) {
  return Problem{fault::bad_proof,
                 fmt::format("the proof does not hold: {}; ask the log for another", what)};
}

// A way from a node to the root.
class Climb {
 public:
  Climb(std::uint64_t at, std::uint64_t last) : at_(at), last_(last) {}

  bool at_root() const { return last_ == 0; }
  bool sibling_is_left() const { return (at_ & 1) != 0 || at_ == last_; }

  // To the parent of this node and its sibling.
  void up() {
    while ((at_ & 1) == 0 && at_ == last_) up_one();  // no node of this level is its sibling
    up_one();
  }
  // To the topmost node that ends where this one does.
  void up_along_right() {
    while ((at_ & 1) != 0) up_one();
  }

 private:
  void up_one() {
    at_ >>= 1;
    last_ >>= 1;
  }
  std::uint64_t at_;
  std::uint64_t last_;
};

Result<void> require_empty(std::span<const Hash> proof) {
  if (!proof.empty()) return refuse("it must be empty");
  return {};
}

Result<void> verify_growth(std::uint64_t size1, std::uint64_t size2, const Hash& root1,
                           const Hash& root2, std::span<const Hash> proof) {
  // A perfect old tree is itself a node of the new one, and its root not repeated in the proof.
  const bool is_node = std::has_single_bit(size1);
  if (!is_node && proof.empty()) return refuse("it has too few hashes");
  const Hash& first = is_node ? root1 : proof.front();
  Climb climb(size1 - 1, size2 - 1);
  climb.up_along_right();
  Hash hash1 = first;
  Hash hash2 = first;
  for (const Hash& sibling : is_node ? proof : proof.subspan(1)) {
    if (climb.at_root()) return refuse("it has too many hashes");
    if (climb.sibling_is_left()) {
      hash1 = node_hash(sibling, hash1);
      hash2 = node_hash(sibling, hash2);
    } else {
      hash2 = node_hash(hash2, sibling);
    }
    climb.up();
  }
  if (!climb.at_root()) return refuse("it has too few hashes");
  if (hash1 != root1) return refuse("it does not lead to the root of the smaller tree");
  if (hash2 != root2) return refuse("it does not lead to the root of the larger tree");
  return {};
}

}  // namespace

Hash leaf_hash(std::string_view entry) {
  std::array<char, 1024> buffer;
  if (entry.size() < buffer.size()) {
    buffer[0] = leaf_prefix;
    std::ranges::copy(entry, buffer.begin() + 1);
    return canon::sha256({buffer.data(), entry.size() + 1});
  }
  thread_local canon::Sha256 hasher;
  hasher.add({&leaf_prefix, 1});
  hasher.add(entry);
  return hasher.finish();
}

Hash node_hash(const Hash& left, const Hash& right) {
  std::array<char, 1 + 2 * Hash::size> buffer;
  buffer[0] = node_prefix;
  std::ranges::copy(left.view(), buffer.begin() + 1);
  std::ranges::copy(right.view(), buffer.begin() + 1 + Hash::size);
  return canon::sha256({buffer.data(), buffer.size()});
}

Hash empty_root() {
  static const Hash root = canon::sha256("");
  return root;
}

Hash perfect_root(std::span<const Hash> hashes) {
  if (hashes.size() == 1) return hashes.front();
  const std::size_t half = hashes.size() / 2;
  return node_hash(perfect_root(hashes.first(half)), perfect_root(hashes.subspan(half)));
}

Result<Frontier> Frontier::from_peaks(std::uint64_t size, std::vector<Hash> peaks) {
  if (peaks.size() != static_cast<std::size_t>(std::popcount(size))) {
    return Problem{fault::out_of_range,
                   fmt::format("a tree of {} leaves has {} peaks, not {}: give them all", size,
                               std::popcount(size), peaks.size())};
  }
  Frontier frontier;
  frontier.size_ = size;
  frontier.peaks_ = std::move(peaks);
  return frontier;
}

void Frontier::add(const Hash& leaf) {
  Hash hash = leaf;
  for (std::uint64_t carry = size_; (carry & 1) != 0; carry >>= 1) {
    hash = node_hash(peaks_.back(), hash);
    peaks_.pop_back();
  }
  peaks_.push_back(hash);
  ++size_;
}

Hash Frontier::root() const {
  if (peaks_.empty()) return empty_root();
  Hash hash = peaks_.back();
  for (std::size_t i = peaks_.size() - 1; i > 0; --i) hash = node_hash(peaks_[i - 1], hash);
  return hash;
}

Result<void> verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                              std::span<const Hash> proof, const Hash& root) {
  if (index >= size) {
    return refuse(fmt::format("a tree of {} leaves has no leaf {}", size, index));
  }
  Climb climb(index, size - 1);
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (climb.at_root()) return refuse("it has too many hashes");
    hash = climb.sibling_is_left() ? node_hash(sibling, hash) : node_hash(hash, sibling);
    climb.up();
  }
  if (!climb.at_root()) return refuse("it has too few hashes");
  if (hash != root) return refuse("it does not lead to the root of the tree");
  return {};
}

Result<void> verify_consistency(std::uint64_t size1, std::uint64_t size2, const Hash& root1,
                                const Hash& root2, std::span<const Hash> proof) {
  if (size1 > size2) {
    return refuse(fmt::format("a tree of {} leaves does not begin with {}", size2, size1));
  }
  if (size1 == 0 && root1 != empty_root()) return refuse("the empty tree has another root");
  if (size1 == size2) {
    if (root1 != root2) return refuse("two trees of one size have different roots");
    return require_empty(proof);
  }
  if (size1 == 0) return require_empty(proof);
  return verify_growth(size1, size2, root1, root2, proof);
}

}  // namespace writ::tlog
