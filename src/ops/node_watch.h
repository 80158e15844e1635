// What a node does that shares its store with others: looks again and again whether they have
// changed it, and says that it is there.
//
// Threads: has one of its own, from the making to the end. may_change() is for any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/result.h"

namespace writ::ops {

class Engine;

namespace fault {
// Another process goes by this node's name.
inline constexpr Code node_displaced{"node.displaced", Category::conflict};
}  // namespace fault

class NodeWatch {
 public:
  // From one look to the next: how much later than a change the other nodes know of it, at most,
  // as long as they reach the store.
  static constexpr std::chrono::milliseconds glance{50};
  static constexpr std::chrono::milliseconds heartbeat{1000};

  // The engine must outlive it. `on_problem` is told what it meets, once for as long as it stays.
  NodeWatch(Engine& engine, std::function<void(const Problem&)> on_problem);
  ~NodeWatch();
  NodeWatch(const NodeWatch&) = delete;
  NodeWatch& operator=(const NodeWatch&) = delete;

  // Problem: fault::node_displaced once a process that was started later goes by our name. Entries
  // for the journal that we commit might then end up in its.
  Result<void> may_change() const;

 private:
  void run();
  void beat();
  void tell(const Result<void>& done, std::string& told);

  Engine& engine_;
  const std::function<void(const Problem&)> on_problem_;
  std::string told_of_looking_;  // the last problem, by the thread
  std::string told_of_beating_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;              // by mutex_
  std::optional<Problem> displaced_;  // by mutex_
  std::thread thread_;
};

}  // namespace writ::ops
