// The journal's tree: growing it, and reading from it.
#include <sys/resource.h>

#include <algorithm>

#include <fmt/format.h>

#include "journal/fault.h"
#include "journal/journal.h"
#include "journal/tile_directory.h"
#include "journal/wal_writer.h"
#include "tlog/receipt.h"
#include "tlog/tile.h"

namespace writ::journal {
namespace {

constexpr std::chrono::seconds longest_sweep_interval = std::chrono::minutes(10);
constexpr int nice_publisher = 10;

// While much is appended the tree grows in small steps: none of them keeps a processor or the disk
// from those who append for long, and little is left to do for a checkpoint.
constexpr std::chrono::milliseconds busy_step{10};
constexpr std::size_t many = 10;  // entries since the last look

// Bytes that are made ready at a time while little is appended, so that whoever appends then does
// not wait long for the disk.
constexpr std::uint64_t idle_step = 4u << 20;

// Entries, after which the tree lets the writer go first: on one processor a writer that waits for
// a tick of the scheduler holds up everybody for that long.
constexpr std::size_t yield_every = 32;

Problem beyond(std::uint64_t index, std::uint64_t size) {
  return {fault::no_entry,
          fmt::format("there is no entry {}: the journal has {} so far", index, size)};
}

}  // namespace

void Journal::start(Signer sign) {
  {
    const std::scoped_lock lock(tree_mutex_);
    sign_ = std::move(sign);
  }
  publisher_ = std::thread([this] {
    (void)::setpriority(PRIO_PROCESS, 0, nice_publisher);  // of this thread alone
    publish_loop();
  });
}

void Journal::publish_loop() {
  std::unique_lock lock(tree_mutex_);
  auto published = std::chrono::steady_clock::now();
  for (;;) {
    const auto pause = busy_ || preparing_ ? std::min(busy_step, options_.publish_interval)
                                           : options_.publish_interval;
    closing_tree_.wait_for(lock, pause, [this] { return tree_closing_; });
    if (tree_closing_) return;
    const auto now = std::chrono::steady_clock::now();
    const bool due = now - published >= options_.publish_interval;
    if (due) published = now;
    const Result<void> done = due ? tend() : grow();
    if (done) {
      told_.reset();
      continue;
    }
    busy_ = preparing_ = false;  // it is tried again when it is due, and no sooner
    if (told_ == done.error().message) continue;
    told_ = done.error().message;
    report(done.error());
  }
}

Result<void> Journal::tend() {
  const Result<void> published = publish_now();
  const Result<void> removed = remove_old_bodies();
  return published ? removed : published;
}

Result<void> Journal::publish() {
  const std::scoped_lock lock(tree_mutex_);
  return publish_now();
}

Result<void> Journal::publish_now() {
  if (!sign_) return Problem{fault::not_signed, "the journal has no key to sign with yet"};
  WRIT_CHECK(grow());
  Result<void> published = tree_->publish(sign_);
  if (!published && published.error().code.name != fault::not_signed.name) tree_.reset();
  return published;
}

// After a failure the tree in memory may be ahead of the one on the disk in part: it is read again.
Result<void> Journal::grow() {
  if (!tree_) {
    WRIT_TRY(tree_, TreeWriter::open(directory_, origin_));
  }
  Result<void> grown = add_recent();
  if (!grown) tree_.reset();
  return grown;
}

Result<void> Journal::add_recent() {
  const Backlog::Entries& recent = recent_;
  backlog_.take(recent_);
  prepare_files();
  WRIT_CHECK(add_from_files(recent.first_index));
  std::string_view bytes = recent.bytes;
  std::size_t added = 0;
  for (const std::uint32_t size : recent.sizes) {
    WRIT_CHECK(tree_->add(bytes.substr(0, size)));
    bytes.remove_prefix(size);
    if (++added % yield_every == 0) std::this_thread::yield();
  }
  return {};
}

// A failure is the writer's to find, when it matters.
void Journal::prepare_files() {
  if (tree_closing_) return;
  PreparedFiles& files = wal_->prepared();
  const bool busy = recent_.sizes.size() >= many;
  preparing_ = !busy && files.are_short();
  if (preparing_) {
    (void)files.make(idle_step);
  } else if (busy && busy_ && files.ready() == 0) {
    (void)files.make(2 * recent_.written);  // twice as fast as it is used up
  }
  busy_ = busy;
}

// What was durable before this process began, or was forgotten since.
Result<void> Journal::add_from_files(std::uint64_t end) {
  if (tree_->size() >= end) return {};
  WRIT_TRY(WalReader reader, WalReader::at(wal_directory(), tree_->size()));
  while (tree_->size() < end) {
    std::uint64_t index = reader.index();
    WRIT_TRY(const std::optional<Frame> frame, reader.next());
    if (!frame) {
      return Problem{fault::corrupt,
                     fmt::format("entry {} is damaged in `{}` at byte {}: restore it from a copy",
                                 tree_->size(), reader.path().string(), reader.offset())};
    }
    for (const Frame::Row& row : frame->rows()) {
      if (index++ == tree_->size()) WRIT_CHECK(tree_->add(row.entry));
    }
  }
  return {};
}

Result<void> Journal::remove_old_bodies() {
  const auto now = std::chrono::steady_clock::now();
  if (!options_.keep_bodies) return {};
  // Late by a tenth of the time that they are kept, at most.
  if (now - swept_ < std::min(*options_.keep_bodies / 10, longest_sweep_interval)) return {};
  swept_ = now;
  const auto age = std::chrono::duration_cast<std::chrono::microseconds>(*options_.keep_bodies);
  const Instant before{Instant::now().microseconds - age.count()};
  const std::uint64_t in_tree = tree_ ? tree_->checkpoint().size : 0;
  WRIT_TRY(std::ignore, remove_wal_files(wal_directory(), in_tree, before));
  return {};
}

Result<std::vector<std::string>> Journal::entries(std::uint64_t from, std::uint64_t to) {
  const JournalHead now = head();
  if (from > now.size || (from == now.size && to > from)) return beyond(from, now.size);
  to = std::min(to, now.size);
  std::vector<std::string> entries;
  TileDirectory tiles(directory_);
  const std::uint64_t in_tree = now.checkpoint.size;
  while (from < std::min(to, in_tree)) {
    const std::uint64_t number = from / tlog::tile_width;
    WRIT_TRY(const std::string bundle,
             tlog::fetch_entries(tiles, number, tlog::width_of(0, number, in_tree)));
    WRIT_TRY(const auto split, tlog::split_bundle(bundle));
    for (std::size_t i = from % tlog::tile_width; i < split.size() && from < to; ++i, ++from) {
      entries.emplace_back(split[i]);
    }
  }
  if (from == to) return entries;
  WRIT_CHECK(visit_bodies(from, to, [&](const KeptBody& kept) -> Result<bool> {
    entries.push_back(kept.entry);
    return true;
  }));
  return entries;
}

Result<std::string> Journal::receipt(std::uint64_t index) {
  const std::uint64_t size = durable_;
  if (index >= size) return beyond(index, size);
  if (index >= head().checkpoint.size) WRIT_CHECK(publish());
  const JournalHead now = head();
  WRIT_TRY(const auto entry, entries(index, index + 1));
  TileDirectory tiles(directory_);
  tlog::Prover prover(tiles, now.checkpoint.size);
  tlog::Receipt receipt{.extra = entry.at(0), .index = index, .checkpoint = now.note};
  WRIT_TRY(receipt.proof, prover.inclusion(index));
  return receipt.text();
}

Result<void> Journal::visit_bodies(
    std::uint64_t from, std::uint64_t to,
    const std::function<Result<bool>(const KeptBody&)>& visit) const {
  to = std::min<std::uint64_t>(to, durable_);
  WRIT_TRY(const auto files, wal_files(wal_directory()));
  if (!files.empty()) from = std::max(from, files.front());
  if (from >= to) return {};
  WRIT_TRY(WalReader reader, WalReader::at(wal_directory(), from));
  while (reader.index() < to) {
    std::uint64_t index = reader.index();
    WRIT_TRY(const std::optional<Frame> frame, reader.next());
    if (!frame) return {};
    for (const Frame::Row& row : frame->rows()) {
      const std::uint64_t at = index++;
      if (at < from || at >= to) continue;
      KeptBody kept{.index = at, .entry = std::string(row.entry)};
      WRIT_TRY(kept.body, reader.body(row));
      WRIT_TRY(const bool more, visit(kept));
      if (!more) return {};
    }
  }
  return {};
}

// The hash stands in the entry's canonical JSON, where no text can hold an unescaped quote: finding
// it so is as good as reading the entry.
Result<std::uint64_t> Journal::erase(std::string_view request_hash) {
  const std::string wanted = fmt::format(R"("requestHash":"{}")", request_hash);
  const std::uint64_t size = durable_;
  WRIT_TRY(const auto files, wal_files(wal_directory()));
  if (files.empty()) return 0;
  WRIT_TRY(WalReader reader, WalReader::at(wal_directory(), files.front()));
  std::uint64_t erased = 0;
  while (reader.index() < size) {
    WRIT_TRY(const std::optional<Frame> frame, reader.next());
    if (!frame) break;
    bool here = false;
    for (const Frame::Row& row : frame->rows()) {
      if (row.body_size == 0 || !row.entry.contains(wanted)) continue;
      WRIT_CHECK(reader.erase(row));
      here = true;
      ++erased;
    }
    if (here) WRIT_CHECK(reader.sync());
  }
  return erased;
}

}  // namespace writ::journal
