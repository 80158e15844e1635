// What a node does that shares its store with others: looks again and again whether they have
// changed it, and renews its lease on what it knows.
//
// Threads: has one of its own, from the making to the end. may_change() and lease() are for any
// thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/result.h"
#include "ops/node_lease.h"

namespace writ::ops {

class Engine;

namespace fault {
// Another process goes by this node's name.
inline constexpr Code node_displaced{"node.displaced", Category::conflict};
}  // namespace fault

// How a node is, among others.
struct NodeOptions {
  // Told what it meets, once for as long as it stays, mostly from a thread of its own. May be
  // empty.
  std::function<void(const Problem&)> on_problem = {};
  std::chrono::milliseconds lease = NodeLease::standard_length;
};

class NodeWatch final : NodeLease::Holder {
 public:
  // From one look to the next: how much later than a change the other nodes know of it, at most,
  // as long as they reach the store.
  static constexpr std::chrono::milliseconds glance{20};

  // The engine must outlive it. Asks for the first lease; where there is none to be had, it goes on
  // asking.
  NodeWatch(Engine& engine, NodeOptions options);
  ~NodeWatch() override;  // gives the lease back
  NodeWatch(const NodeWatch&) = delete;
  NodeWatch& operator=(const NodeWatch&) = delete;

  // Problem: fault::node_displaced once a process that was started later goes by our name. Entries
  // for the journal that we commit might then end up in its.
  Result<void> may_change() const;

  const NodeLease& lease() const { return lease_; }

 private:
  Result<void> take_in() override;
  store::NodeRow row() const override;

  void run();
  void renew();
  void tell(const Result<void>& done, std::string& told);

  Engine& engine_;
  const NodeOptions options_;
  NodeLease lease_;
  std::string told_of_looking_;  // the last problem, by the thread
  std::string told_of_renewing_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;              // by mutex_
  std::optional<Problem> displaced_;  // by mutex_
  std::thread thread_;
};

}  // namespace writ::ops
