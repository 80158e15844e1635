// The journal: every answer that Writ gave and every change that it made, in a log that anyone can
// audit and nobody can alter unseen.
//
// An entry gets its index when it is appended, and becomes durable with those that were appended
// about the same time, by one fsync of the write-ahead file (group commit). An answer must not
// leave before its entry is durable: whoever sends it waits for the entry's ticket. Later, by time,
// the entries are added to the tree, whose new root is signed: a checkpoint (tree_writer.h).
//
// In the directory:
//   checkpoint, tile/…   the log (C2SP tlog-tiles), which auditors may read as it is
//   wal/…                the write-ahead files (frame.h), with the bodies of requests
//   origin               the log's name
//
// Threads: any number may use a Journal at once.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/result.h"
#include "journal/backlog.h"
#include "journal/disk.h"
#include "journal/entry.h"
#include "journal/entry_text.h"
#include "journal/ticket.h"
#include "journal/tree_writer.h"
#include "journal/wal_reader.h"
#include "tlog/prover.h"

namespace writ::journal {

class WalWriter;

enum class Mode : std::uint8_t {
  durable,  // an answer leaves when its entry is on the disk
  async,    // an answer leaves at once; a crash can lose the entries of the last moments
};
constexpr auto wire_names(Mode) { return std::to_array<std::string_view>({"durable", "async"}); }

struct JournalOptions {
  Mode mode = Mode::durable;
  std::string origin = {};  // of a journal that is made; empty: a random one
  std::chrono::milliseconds publish_interval{1000};
  std::optional<std::chrono::seconds> keep_bodies = {};  // how long; absent: for ever
  std::size_t max_body = 1 << 20;                        // larger ones are not kept, in bytes
  std::uint64_t file_size = std::uint64_t{64} << 20;     // of a write-ahead file, about
  std::size_t backlog = Backlog::default_limit;          // bytes kept in memory for the tree
  const Disk* disk = &Disk::real();

  // Told, from a thread of the journal, what nobody waits for. May be empty.
  std::function<void(const Problem&)> on_problem = {};
};

struct JournalHead {
  std::string origin;
  Mode mode = Mode::durable;
  std::uint64_t size = 0;          // entries that are durable
  tlog::Checkpoint checkpoint;     // the last that was signed
  std::string note;                // it, signed; empty where there is none yet
  std::uint64_t syncs = 0;         // frames written since the opening, each with one fsync
  std::uint64_t lost = 0;          // answers that left and whose entry could not be kept
  std::optional<Problem> failure;  // why nothing can be appended
};

// A request's body as it was kept apart, with its entry.
struct KeptBody {
  std::uint64_t index = 0;
  std::string entry;
  Body body;
};

class Journal {
 public:
  // Opens the journal in a directory, or makes one. Nothing is signed before start(). Problem:
  // fault::corrupt where what is there is not what was written.
  static Result<std::unique_ptr<Journal>> open(std::filesystem::path directory,
                                               JournalOptions options);
  ~Journal();  // as close()

  const std::filesystem::path& directory() const { return directory_; }
  const std::string& origin() const { return origin_; }
  Mode mode() const { return options_.mode; }
  bool keeps(std::string_view body) const {
    return !body.empty() && body.size() <= options_.max_body;
  }
  std::uint64_t size() const { return durable_; }  // entries that are durable

  // The note as it was found at the opening, for the caller to verify; empty where there was none.
  std::string note() const;
  // How many bytes of an unfinished write were cut off at the opening.
  std::uint64_t cut_bytes() const { return cut_bytes_; }
  // Whether the one before us ended without having published everything.
  bool was_unclean() const { return unclean_; }

  // From here on checkpoints are signed, by this, from any thread.
  void start(Signer sign);
  // Publishes everything, where it can be signed, and ends. Nothing may be appended any more.
  void close();

  // Assigns the next index, which is its `sequence`, and takes the entry in. `body` is the
  // canonical JSON that `request_hash` is of; empty: none is kept. Problems: fault::full,
  // fault::stopped.
  Result<Ticket> append(const Entry& entry, std::string_view body);

  // Whether append() would take an entry: what must not be done without one asks before it begins.
  Result<void> ready() const;

  // What became of an entry. In async mode every entry counts as kept at once.
  Fate fate(const Ticket& ticket) const;
  Result<void> wait(const Ticket& ticket);  // until it is kept; otherwise the problem
  // The same until it is on the disk, in async mode as well.
  Result<void> wait_for_disk(const Ticket& ticket);

  // Called, from a thread of the journal, whenever some fate may have changed. One listener; an
  // empty function takes it away, after which the old one is not called any more.
  void listen(std::function<void()> listener);

  // Adds what is durable to the tree, and signs and publishes it. Problem: fault::not_signed.
  Result<void> publish();

  JournalHead head() const;

  // Entries `from` to before `to`, as far as there are. Problem: fault::no_entry for `from` beyond
  // the end.
  Result<std::vector<std::string>> entries(std::uint64_t from, std::uint64_t to);
  // A receipt (tlog/receipt.h) for an entry. Problems: fault::no_entry, fault::not_signed.
  Result<std::string> receipt(std::uint64_t index);

  // Calls `visit` with the entries from `from` to before `to` and their bodies, as far as those are
  // still kept apart, until it answers false.
  Result<void> visit_bodies(std::uint64_t from, std::uint64_t to,
                            const std::function<Result<bool>(const KeptBody&)>& visit) const;

  // Overwrites every body of a request of that hash; the log stays as it is. Answers how many.
  Result<std::uint64_t> erase(std::string_view request_hash);

 private:
  Journal(std::filesystem::path directory, JournalOptions options);
  std::filesystem::path wal_directory() const { return directory_ / "wal"; }
  Result<void> load();
  Result<void> load_origin();
  bool may_probe() const;  // with mutex_ held and failure_ set
  // With mutex_ held:
  void add_to_batch(const EntryText& text, const Entry& entry, std::string_view body);
  void add_long_to_batch(const EntryText& text, const Entry& entry);
  void write_loop();
  void write_batch(const Batch& batch);
  void fail_epoch(Problem problem, std::uint32_t count);  // with mutex_ held
  void announce();
  void publish_loop();
  // With tree_mutex_ held:
  Result<void> grow();  // adds what is durable to the tree
  Result<void> publish_now();
  Result<void> tend();  // what is due every publish_interval
  Result<void> add_from_files(std::uint64_t end);
  Result<void> add_recent();
  void prepare_files();
  Result<void> remove_old_bodies();
  Fate fate_on_disk(const Ticket& ticket) const;
  void report(const Problem& problem) const;

  const std::filesystem::path directory_;
  const JournalOptions options_;
  std::string origin_;
  std::uint64_t cut_bytes_ = 0;
  bool unclean_ = false;

  // Appending. What is in batch_ has indexes from durable_ on, or from the end of writing_.
  mutable std::mutex mutex_;
  std::condition_variable appended_;  // the writer waits for it
  std::condition_variable room_;      // appenders wait for it
  Batch batch_;
  std::uint64_t lost_ = 0;
  std::uint64_t lost_untold_ = 0;  // of them, not in the log yet
  std::optional<Problem> failure_;
  std::chrono::steady_clock::time_point failed_at_;
  std::vector<std::uint64_t> epoch_ends_;  // the size at which each epoch before this ended
  bool closing_ = false;
  std::unique_ptr<WalWriter> wal_;  // of the writing thread
  std::atomic<std::uint64_t> durable_ = 0;
  std::atomic<std::uint64_t> syncs_ = 0;
  std::atomic<std::uint32_t> epoch_ = 0;
  std::atomic<std::uint32_t> progress_ = 0;  // moves whenever a fate may have changed
  std::mutex listener_mutex_;
  std::function<void()> listener_;

  // The tree.
  mutable std::mutex tree_mutex_;
  std::optional<TreeWriter> tree_;
  Backlog backlog_;
  Backlog::Entries recent_;  // the last that were taken from it
  Signer sign_;
  std::condition_variable closing_tree_;
  bool tree_closing_ = false;
  bool busy_ = false;                // much was appended since the last look
  bool preparing_ = false;           // little was, and files are made ready for when much is
  std::optional<std::string> told_;  // the last problem of publishing that was reported
  std::chrono::steady_clock::time_point swept_;

  std::thread writer_;
  std::thread publisher_;
};

}  // namespace writ::journal
