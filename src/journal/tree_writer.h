// Grows the tree on disk: entry bundles, tiles, and the checkpoint that vouches for them.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tlog/checkpoint.h"
#include "tlog/merkle.h"
#include "tlog/tile.h"

namespace writ::journal {

// Makes a signed note of a checkpoint's text.
using Signer = std::function<Result<std::string>(std::string_view text)>;

// One thread at a time.
class TreeWriter {
 public:
  // Goes on from the checkpoint in the directory, or from nothing where there is none, for a log of
  // that origin. Problems: fault::corrupt where the tiles are not those of the checkpoint, or the
  // checkpoint is another log's.
  static Result<TreeWriter> open(std::filesystem::path directory, std::string origin);

  std::uint64_t size() const { return frontier_.size(); }             // entries that were added
  const tlog::Checkpoint& checkpoint() const { return checkpoint_; }  // the last that was signed
  const std::string& note() const { return note_; }  // it, signed; empty where there is none yet

  // Full tiles are written as they come to be. A crash before publish() loses nothing: everything
  // above the checkpoint is written again.
  Result<void> add(std::string_view entry);

  // Makes everything that was added durable, then signs and publishes it. The new checkpoint is
  // held against the tiles on disk and against the one before: what could not be proved consistent
  // with that is not signed, fault::corrupt.
  Result<void> publish(const Signer& sign);

 private:
  TreeWriter(std::filesystem::path directory, std::string origin)
      : directory_(std::move(directory)), checkpoint_{.origin = std::move(origin)} {}

  Result<void> load();
  Result<void> check_bundle() const;
  Result<void> add_hash(unsigned level, const tlog::Hash& hash);
  Result<void> write(const std::string& path, std::string_view bytes);
  Result<void> write_partial_tiles();
  Result<void> make_durable();
  Result<void> check_consistent(const tlog::Checkpoint& next) const;
  Result<void> remove_partial_tiles();

  std::filesystem::path directory_;
  tlog::Frontier frontier_;
  std::string bundle_;                          // of the last entries, not yet a full one
  std::vector<std::vector<tlog::Hash>> edges_;  // by level, of the last tile, not yet a full one
  tlog::Checkpoint checkpoint_;
  std::string note_;
  std::set<std::string> dirty_;        // written since the last checkpoint
  std::vector<std::string> outgrown_;  // full tiles that had partial ones before
};

}  // namespace writ::journal
