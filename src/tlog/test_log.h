// A log in memory, made in the most obvious way, and the proofs of RFC 6962 as its text defines
// them: what the tests hold the rest against.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "canon/ed25519.h"
#include "tlog/checkpoint.h"
#include "tlog/fault.h"
#include "tlog/merkle.h"
#include "tlog/note.h"
#include "tlog/source.h"
#include "tlog/tile.h"

namespace writ::tlog::test {

using Hashes = std::span<const Hash>;

// The largest power of two below `count`, which must be over 1.
inline std::size_t half_of(std::size_t count) {
  std::size_t half = 1;
  while (half * 2 < count) half *= 2;
  return half;
}

// MTH of section 2.1, over the hashes of leaves.
inline Hash tree_root(Hashes leaves) {
  if (leaves.empty()) return empty_root();
  if (leaves.size() == 1) return leaves.front();
  const std::size_t half = half_of(leaves.size());
  return node_hash(tree_root(leaves.first(half)), tree_root(leaves.subspan(half)));
}

// PATH of section 2.1.1.
inline std::vector<Hash> path_of(std::size_t index, Hashes leaves) {
  if (leaves.size() == 1) return {};
  const std::size_t half = half_of(leaves.size());
  const bool left = index < half;
  std::vector<Hash> path =
      left ? path_of(index, leaves.first(half)) : path_of(index - half, leaves.subspan(half));
  path.push_back(tree_root(left ? leaves.subspan(half) : leaves.first(half)));
  return path;
}

// SUBPROOF of section 2.1.2; PROOF where `whole` is true.
inline std::vector<Hash> growth_of(std::size_t size1, Hashes leaves, bool whole = true) {
  if (size1 == leaves.size()) {
    return whole ? std::vector<Hash>() : std::vector<Hash>{tree_root(leaves)};
  }
  const std::size_t half = half_of(leaves.size());
  const bool left = size1 <= half;
  std::vector<Hash> proof = left ? growth_of(size1, leaves.first(half), whole)
                                 : growth_of(size1 - half, leaves.subspan(half), false);
  proof.push_back(tree_root(left ? leaves.subspan(half) : leaves.first(half)));
  return proof;
}

// A signing key of that name, another for each name.
struct Signer {
  explicit Signer(std::string_view name)
      : secret(std::make_shared<canon::Ed25519PrivateKey>(
            *canon::Ed25519PrivateKey::from_seed(canon::sha256(name).view()))),
        key(*VerifierKey::make(name, secret->public_key())) {}

  std::string line(std::string_view text) const {
    return note_signature_line(key, secret->sign(text));
  }
  std::string note(std::string_view text) const { return note_of(text, line(text)); }

  std::shared_ptr<const canon::Ed25519PrivateKey> secret;  // copies share it
  VerifierKey key;
};

class TestLog : public TileSource {
 public:
  explicit TestLog(std::string_view origin = "example.org/log") : signer(origin) {}

  void add(std::string_view entry) {
    entries.emplace_back(entry);
    leaves.push_back(leaf_hash(entry));
  }
  // Entries that all differ.
  void add_many(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) add("entry " + std::to_string(entries.size()));
  }

  // Writes what a log of this size has; partial tiles of earlier sizes stay.
  void publish() {
    for (std::uint64_t i = 0; i < tile_count(0, entries.size()); ++i) write_entries(i);
    std::vector<Hash> row = leaves;
    for (unsigned level = 0; !row.empty(); ++level) row = write_level(level, row);
    files["checkpoint"] = signer.note(head().text());
  }

  Checkpoint head() const {
    return {.origin = signer.key.name(), .size = leaves.size(), .root = tree_root(leaves)};
  }
  std::vector<VerifierKey> keys() const { return {signer.key}; }

  Result<std::string> fetch(std::string_view path) override {
    ++fetches;
    const auto found = files.find(std::string(path));
    if (found == files.end()) {
      return Problem{fault::not_found, "there is no `" + std::string(path) + "`"};
    }
    return found->second;
  }

  Signer signer;
  std::vector<std::string> entries;
  std::vector<Hash> leaves;
  std::map<std::string, std::string> files;
  std::size_t fetches = 0;

 private:
  void write_entries(std::uint64_t index) {
    const unsigned width = width_of(0, index, entries.size());
    std::string bundle;
    for (unsigned i = 0; i < width; ++i) {
      if (!append_entry(bundle, entries[index * tile_width + i])) std::abort();
    }
    files[entries_path(index, width)] = bundle;
  }
  std::vector<Hash> write_level(unsigned level, Hashes row) {
    std::vector<Hash> above;
    for (std::uint64_t index = 0; index * tile_width < row.size(); ++index) {
      const Hashes rest = row.subspan(index * tile_width);
      const Hashes tile = rest.first(std::min<std::size_t>(rest.size(), tile_width));
      std::string bytes;
      for (const Hash& hash : tile) bytes += hash.view();
      files[tile_path(level, index, static_cast<unsigned>(tile.size()))] = bytes;
      if (tile.size() == tile_width) above.push_back(tree_root(tile));
    }
    return above;
  }
};

}  // namespace writ::tlog::test
