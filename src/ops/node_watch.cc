#include "ops/node_watch.h"

#include <utility>

#include "ops/engine.h"

namespace writ::ops {

using Clock = std::chrono::steady_clock;

NodeWatch::NodeWatch(Engine& engine, std::function<void(const Problem&)> on_problem)
    : engine_(engine), on_problem_(std::move(on_problem)), thread_([this] { run(); }) {}

NodeWatch::~NodeWatch() {
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

Result<void> NodeWatch::may_change() const {
  const std::scoped_lock lock(mutex_);
  if (displaced_) return *displaced_;
  return {};
}

void NodeWatch::run() {
  auto next_beat = Clock::now();
  for (;;) {
    if (Clock::now() >= next_beat) {
      beat();
      next_beat = Clock::now() + heartbeat;
    }
    tell(engine_.catch_up(), told_of_looking_);
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, glance, [this] { return stopped_; })) return;
  }
}

void NodeWatch::beat() {
  Result<void> said = engine_.store().put_node(engine_.node());
  tell(said, told_of_beating_);
  if (said || said.error().code.name != store::fault::exists.name) return;
  const std::scoped_lock lock(mutex_);
  displaced_ = Problem{fault::node_displaced, std::move(said).error().message};
}

void NodeWatch::tell(const Result<void>& done, std::string& told) {
  std::string problem = done ? std::string() : describe(done.error());
  if (!done && problem != told && on_problem_) on_problem_(done.error());
  told = std::move(problem);
}

}  // namespace writ::ops
