// The frontier of all that was handed on is the follower's own; it never takes it from the log
// again. A bundle's new entries are added to a copy of it, and the log must prove that the tree
// signed for begins with the result. So each entry is shown to be in the tree before it is handed
// on, and with it that the tree is the old one grown: a log that rewrote anything finds no proof.
// This takes no more memory than one bundle, and a few hashes besides those of the entries.
//
// Where to begin in the middle, the frontier comes from the log's tiles, and is held against the
// signed root in the same way.
#include "tlog/follower.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "tlog/fault.h"
#include "tlog/tile.h"

namespace writ::tlog {
namespace {

Result<void> require_beginning(Prover& prover, const Frontier& frontier, const Checkpoint& whole,
                               Code code) {
  WRIT_TRY(const std::vector<Hash> proof, prover.consistency(frontier.size()));
  if (verify_consistency(frontier.size(), whole.size, frontier.root(), whole.root, proof)) {
    return {};
  }
  return Problem{code,
                 fmt::format("the first {} entries of the log are not the beginning of the {} that "
                             "it signed for: entries or tiles were altered, or history rewritten",
                             frontier.size(), whole.size)};
}

}  // namespace

Follower::Follower(TileSource& source, std::vector<VerifierKey> trusted, std::uint64_t from)
    : source_(source), trusted_(std::move(trusted)), from_(from), prover_(source, 0) {}

Result<void> Follower::poll(const OnEntry& on_entry) {
  WRIT_TRY(const std::string note, source_.fetch(checkpoint_path));
  WRIT_TRY(Checkpoint checkpoint, open_checkpoint(note, trusted_));
  WRIT_CHECK(accept(std::move(checkpoint)));
  prover_.resize(checkpoint_->size);
  for (bool go_on = true; go_on && frontier_.size() < checkpoint_->size;) {
    WRIT_TRY(go_on, take_bundle(on_entry));
  }
  return {};
}

// A checkpoint is believed once the tree that it signs was proven to go on from the one believed
// before.
Result<void> Follower::accept(Checkpoint later) {
  if (!checkpoint_) return start(std::move(later));
  WRIT_CHECK(check_succession(*checkpoint_, later));
  if (later.size == checkpoint_->size) return {};
  prover_.resize(later.size);
  WRIT_TRY(const std::vector<Hash> proof, prover_.consistency(checkpoint_->size));
  if (!verify_consistency(checkpoint_->size, later.size, checkpoint_->root, later.root, proof)) {
    return Problem{fault::inconsistent,
                   fmt::format("the log of {} entries does not begin with the {} that it signed "
                               "for before: history was rewritten, keep both checkpoints",
                               later.size, checkpoint_->size)};
  }
  checkpoint_ = std::move(later);
  return {};
}

Result<void> Follower::start(Checkpoint first) {
  prover_.resize(first.size);
  WRIT_TRY(Frontier frontier, prover_.frontier(std::min(from_, first.size)));
  WRIT_CHECK(require_beginning(prover_, frontier, first, fault::root_mismatch));
  frontier_ = std::move(frontier);
  checkpoint_ = std::move(first);
  return {};
}

// The next entries of one bundle. Answers whether to go on.
Result<bool> Follower::take_bundle(const OnEntry& on_entry) {
  const std::uint64_t first = frontier_.size();
  const std::uint64_t index = first / tile_width;
  WRIT_TRY(const std::string bundle,
           fetch_entries(source_, index, width_of(0, index, checkpoint_->size)));
  WRIT_TRY(const std::vector<std::string_view> entries, split_bundle(bundle));
  const std::span<const std::string_view> fresh = std::span(entries).subspan(first % tile_width);
  std::vector<Hash> leaves;
  Frontier grown = frontier_;
  for (const std::string_view entry : fresh) grown.add(leaves.emplace_back(leaf_hash(entry)));
  WRIT_CHECK(require_beginning(prover_, grown, *checkpoint_, fault::entry_mismatch));
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    frontier_.add(leaves[i]);
    if (first + i >= from_ && !on_entry(first + i, fresh[i])) return false;
  }
  return true;
}

}  // namespace writ::tlog
