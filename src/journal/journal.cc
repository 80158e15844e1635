// Group commit. Appenders put their entries into one batch; a thread of its own writes a batch as
// one frame with one fsync, while the next one fills. The slower the disk, the larger the batches.
// Holding a batch back until as many callers have come as last time was tried, twice: the frames
// held twice as many, and came at half the rate, since deciding and writing then took turns.
//
// When a batch cannot be written all that waits for it fails, and so does what was appended behind
// it meanwhile: its indexes follow on entries that do not exist. The epoch ends, and the next entry
// takes the first of those indexes. Fates are told apart by the epoch that a ticket carries.
#include "journal/journal.h"

#include <pthread.h>

#include <algorithm>

#include <fmt/format.h>

#include "canon/digest.h"
#include "canon/hex.h"
#include "canon/random.h"
#include "journal/fault.h"
#include "journal/wal_writer.h"
#include "tlog/note.h"
#include "tlog/tile.h"

namespace writ::journal {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t largest_batch = 32u << 20;                 // bytes; appenders wait above
constexpr auto probe_interval = std::chrono::milliseconds(500);  // of a full disk

// In async mode nobody waits for the disk: a batch is left to fill for so long, since every frame
// costs those who append, whose caches and processors it shares.
constexpr auto fill_time = std::chrono::milliseconds(2);

// Where there is one processor, waking the writer must not put off those who append: while they
// run, the batch grows. A system that refuses only makes it slower.
void yield_to_others(std::thread& thread) {
  cpu_set_t processors;
  CPU_ZERO(&processors);
  if (::sched_getaffinity(0, sizeof processors, &processors) != 0) return;
  if (CPU_COUNT(&processors) > 1) return;
  const sched_param none{};
  (void)::pthread_setschedparam(thread.native_handle(), SCHED_BATCH, &none);
}

}  // namespace

Journal::Journal(std::filesystem::path directory, JournalOptions options)
    : directory_(std::move(directory)), options_(std::move(options)), backlog_(options_.backlog) {}

Result<std::unique_ptr<Journal>> Journal::open(std::filesystem::path directory,
                                               JournalOptions options) {
  std::unique_ptr<Journal> journal(new Journal(std::move(directory), std::move(options)));
  WRIT_CHECK(journal->load());
  journal->writer_ = std::thread([j = journal.get()] { j->write_loop(); });
  yield_to_others(journal->writer_);
  return journal;
}

Result<void> Journal::load() {
  WRIT_CHECK(make_directories(directory_));
  WRIT_CHECK(load_origin());
  WRIT_TRY(tree_, TreeWriter::open(directory_, origin_));
  WRIT_TRY(WalWriter wal,
           WalWriter::open(wal_directory(), tree_->size(), options_.file_size, *options_.disk));
  wal_ = std::make_unique<WalWriter>(std::move(wal));
  const Recovered& recovered = wal_->recovered();
  cut_bytes_ = recovered.cut_bytes;
  unclean_ = recovered.cut_bytes > 0 || recovered.next_index > tree_->size();
  durable_ = recovered.next_index;
  backlog_.begin_at(recovered.next_index);
  batch_.reset(recovered.next_index);
  return {};
}

Result<void> Journal::load_origin() {
  const std::filesystem::path path = directory_ / "origin";
  WRIT_TRY(const std::optional<std::string> stored, read_file(path));
  if (stored) {
    origin_ = stored->substr(0, stored->find('\n'));
    const bool same = options_.origin.empty() || options_.origin == origin_;
    if (same && tlog::is_key_name(origin_)) return {};
    return Problem{fault::corrupt,
                   fmt::format("the journal in `{}` is called `{}`, and a log keeps "
                               "its name for ever",
                               directory_.string(), origin_)};
  }
  origin_ = options_.origin;
  if (origin_.empty()) origin_ = "writ.local/" + canon::to_hex(canon::random_bytes(8));
  if (!tlog::is_key_name(origin_)) {
    return Problem{fault::io,
                   fmt::format("`{}` cannot be a log's name: leave out spaces and `+`", origin_)};
  }
  return replace_file(path, origin_ + '\n');
}

Journal::~Journal() { close(); }

void Journal::close() {
  if (publisher_.joinable()) {
    {
      const std::scoped_lock lock(tree_mutex_);
      tree_closing_ = true;
    }
    closing_tree_.notify_all();
    publisher_.join();
  }
  if (!writer_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
  }
  appended_.notify_all();
  writer_.join();
  if (sign_) {
    const Result<void> published = publish();
    // That nobody can sign here is no news at every end: journal.head tells it.
    if (!published && published.error().code.name != fault::not_signed.name) {
      report(published.error());
    }
  }
  wal_->close();
}

void Journal::report(const Problem& problem) const {
  if (options_.on_problem) options_.on_problem(problem);
}

// --- appending -------------------------------------------------------------------------------

Result<Ticket> Journal::append(const Entry& entry, std::string_view body) {
  const EntryText text(entry);
  std::unique_lock lock(mutex_);
  room_.wait(lock, [this] { return batch_.size() < largest_batch || failure_ || closing_; });
  if (closing_) return Problem{fault::stopped, "the journal is closed"};
  if (failure_) {
    if (!may_probe()) return *failure_;
    failure_.reset();  // this one finds out whether there is room again
  }
  const bool wake = batch_.empty();
  if (lost_untold_ > 0) {
    Entry told{.time = entry.time, .op = "journal.lost", .outcome = "lost"};
    told.count = Count{static_cast<std::int64_t>(std::exchange(lost_untold_, 0))};
    add_to_batch(EntryText(told), told, {});
  }
  const Ticket ticket{batch_.end_index(), epoch_};
  add_to_batch(text, entry, keeps(body) ? body : std::string_view());
  lock.unlock();
  if (wake) appended_.notify_one();
  return ticket;
}

bool Journal::may_probe() const {
  return failure_->code.name == fault::full.name &&
         steady_clock::now() - failed_at_ >= probe_interval;
}

Result<void> Journal::ready() const {
  const std::scoped_lock lock(mutex_);
  if (failure_ && !may_probe()) return *failure_;
  return {};
}

void Journal::add_to_batch(const EntryText& text, const Entry& entry, std::string_view body) {
  const std::uint64_t sequence = batch_.end_index();
  if (text.largest_size() > tlog::max_entry_size) return add_long_to_batch(text, entry);
  text.append_to(batch_.entry_bytes(), sequence);
  batch_.add(body);
}

// The whole takes the place of the body.
void Journal::add_long_to_batch(const EntryText& text, const Entry& entry) {
  std::string whole;
  text.append_to(whole, batch_.end_index());
  const Entry brief{.time = entry.time,
                    .op = entry.op,
                    .outcome = entry.outcome,
                    .request_hash = entry.request_hash,
                    .record_hash = canon::sha256_hex(whole)};
  EntryText(brief).append_to(batch_.entry_bytes(), batch_.end_index());
  batch_.add(whole);
}

void Journal::write_loop() {
  Batch writing;
  std::unique_lock lock(mutex_);
  for (;;) {
    appended_.wait(lock, [this] { return !batch_.empty() || closing_; });
    if (batch_.empty()) return;
    if (options_.mode == Mode::async) {
      appended_.wait_for(lock, fill_time, [this] { return closing_; });
    }
    std::swap(writing, batch_);
    batch_.reset(writing.end_index());
    lock.unlock();
    room_.notify_all();
    write_batch(writing);
    lock.lock();
  }
}

void Journal::write_batch(const Batch& batch) {
  Result<void> written = wal_->append(batch);
  if (written) {
    backlog_.add(batch);
    durable_ = batch.end_index();
    ++syncs_;
  } else {
    report(written.error());
    const std::scoped_lock lock(mutex_);
    fail_epoch(std::move(written).error(), batch.count() + batch_.count());
  }
  announce();
}

void Journal::fail_epoch(Problem problem, std::uint32_t count) {
  failure_ = std::move(problem);
  failed_at_ = steady_clock::now();
  epoch_ends_.push_back(durable_);
  ++epoch_;
  batch_.reset(durable_);
  if (options_.mode == Mode::durable) return;
  lost_ += count;
  lost_untold_ += count;
}

void Journal::announce() {
  ++progress_;
  progress_.notify_all();
  room_.notify_all();
  const std::scoped_lock lock(listener_mutex_);
  if (listener_) listener_();
}

void Journal::listen(std::function<void()> listener) {
  const std::scoped_lock lock(listener_mutex_);
  listener_ = std::move(listener);
}

Fate Journal::fate(const Ticket& ticket) const {
  return options_.mode == Mode::async ? Fate::kept : fate_on_disk(ticket);
}

Fate Journal::fate_on_disk(const Ticket& ticket) const {
  const std::uint64_t durable = durable_;
  if (epoch_ == ticket.epoch) return ticket.index < durable ? Fate::kept : Fate::waiting;
  const std::scoped_lock lock(mutex_);
  return ticket.index < epoch_ends_[ticket.epoch] ? Fate::kept : Fate::failed;
}

Result<void> Journal::wait(const Ticket& ticket) {
  if (options_.mode == Mode::async) return {};
  return wait_for_disk(ticket);
}

Result<void> Journal::wait_for_disk(const Ticket& ticket) {
  for (;;) {
    const std::uint32_t before = progress_;
    const Fate now = fate_on_disk(ticket);
    if (now == Fate::kept) return {};
    if (now == Fate::failed) {
      return Problem{fault::full,
                     "nothing was answered: the entry could not be written to the journal"};
    }
    progress_.wait(before);
  }
}

JournalHead Journal::head() const {
  JournalHead head{.origin = origin_, .mode = options_.mode, .size = durable_, .syncs = syncs_};
  {
    const std::scoped_lock lock(mutex_);
    head.lost = lost_;
    head.failure = failure_;
  }
  const std::scoped_lock lock(tree_mutex_);
  if (tree_) {
    head.checkpoint = tree_->checkpoint();
    head.note = tree_->note();
  }
  return head;
}

std::string Journal::note() const { return head().note; }

}  // namespace writ::journal
