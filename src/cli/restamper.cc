#include "cli/restamper.h"

#include <fmt/format.h>

#include "canon/digest.h"
#include "cli/restamp_request.h"
#include "ops/decide.h"
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

void Restamper::look(const ops::State& state) {
  for (const auto& [tenant, policies] : state.policies) {
    Followed& followed = followed_[tenant];
    if (Clock::now() < followed.retry_at) continue;
    const Result<std::string> key = key_of(state, tenant);
    if (key && *key == followed.key) continue;
    const Result<bool> done = key ? follow(tenant, *key) : key.error();
    if (!done) {
      tell(tenant, followed, done.error());
    } else if (*done) {
      followed = {.key = *key, .told = {}, .retry_at = {}};
    }
    if (is_stopped()) return;
  }
}

// Of all that can make a stamp stale, be it a change or an hour that has come.
Result<std::string> Restamper::key_of(const ops::State& state, const std::string& tenant) {
  std::string keys;
  for (const auto& [name, in_force] : state.policies.at(tenant)) {
    WRIT_TRY(const ops::Deciding deciding,
             ops::deciding_policy(engine_, state, tenant, name, Instant::now()));
    keys += ops::active_freshness_key(state, tenant, name, deciding.policy).json();
  }
  constexpr std::size_t enough = 32;
  return fmt::format("writ:restamp:{}:{}", canon::sha256_hex(keys).substr(0, enough), at_once_);
}

Result<bool> Restamper::follow(const std::string& tenant, const std::string& key) {
  const ops::Caller caller = caller_for(tenant);
  WRIT_TRY(const ops::RestampScale scale,
           ops::scale_of(engine_, {.caller = caller, .now = Instant::now()}, tenant));
  if (scale.objects == 0) return true;
  WRIT_TRY(const canon::Json request,
           canon::Json::parse(restamp_request(tenant, key, at_once_, Chunks::one)));
  while (!is_stopped()) {
    WRIT_TRY(const ops::Answer answer,
             ops::perform(ops::restamp_run, &engine_, {.caller = caller, .now = Instant::now()},
                          request));
    WRIT_TRY(const canon::Json response, canon::Json::parse(answer.json));
    if (state_moved(response.value())) return false;
    if (goes_on(response.value())) continue;
    const canon::Value& batch = *response.value().find("batch");
    const std::string_view message = text_of(response.value(), "message");
    log_(fmt::format("the stamps of `{}` after a change: {}; {}{}{}", tenant,
                     text_of(batch, "state"), told(*batch.find("tally")),
                     message.empty() ? "" : ": ", message));
    return true;
  }
  return false;
}

void Restamper::tell(const std::string& tenant, Followed& followed, const Problem& problem) {
  constexpr std::chrono::seconds pause(5);
  followed.retry_at = Clock::now() + pause;
  std::string text = describe(problem);
  if (text == followed.told) return;
  log_(fmt::format("the stamps of `{}` cannot be restamped for now: {}", tenant, text));
  followed.told = std::move(text);
}

}  // namespace writ::cli
