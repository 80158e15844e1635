#include "cli/source_poller.h"

#include <algorithm>
#include <random>
#include <set>

#include <fmt/format.h>

namespace writ::cli {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds glance{250};  // from one look at the sources to the next

double luck() {
  thread_local std::minstd_rand random{std::random_device()()};
  return std::uniform_real_distribution<double>(0, 1)(random);
}

std::string title(const ops::SourceRecord& source) {
  return fmt::format("the source of the policy `{}` of `{}`", ops::name_or_default(source.name),
                     source.tenant_id.text());
}

// What is in force for want of something newer, and for how long.
std::string what_stays(const ops::PollResponse& polled) {
  const ops::SourceReport& report = polled.report;
  if (report.stale) return "every decision is refused until there is contact";
  return fmt::format("what is in force stays in force{}",
                     report.decides_until ? fmt::format(" until {}", report.decides_until->text())
                                          : std::string());
}

}  // namespace

milliseconds until_next_poll(std::chrono::seconds every, unsigned failures, double luck) {
  constexpr unsigned most_doublings = 3;
  constexpr milliseconds longest{std::chrono::minutes(5)};
  const milliseconds usual(every);
  const milliseconds backed_off =
      std::min(usual * (1u << std::min(failures, most_doublings)), std::max(usual, longest));
  constexpr double spread = 0.1;
  return std::chrono::duration_cast<milliseconds>(backed_off * (1 - spread + 2 * spread * luck));
}

SourcePoller::SourcePoller(ops::Engine& engine, std::function<void(const std::string&)> log)
    : engine_(engine), log_(std::move(log)), thread_([this] { run(); }) {}

SourcePoller::~SourcePoller() {
  stop();
  thread_.join();
  entries_.clear();  // joins the polls
}

void SourcePoller::stop() {
  engine_.source_polls().stop();
  const std::scoped_lock lock(mutex_);
  stopped_ = true;
  wake_.notify_all();
}

// The state is asked for without the lock: it can wait for a change, which waits for the journal,
// which may be what is calling stop().
void SourcePoller::run() {
  for (;;) {
    const auto state = engine_.state();
    std::unique_lock lock(mutex_);
    if (!stopped_ && state) look(**state);
    if (wake_.wait_for(lock, glance, [this] { return stopped_; })) return;
  }
}

void SourcePoller::look(const ops::State& state) {
  std::set<Key> present;
  state.sources.each([&](const ops::Source& source) {
    const Key key(source.source.tenant_id.text(), ops::name_or_default(source.source.name));
    present.insert(key);
    const auto [at, is_new] = entries_.try_emplace(key);
    Entry& entry = at->second;
    if (is_new || canon::encode(entry.source) != canon::encode(source.source)) {
      entry.source = source.source;
      entry.due = Clock::now();
      entry.failures = 0;
    }
    tell_staleness(entry, source);
    if (!entry.is_running && entry.due <= Clock::now()) begin(entry);
  });
  std::erase_if(entries_, [&](const auto& one) {
    return !one.second.is_running && !present.contains(one.first);
  });
}

void SourcePoller::tell_staleness(Entry& entry, const ops::Source& source) {
  const bool is_stale = ops::stale(source, Instant::now());
  if (is_stale && !entry.was_stale) {
    log_(fmt::format("{} is stale: from now on every decision is refused (POLICY_SOURCE_STALE)",
                     title(source.source)));
  }
  entry.was_stale = is_stale;
}

void SourcePoller::begin(Entry& entry) {
  if (entry.poll.joinable()) entry.poll.join();  // it has let go of the entry already
  entry.is_running = true;
  entry.poll = std::jthread([this, &entry, source = entry.source] { poll(entry, source); });
}

void SourcePoller::poll(Entry& entry, const ops::SourceRecord& source) {
  const Result<ops::PollResponse> polled = ops::poll_source(engine_, source.ref(), Instant::now());
  const std::scoped_lock lock(mutex_);  // nothing is locked after it: begin() waits for this thread
  finish(entry, source, polled);
}

void SourcePoller::finish(Entry& entry, const ops::SourceRecord& source,
                          const Result<ops::PollResponse>& polled) {
  const bool is_good = polled && polled->ok;
  const bool was_changed = canon::encode(source) != canon::encode(entry.source);
  entry.failures = is_good ? 0 : entry.failures + 1;
  entry.due = Clock::now();
  if (!was_changed) {
    entry.due += until_next_poll(std::chrono::seconds(source.every.value), entry.failures, luck());
  }
  if (!stopped_ && !was_changed) tell(entry, polled);
  entry.is_running = false;
}

// What is not as the log has it already.
void SourcePoller::tell(Entry& entry, const Result<ops::PollResponse>& polled) {
  const std::string reason =
      polled ? polled->reason.value_or("") : std::string(polled.error().code.name);
  if (polled && polled->brought) {
    log_(fmt::format("{} brought version {}", title(entry.source),
                     polled->report.standing.version->text()));
  }
  if (reason == std::exchange(entry.told, reason)) return;
  if (reason.empty()) {
    log_(fmt::format("{} can be relied on again", title(entry.source)));
  } else if (polled) {
    log_(fmt::format("{}: {}; {}", title(entry.source), polled->message.value_or(""),
                     what_stays(*polled)));
  } else {
    log_(fmt::format("{}: {}", title(entry.source), describe(polled.error())));
  }
}

}  // namespace writ::cli
