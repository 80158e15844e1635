#include "journal/tree_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "journal/fault.h"
#include "journal/file.h"
#include "journal/tile_directory.h"
#include "tlog/prover.h"

namespace writ::journal {
namespace {

// With more files than this, one call for the whole file system is faster than one for each.
constexpr std::size_t few_files = 16;

Problem not_ours(std::string_view what) {
  return {fault::corrupt, fmt::format("the journal's tree is damaged or was tampered with: {}: "
                                      "restore it from a copy",
                                      what)};
}

std::string bytes_of(const std::vector<tlog::Hash>& hashes) {
  std::string bytes;
  for (const tlog::Hash& hash : hashes) bytes += hash.view();
  return bytes;
}

std::vector<tlog::Hash> hashes_of(std::string_view bytes) {
  std::vector<tlog::Hash> hashes(bytes.size() / tlog::hash_size);
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    bytes.copy(reinterpret_cast<char*>(hashes[i].bytes.data()), tlog::hash_size,
               i * tlog::hash_size);
  }
  return hashes;
}

}  // namespace

Result<TreeWriter> TreeWriter::open(std::filesystem::path directory, std::string origin) {
  WRIT_CHECK(make_directories(directory));
  TreeWriter writer(std::move(directory), std::move(origin));
  WRIT_CHECK(writer.load());
  return writer;
}

Result<void> TreeWriter::load() {
  WRIT_TRY(const auto note, read_file(directory_ / tlog::checkpoint_path));
  if (!note) return {};
  const std::string_view text(note->data(), note->find("\n\n") + 1);
  const Result<tlog::Checkpoint> checkpoint = tlog::Checkpoint::parse(text);
  if (!checkpoint) return not_ours(checkpoint.error().message);
  if (checkpoint->origin != checkpoint_.origin) {
    return not_ours(fmt::format("its checkpoint is one of `{}`, not of `{}`", checkpoint->origin,
                                checkpoint_.origin));
  }
  TileDirectory tiles(directory_);
  const std::uint64_t size = checkpoint->size;
  for (unsigned level = 0; level < tlog::tile_levels(size); ++level) {
    const std::uint64_t hashes = size >> (tlog::tile_height * level);
    const auto width = static_cast<unsigned>(hashes % tlog::tile_width);
    edges_.emplace_back();
    if (width == 0) continue;
    Result<std::string> tile = tlog::fetch_tile(tiles, level, hashes / tlog::tile_width, width);
    if (!tile) return not_ours(tile.error().message);
    edges_.back() = hashes_of(*tile);
  }
  const auto entries = static_cast<unsigned>(size % tlog::tile_width);
  if (entries > 0) {
    Result<std::string> bundle = tlog::fetch_entries(tiles, size / tlog::tile_width, entries);
    if (!bundle) return not_ours(bundle.error().message);
    bundle_ = *std::move(bundle);
    WRIT_CHECK(check_bundle());
  }
  Result<tlog::Frontier> frontier = tlog::Prover(tiles, size).frontier();
  if (!frontier) return not_ours(frontier.error().message);
  if (frontier->root() != checkpoint->root) {
    return not_ours("its tiles do not have the root that its checkpoint says");
  }
  frontier_ = *std::move(frontier);
  checkpoint_ = *checkpoint;
  note_ = *note;
  return {};
}

// The last bundle is written again with every checkpoint: it must be the one that was hashed.
Result<void> TreeWriter::check_bundle() const {
  WRIT_TRY(const auto entries, tlog::split_bundle(bundle_));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (tlog::leaf_hash(entries[i]) == edges_[0][i]) continue;
    return not_ours(fmt::format("entry {} of its last bundle is not the one that was hashed", i));
  }
  return {};
}

Result<void> TreeWriter::add(std::string_view entry) {
  const std::uint64_t number = size() / tlog::tile_width;
  WRIT_CHECK(tlog::append_entry(bundle_, entry));
  const tlog::Hash leaf = tlog::leaf_hash(entry);
  frontier_.add(leaf);
  if (size() % tlog::tile_width == 0) {
    WRIT_CHECK(write(tlog::entries_path(number), bundle_));
    outgrown_.push_back(tlog::entries_path(number));
    bundle_.clear();
  }
  return add_hash(0, leaf);
}

Result<void> TreeWriter::add_hash(unsigned level, const tlog::Hash& hash) {
  if (level == edges_.size()) edges_.emplace_back();
  std::vector<tlog::Hash>& edge = edges_[level];
  edge.push_back(hash);
  if (edge.size() < tlog::tile_width) return {};
  const std::uint64_t number = (size() >> (tlog::tile_height * (level + 1))) - 1;
  const std::string path = tlog::tile_path(level, number);
  WRIT_CHECK(write(path, bytes_of(edge)));
  outgrown_.push_back(path);
  const tlog::Hash root = tlog::perfect_root(edge);
  edge.clear();
  return add_hash(level + 1, root);
}

Result<void> TreeWriter::write(const std::string& path, std::string_view bytes) {
  const std::filesystem::path whole = directory_ / path;
  Result<File> file = File::open(whole, File::Mode::create);
  if (!file) {
    WRIT_CHECK(make_directories(whole.parent_path()));
    file = File::open(whole, File::Mode::create);
  }
  if (!file) return std::move(file).error();
  WRIT_CHECK(file->write(bytes));
  file->begin_sync();
  dirty_.insert(path);
  return {};
}

Result<void> TreeWriter::write_partial_tiles() {
  if (!bundle_.empty()) {
    const auto width = static_cast<unsigned>(size() % tlog::tile_width);
    WRIT_CHECK(write(tlog::entries_path(size() / tlog::tile_width, width), bundle_));
  }
  for (unsigned level = 0; level < edges_.size(); ++level) {
    const std::vector<tlog::Hash>& edge = edges_[level];
    if (edge.empty()) continue;
    const std::uint64_t number = size() >> (tlog::tile_height * (level + 1));
    WRIT_CHECK(
        write(tlog::tile_path(level, number, static_cast<unsigned>(edge.size())), bytes_of(edge)));
  }
  return {};
}

// Names are made durable too: of a new file, and of a new folder in those above it.
Result<void> TreeWriter::make_durable() {
  if (dirty_.size() > few_files) {
    WRIT_TRY(const File directory, File::open(directory_, File::Mode::read));
    if (::syncfs(directory.get()) != 0) return file_problem("made durable", directory_);
  } else {
    std::set<std::filesystem::path> folders;
    for (const std::string& path : dirty_) {
      WRIT_TRY(const File file, File::open(directory_ / path, File::Mode::read));
      WRIT_CHECK(file.sync());
      for (std::filesystem::path folder = path; folder.has_parent_path();) {
        folder = folder.parent_path();
        folders.insert(folder);
      }
    }
    folders.insert("");
    for (const std::filesystem::path& folder : folders) {
      WRIT_CHECK(sync_directory(directory_ / folder));
    }
  }
  dirty_.clear();
  return {};
}

// By other code than that which grew the tree, and from what is on the disk.
Result<void> TreeWriter::check_consistent(const tlog::Checkpoint& next) const {
  TileDirectory tiles(directory_);
  tlog::Prover prover(tiles, next.size);
  const Result<tlog::Hash> root = prover.root();
  if (!root) return not_ours(root.error().message);
  if (*root != next.root) return not_ours("its tiles do not have the root that was computed");
  if (checkpoint_.size == 0) return {};
  const auto proof = prover.consistency(checkpoint_.size);
  if (!proof) return not_ours(proof.error().message);
  const Result<void> verified =
      tlog::verify_consistency(checkpoint_.size, next.size, checkpoint_.root, next.root, *proof);
  if (!verified) return not_ours(verified.error().message);
  return {};
}

Result<void> TreeWriter::publish(const Signer& sign) {
  if (size() == checkpoint_.size && !note_.empty()) return {};
  const tlog::Checkpoint next{checkpoint_.origin, size(), frontier_.root()};
  WRIT_CHECK(write_partial_tiles());
  WRIT_CHECK(make_durable());
  WRIT_CHECK(check_consistent(next));
  WRIT_TRY(std::string note, sign(next.text()));
  WRIT_CHECK(replace_file(directory_ / tlog::checkpoint_path, note));
  checkpoint_ = next;
  note_ = std::move(note);
  return remove_partial_tiles();
}

Result<void> TreeWriter::remove_partial_tiles() {
  for (const std::string& path : outgrown_) {
    std::error_code ignored;  // one that stays is in nobody's way
    std::filesystem::remove_all(directory_ / (path + ".p"), ignored);
  }
  outgrown_.clear();
  return {};
}

}  // namespace writ::journal
