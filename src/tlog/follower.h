// Following a log as it grows, believing nothing that has not been proven.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tlog/checkpoint.h"
#include "tlog/merkle.h"
#include "tlog/note.h"
#include "tlog/prover.h"
#include "tlog/source.h"

namespace writ::tlog {

// For one thread at a time.
class Follower {
 public:
  // Gets entries in order, each only after it was shown to be in the tree of a signed checkpoint.
  // Ends the poll by answering false.
  using OnEntry = std::function<bool(std::uint64_t index, std::string_view entry)>;

  // Entries before `from` are not asked for. `source` must outlive this.
  Follower(TileSource& source, std::vector<VerifierKey> trusted, std::uint64_t from = 0);

  // Reads the checkpoint. Where it is new, checks that it is signed and that the log which it
  // stands for begins with all that was seen before, and hands on its new entries. After a problem
  // of the source the next call goes on where this one stopped; after any other, the log is not to
  // be believed any more. Problems: those of the source and of open_checkpoint(), fault::fork,
  // fault::shrunk, fault::inconsistent, fault::entry_mismatch.
  Result<void> poll(const OnEntry& on_entry);

  // The newest checkpoint that was believed; nothing before the first good poll.
  const std::optional<Checkpoint>& checkpoint() const { return checkpoint_; }
  std::uint64_t next() const { return frontier_.size(); }  // the first index not handed on

 private:
  Result<void> accept(Checkpoint later);
  Result<void> start(Checkpoint first);
  Result<bool> take_bundle(const OnEntry& on_entry);

  TileSource& source_;
  std::vector<VerifierKey> trusted_;
  std::uint64_t from_;
  std::optional<Checkpoint> checkpoint_;
  Frontier frontier_;  // of all that was handed on
  Prover prover_;
};

}  // namespace writ::tlog
