// The tree is held against the files from the bottom up, one bundle after the other, as a counter
// counts: a full tile of a level is one hash in the row of the level above, and a row that is full
// is a tile again. Every level has one row at a time, so that memory does not grow with the log.
//
// What goes up is what the files say, not what should be there: a row is held against its tile, and
// the tile's own hashes, right or wrong, are what the level above is held against. So a byte that
// was altered in a bundle is found at its entry alone, one altered in a tile at that tile and at
// the one above that remembers it, and nothing else is reported. All of it holds together exactly
// where nothing was found: every entry hashes to its place in level 0, every full tile to its place
// in the level above, and the last tiles to the signed root.
//
// Where a tile is missing, the row that was computed for it takes its place; where a bundle and its
// tile both are, nobody can say what was there, and what is computed from it is left out of the
// comparisons above. Something was found then, so that the log does not verify.
#include "tlog/audit.h"

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "tlog/fault.h"
#include "tlog/prover.h"
#include "tlog/tile.h"

namespace writ::tlog {
namespace {

// Up to 256 hashes of a level, those that are known.
class Row {
 public:
  void add(const std::optional<Hash>& hash) {
    known_[width_] = hash.has_value();
    hashes_[width_++] = hash.value_or(Hash{});
  }
  unsigned width() const { return width_; }
  bool knows(unsigned i) const { return known_[i]; }
  const Hash& at(unsigned i) const { return hashes_[i]; }
  std::span<const Hash> hashes() const { return std::span(hashes_).first(width_); }
  bool complete() const { return std::ranges::count(std::span(known_).first(width_), false) == 0; }

  // Takes what the tile says.
  void set(unsigned i, const Hash& hash) {
    hashes_[i] = hash;
    known_[i] = true;
  }
  void clear() { width_ = 0; }

 private:
  unsigned width_ = 0;
  std::array<Hash, tile_width> hashes_;
  std::array<bool, tile_width> known_{};
};

Hash hash_at(std::string_view tile, unsigned i) {
  Hash hash;
  std::ranges::copy(tile.substr(i * hash_size, hash_size),
                    reinterpret_cast<char*>(hash.bytes.data()));
  return hash;
}

class Audit {
 public:
  Audit(TileSource& source, const AuditOptions& options) : source_(source), options_(options) {}

  AuditReport run() {
    if (read_checkpoint()) {
      read_log();
      if (!report_.ended_early) check_root();
    }
    if (!report_.ended_early) check_earlier();
    return std::move(report_);
  }

 private:
  void find(std::string_view code, std::string place, std::string message) {
    report_.findings.push_back({code, std::move(place), std::move(message)});
    report_.ended_early = report_.findings.size() >= options_.max_findings;
  }
  void find(const Problem& problem, std::string_view place) {
    find(problem.code.name, std::string(place), problem.message);
  }

  bool read_checkpoint();
  void read_log();
  void read_bundle(std::uint64_t index, unsigned width);
  void close_row(unsigned level, std::uint64_t index);
  void compare(unsigned level, std::uint64_t index, std::string_view tile);
  void check_root();
  void check_earlier();

  TileSource& source_;
  const AuditOptions& options_;
  AuditReport report_;
  std::vector<Row> rows_;  // one a level; the lowest first
};

bool Audit::read_checkpoint() {
  const Result<std::string> note = source_.fetch(checkpoint_path);
  if (!note) {
    find(note.error(), checkpoint_path);
    return false;
  }
  Result<Checkpoint> checkpoint = open_checkpoint(*note, options_.trusted, options_.origin);
  if (!checkpoint) {
    find(checkpoint.error(), checkpoint_path);
    return false;
  }
  report_.checkpoint = *std::move(checkpoint);
  rows_.resize(tile_levels(report_.checkpoint->size));
  return true;
}

void Audit::read_log() {
  const std::uint64_t size = report_.checkpoint->size;
  for (std::uint64_t index = 0; index < tile_count(0, size); ++index) {
    if (report_.ended_early) return;
    const unsigned width = width_of(0, index, size);
    read_bundle(index, width);
    // A full row goes up, and may fill the one above.
    std::uint64_t tile = index;
    for (unsigned level = 0; rows_[level].width() == tile_width; ++level) {
      close_row(level, tile);
      const bool complete = rows_[level].complete();
      rows_[level + 1].add(complete ? std::optional(perfect_root(rows_[level].hashes()))
                                    : std::nullopt);
      rows_[level].clear();
      tile /= tile_width;
    }
    if (options_.on_progress) options_.on_progress(index * tile_width + width, size);
  }
  for (unsigned level = 0; level < rows_.size(); ++level) {
    if (rows_[level].width() != 0) close_row(level, tile_count(level, size) - 1);
  }
}

// Fills the lowest row.
void Audit::read_bundle(std::uint64_t index, unsigned width) {
  Row& row = rows_.front();
  const Result<std::string> bundle = fetch_entries(source_, index, width);
  if (!bundle) {
    find(bundle.error(), entries_path(index, width));
    for (unsigned i = 0; i < width; ++i) row.add(std::nullopt);
    return;
  }
  const Result<std::vector<std::string_view>> entries = split_bundle(*bundle);
  for (std::uint64_t at = index * tile_width; const std::string_view entry : *entries) {
    row.add(leaf_hash(entry));
    if (options_.on_entry) options_.on_entry(at++, entry);
  }
  report_.entries += width;
}

// Holds a row against the tile that it is, and goes on with what that says.
void Audit::close_row(unsigned level, std::uint64_t index) {
  const Result<std::string> tile = fetch_tile(source_, level, index, rows_[level].width());
  if (!tile) {
    find(tile.error(), tile_path(level, index, rows_[level].width()));
    return;
  }
  compare(level, index, *tile);
  ++report_.tiles;
}

void Audit::compare(unsigned level, std::uint64_t index, std::string_view tile) {
  Row& row = rows_[level];
  const std::string path = tile_path(level, index, row.width());
  for (unsigned i = 0; i < row.width() && !report_.ended_early; ++i) {
    const Hash stored = hash_at(tile, i);
    const bool differs = row.knows(i) && row.at(i) != stored;
    const std::uint64_t below = index * tile_width + i;
    if (differs && level == 0) {
      find(fault::entry_mismatch.name,
           fmt::format("{}#{}", entries_path(index, row.width()), below),
           fmt::format("entry {} does not hash to what `{}` says: one of both was altered", below,
                       path));
    } else if (differs) {
      find(fault::tile_mismatch.name, path,
           fmt::format("its hash {} is not that of `{}`: one of both was altered", i,
                       tile_path(level - 1, below)));
    }
    row.set(i, stored);
  }
}

// The last row of every level, from the top: what is left of the tree beside its full tiles.
void Audit::check_root() {
  std::vector<Hash> peaks;
  for (std::size_t level = rows_.size(); level-- > 0;) {
    if (!rows_[level].complete()) return;  // found already
    std::span<const Hash> rest = rows_[level].hashes();
    while (!rest.empty()) {
      const std::size_t count = std::bit_floor(rest.size());
      peaks.push_back(perfect_root(rest.first(count)));
      rest = rest.subspan(count);
    }
  }
  const auto frontier = Frontier::from_peaks(report_.checkpoint->size, std::move(peaks));
  if (frontier && frontier->root() == report_.checkpoint->root) return;
  find(fault::root_mismatch.name, std::string(checkpoint_path),
       "the tiles are of another tree than the one that was signed: tiles or checkpoint were "
       "altered, or the log is forked");
}

void Audit::check_earlier() {
  if (!options_.earlier) return;
  constexpr std::string_view place = "earlier checkpoint";
  Result<Checkpoint> earlier =
      open_checkpoint(*options_.earlier, options_.trusted, options_.origin);
  if (!earlier) return find(earlier.error(), place);
  report_.earlier = *std::move(earlier);
  if (!report_.checkpoint) return;
  const Checkpoint& now = *report_.checkpoint;
  const Checkpoint& before = *report_.earlier;
  if (const auto order = check_succession(before, now); !order) return find(order.error(), place);
  const auto proof = Prover(source_, now.size).consistency(before.size);
  if (!proof) return find(proof.error(), place);
  if (verify_consistency(before.size, now.size, before.root, now.root, *proof)) return;
  find(fault::inconsistent.name, std::string(place),
       fmt::format("the log of {} entries does not begin with the {} that were signed before: "
                   "history was rewritten, keep both checkpoints, or a tile was altered",
                   now.size, before.size));
}

}  // namespace

AuditReport audit_log(TileSource& source, const AuditOptions& options) {
  return Audit(source, options).run();
}

}  // namespace writ::tlog
