// Polls the bundle sources of a data directory that is served, each when it is due, and says in the
// log what changed.
//
// Every poll has a thread of its own, so that a place which hangs holds up nobody else; there are
// no more of them than there can be sources. The time to the next poll is the source's `every`,
// doubled with each failure up to eightfold but not beyond five minutes, and up to a tenth more or
// less, so that many servers do not ask at once.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "ops/engine.h"
#include "ops/source.h"
#include "ops/source_poll.h"

namespace writ::cli {

// The time to the next poll. `luck` is from 0 to 1.
std::chrono::milliseconds until_next_poll(std::chrono::seconds every, unsigned failures,
                                          double luck);

class SourcePoller {
 public:
  // Begins at once. `log` is called from any of its threads.
  SourcePoller(ops::Engine& engine, std::function<void(const std::string&)> log);
  ~SourcePoller();  // stops, and waits for the polls under way: about a second
  SourcePoller(const SourcePoller&) = delete;
  SourcePoller& operator=(const SourcePoller&) = delete;

  // Ends polling, those by callers included, and waits for nothing. From any thread, at any time.
  void stop();

 private:
  using Clock = std::chrono::steady_clock;
  using Key = std::pair<std::string, std::string>;  // tenant, name
  struct Entry {
    ops::SourceRecord source;
    Clock::time_point due;
    unsigned failures = 0;
    bool is_running = false;
    bool was_stale = false;  // when it was last looked at
    std::string told;        // the reason that the log has for there being no contact
    std::jthread poll = {};
  };

  void run();
  void look(const ops::State& state);  // with mutex_ held
  void tell_staleness(Entry& entry, const ops::Source& source);
  void begin(Entry& entry);
  void poll(Entry& entry, const ops::SourceRecord& source);
  void finish(Entry& entry, const ops::SourceRecord& source,
              const Result<ops::PollResponse>& polled);
  void tell(Entry& entry, const Result<ops::PollResponse>& polled);

  ops::Engine& engine_;
  std::function<void(const std::string&)> log_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;          // by mutex_
  std::map<Key, Entry> entries_;  // by mutex_; one whose poll runs stays
  std::thread thread_;
};

}  // namespace writ::cli
