#include "ops/node_lease.h"

#include <algorithm>
#include <optional>
#include <thread>
#include <vector>

#include <fmt/format.h>

namespace writ::ops {
namespace {

using std::chrono::milliseconds;

// How much longer than a lease somebody waits for it: clocks of two machines may differ by as much
// in what they take for its length.
milliseconds with_margin(milliseconds lease) { return lease + lease / 50 + milliseconds(1); }

milliseconds longest_of(const std::vector<store::NodeRow>& rows) {
  milliseconds longest(0);
  for (const store::NodeRow& row : rows) longest = std::max(longest, row.lease);
  return longest;
}

}  // namespace

NodeLease::Clock NodeLease::Clock::real() {
  return {BootClock::now, [](milliseconds pause) { std::this_thread::sleep_for(pause); }};
}

NodeLease::NodeLease(store::Nodes& nodes, Holder& holder, milliseconds length, Clock clock)
    : nodes_(nodes), holder_(holder), length_(std::clamp(length, shortest, longest)),
      clock_(std::move(clock)), waits_for_us_(length_) {}

Result<void> NodeLease::renew() {
  Result<void> renewed = renew_now();
  const std::scoped_lock lock(mutex_);
  why_not_ = renewed ? std::string() : describe(renewed.error());
  return renewed;
}

Result<void> NodeLease::renew_now() {
  WRIT_TRY(const bool is_live, beat());
  if (is_live) return {};
  WRIT_CHECK(enrol());
  WRIT_CHECK(beat());
  return {};
}

// Answers whether the store knows us to be live. What the holder knows is asked for before it is
// told, and the store for its revision before the lease counts from when it was asked.
Result<bool> NodeLease::beat() {
  const TimePoint asked_at = clock_.now();
  store::NodeRow row = holder_.row();
  row.beat = ++beat_;
  row.lease = waits_for_us_;
  if (asked_at < confirms_from_.load()) {
    row.revision = 0;
  } else {
    row.lease = waits_for_us_ = length_;
  }
  WRIT_TRY(const std::optional<std::int64_t> revision, nodes_.beat(row));
  if (!revision) return false;
  told_ = row.revision;
  told_at_ = asked_at;
  if (holder_.row().revision < *revision) WRIT_CHECK(holder_.take_in());
  if (holder_.row().revision >= *revision) ends_ = std::max(ends_.load(), asked_at + length_);
  return true;
}

// An earlier process of our name is known to nobody any more once our row has taken its place. So
// we say of no change that we know it until that one's lease has ended, which is the longest that
// there may be where the answer was lost that would have said.
Result<void> NodeLease::enrol() {
  store::NodeRow row = holder_.row();
  row.beat = ++beat_;
  row.lease = waits_for_us_;
  const Result<milliseconds> held = nodes_.enrol_node(row);
  if (!has_enrolled_) inherit(held ? *held : longest);
  WRIT_CHECK(held);
  has_enrolled_ = true;
  return {};
}

void NodeLease::inherit(milliseconds lease) {
  if (lease == milliseconds(0)) return;
  confirms_from_ = clock_.now() + with_margin(lease);
  waits_for_us_ = std::max(length_, lease);
}

bool NodeLease::is_due() const {
  const TimePoint now = clock_.now();
  if (now - told_at_ >= length_ / 4) return true;
  return now >= confirms_from_.load() && holder_.row().revision > told_;
}

void NodeLease::end() {
  ends_ = TimePoint();
  if (clock_.now() < confirms_from_.load())
    return;  // our row still stands for an earlier process as well
  store::NodeRow row = holder_.row();
  row.beat = beat_;
  (void)nodes_.end_node(row);  // where it cannot, others wait for the lease that we had
}

Result<void> NodeLease::check() const {
  if (clock_.now() < ends_.load()) return {};
  const std::scoped_lock lock(mutex_);
  return Problem{
      fault::lease_ended,
      fmt::format("this node has not heard from the store for {} ms, and others may have "
                  "changed it: {}: ask again, or ask another node",
                  length_.count(),
                  why_not_.empty() ? "it was held up or is only starting" : why_not_)};
}

std::chrono::microseconds NodeLease::remaining() const {
  const auto left = ends_.load() - clock_.now();
  return std::max(std::chrono::microseconds(0),
                  std::chrono::duration_cast<std::chrono::microseconds>(left));
}

std::vector<store::NodeRow> NodeLease::behind(std::vector<store::NodeRow> rows,
                                              std::int64_t revision) const {
  const store::NodeRow self = holder_.row();
  const bool stands_for_itself = clock_.now() >= confirms_from_.load();
  std::erase_if(rows, [&](const store::NodeRow& row) {
    const bool is_self = row.name == self.name && row.started_at == self.started_at;
    return (is_self && stands_for_itself) || !row.live || row.revision >= revision;
  });
  return rows;
}

// The rows that are waited for are those that the first look shows: a node that enrols later asks
// the store later, and learns of the change. Where the store cannot be asked at all, the longest
// lease that there may be is waited for.
void NodeLease::await_others(std::int64_t revision) const {
  constexpr milliseconds pause(2);
  TimePoint deadline = clock_.now() + with_margin(longest);
  std::optional<std::vector<store::NodeRow>> waited_for;
  for (;; clock_.pause(pause)) {
    Result<std::vector<store::NodeRow>> rows = nodes_.list_nodes();
    const TimePoint now = clock_.now();
    if (rows) {
      std::vector<store::NodeRow> late = behind(*std::move(rows), revision);
      if (!waited_for) {
        deadline = now + with_margin(longest_of(late));
        waited_for = std::move(late);
      } else {
        std::erase_if(*waited_for, [&](const store::NodeRow& row) {
          return std::ranges::find(late, row.name, &store::NodeRow::name) == late.end();
        });
      }
      if (waited_for->empty()) return;
    }
    if (now >= deadline) break;
  }
  if (!waited_for) return;
  for (const store::NodeRow& row : *waited_for) (void)nodes_.end_node(row);
}

}  // namespace writ::ops
