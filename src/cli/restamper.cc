#include "cli/restamper.h"

#include <chrono>

#include <fmt/format.h>

#include "cli/restamp_request.h"
#include "ops/freshness.h"
#include "ops/restamp_batch.h"
#include "ops/table.h"

namespace writ::cli {
namespace {

constexpr std::chrono::milliseconds glance{250};  // from one look at the state to the next

// Who asks: an operator of this tenant alone.
ops::Caller caller_for(const std::string& tenant) {
  return {
      .principal = "writ:restamp", .tenant = tenant, .capabilities = {ops::Capability::operate}};
}

}  // namespace

Restamper::Restamper(ops::Engine& engine, std::int64_t at_once,
                     std::function<void(const std::string&)> log)
    : engine_(engine), at_once_(at_once), log_(std::move(log)), thread_([this] { run(); }) {}

Restamper::~Restamper() {
  stop();
  thread_.join();
}

void Restamper::stop() {
  const std::scoped_lock lock(mutex_);
  stopped_ = true;
  wake_.notify_all();
}

bool Restamper::is_stopped() {
  const std::scoped_lock lock(mutex_);
  return stopped_;
}

void Restamper::run() {
  while (!is_stopped()) {
    const auto state = engine_.state();
    if (state) look(**state);
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, glance, [this] { return stopped_; });
  }
}

// What cannot be asked now, such as in a lease that ended, is asked at the next look.
void Restamper::look(const ops::State& state) {
  for (const auto& [tenant, policies] : state.policies) {
    const std::int64_t generation = ops::freshness_generation(state, tenant);
    const auto known = followed_.find(tenant);
    if (known != followed_.end() && known->second == generation) continue;
    if (is_stopped()) return;
    if (follow(tenant, generation)) followed_[tenant] = generation;
  }
}

bool Restamper::follow(const std::string& tenant, std::int64_t generation) {
  const ops::Caller caller = caller_for(tenant);
  const auto scale = ops::scale_of(engine_, {.caller = caller, .now = Instant::now()}, tenant);
  if (!scale) return false;
  if (scale->objects == 0) return true;
  return follow_in_chunks(tenant, fmt::format("state-{}", generation));
}

bool Restamper::follow_in_chunks(const std::string& tenant, const std::string& key) {
  const ops::Caller caller = caller_for(tenant);
  const auto request = canon::Json::parse(restamp_request(tenant, key, at_once_, Chunks::one));
  while (request && !is_stopped()) {
    const auto answer = ops::perform(ops::restamp_run, &engine_,
                                     {.caller = caller, .now = Instant::now()}, *request);
    const auto response = answer ? canon::Json::parse(answer->json) : answer.error();
    if (!response || state_moved(response->value())) return false;
    if (goes_on(response->value())) continue;
    const canon::Value& batch = *response->value().find("batch");
    log_(fmt::format("the stamps of `{}` after a change: {}; {}", tenant, text_of(batch, "state"),
                     told(*batch.find("tally"))));
    return true;
  }
  return false;
}

}  // namespace writ::cli
