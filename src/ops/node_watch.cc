#include "ops/node_watch.h"

#include <utility>

#include "ops/engine.h"

namespace writ::ops {

NodeWatch::NodeWatch(Engine& engine, NodeOptions options)
    : engine_(engine), options_(std::move(options)),
      lease_(engine.store(), *this, options_.lease, NodeLease::Clock::real()) {
  renew();
  thread_ = std::thread([this] { run(); });
}

NodeWatch::~NodeWatch() {
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_all();
  thread_.join();
  lease_.end();
}

Result<void> NodeWatch::take_in() { return engine_.catch_up(); }
store::NodeRow NodeWatch::row() const { return engine_.node(); }

Result<void> NodeWatch::may_change() const {
  const std::scoped_lock lock(mutex_);
  if (displaced_) return *displaced_;
  return {};
}

void NodeWatch::run() {
  for (;;) {
    tell(engine_.catch_up(), told_of_looking_);
    if (lease_.is_due()) renew();
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, glance, [this] { return stopped_; })) return;
  }
}

void NodeWatch::renew() {
  Result<void> renewed = lease_.renew();
  tell(renewed, told_of_renewing_);
  if (renewed || renewed.error().code.name != store::fault::exists.name) return;
  const std::scoped_lock lock(mutex_);
  displaced_ = Problem{fault::node_displaced, std::move(renewed).error().message};
}

void NodeWatch::tell(const Result<void>& done, std::string& told) {
  std::string problem = done ? std::string() : describe(done.error());
  if (!done && problem != told && options_.on_problem) options_.on_problem(done.error());
  told = std::move(problem);
}

}  // namespace writ::ops
