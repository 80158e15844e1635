// For how long a node may answer from what it knows of a store that others change: its lease.
//
// What a node knows is good until its lease ends, and a change is acknowledged only when no other
// node can still answer from before it. So an operation that begins after the acknowledgement, on
// whichever node, goes by the change or is refused.
//
//   A lease begins when the node asks the store for its revision, by the node's own clock, and is
//   counted only once the node knows all of that revision. Who commits a change then looks at the
//   nodes' rows, and waits until each has said that it knows the change, or for as long as the
//   lease in its row: one that was asked for before the change has ended by then, and one that was
//   asked for after it knows the change.
//
// docs/freshness.md has the argument in full, with what it takes of clocks, and spec/node_lease.pml
// the model of it.
//
// Threads: renew() and end() are for one thread; the rest may be called from any.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "base/boot_clock.h"
#include "base/result.h"
#include "store/nodes.h"

namespace writ::ops {

namespace fault {
// This node may not answer: it has not heard from the store for as long as its lease.
inline constexpr Code lease_ended{"node.lease_ended", Category::unavailable};
}  // namespace fault

class NodeLease {
 public:
  static constexpr std::chrono::milliseconds standard_length{500};
  static constexpr std::chrono::milliseconds shortest{50};
  static constexpr std::chrono::milliseconds longest{10'000};

  // A clock, and how to wait by it: tests move one of their own.
  struct Clock {
    std::function<BootClock::time_point()> now;
    std::function<void(std::chrono::milliseconds)> pause;

    static Clock real();
  };

  // Whose lease it is.
  class Holder {
   public:
    virtual ~Holder() = default;
    // Takes in what others have changed in the store.
    virtual Result<void> take_in() = 0;
    // Its name, start and program, and the revision that it goes by from now on: all that begins
    // after this answers from that one or a later.
    virtual store::NodeRow row() const = 0;
  };

  // Both must outlive it. `length` is between `shortest` and `longest`.
  NodeLease(store::Nodes& nodes, Holder& holder, std::chrono::milliseconds length, Clock clock);

  // Asks the store for a lease from now on, and enrols first where that must be. After a problem
  // the lease is what it was. `store.exists` where another process has this node's name.
  Result<void> renew();
  // Whether to renew it now: a part of it is used up, or the holder knows more than it has said.
  bool is_due() const;
  // Says that this node answers nothing more, as it must from then on.
  void end();

  // Whether the node may answer; fault::lease_ended with the reason if not. To be asked before what
  // it knows is looked at.
  Result<void> check() const;
  // For how long from now; nothing where it has ended.
  std::chrono::microseconds remaining() const;

  // Waits until no other node can answer from before `revision`, which was committed. Ends those
  // that were not heard of meanwhile.
  void await_others(std::int64_t revision) const;

 private:
  using TimePoint = BootClock::time_point;

  Result<bool> beat();
  Result<void> enrol();
  void inherit(std::chrono::milliseconds lease);
  Result<void> renew_now();
  std::vector<store::NodeRow> behind(std::vector<store::NodeRow> rows, std::int64_t revision) const;

  store::Nodes& nodes_;
  Holder& holder_;
  const std::chrono::milliseconds length_;
  const Clock clock_;
  std::atomic<TimePoint> ends_{TimePoint()};
  // Until then an earlier process of our name may answer, and our row stands for it as well.
  std::atomic<TimePoint> confirms_from_{TimePoint()};

  // By the thread that renews.
  std::int64_t beat_ = 0;
  std::int64_t told_ = -1;  // the revision that the store has heard we know
  TimePoint told_at_ = TimePoint();
  bool has_enrolled_ = false;
  std::chrono::milliseconds waits_for_us_;  // how long others have to wait for us meanwhile

  mutable std::mutex mutex_;
  std::string why_not_;  // the last problem of renewing; by mutex_
};

}  // namespace writ::ops
