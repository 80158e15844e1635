#include "stamp/stamp.h"

#include "memory/derived_id.h"

namespace writ::stamp {
namespace {

using memory::Life;
using memory::LifecycleState;

Life life_of(const PolicyStamp& stamp) {
  return {stamp.lifecycle_state, stamp.activated_at,   stamp.superseded_at,
          stamp.invalidated_at,  stamp.invalidated_by, stamp.replacement};
}

void set_life(PolicyStamp& stamp, Life life) {
  stamp.lifecycle_state = life.state;
  stamp.activated_at = std::move(life.activated_at);
  stamp.superseded_at = std::move(life.superseded_at);
  stamp.invalidated_at = std::move(life.invalidated_at);
  stamp.invalidated_by = std::move(life.invalidated_by);
  stamp.replacement = std::move(life.replacement);
}

}  // namespace

void PolicyStamp::check(const canon::Path& path, canon::Faults& faults) const {
  check_items(items, "scope_items", path, faults);
  memory::check_life(stamp_kind, life_of(*this), path, faults);
}

void name(PolicyStamp& stamp) {
  const Life life = life_of(stamp);
  set_life(stamp, {.state = LifecycleState::active});
  stamp.id = memory::PolicyStampRef(memory::derived_id("pst_", stamp, {"stamp_id", "recorded_at"}));
  set_life(stamp, life);
}

void name(PolicyStampScope& scope) {
  scope.id = memory::PolicyStampScopeRef(
      memory::derived_id("pss_", scope, {"stamp_scope_id", "recorded_at"}));
}

void name(PolicyCeilingSnapshot& ceiling) {
  ceiling.id = memory::PolicyCeilingRef(
      memory::derived_id("pcs_", ceiling, {"ceiling_id", "recorded_at", "root_stamp_ref"}));
}

PolicyStampScope scope_of(const PolicyStamp& stamp) {
  PolicyStampScope scope{.recorded_at = stamp.recorded_at,
                         .stamp = stamp.id,
                         .object = stamp.object,
                         .items = stamp.items,
                         .freshness_key = stamp.freshness_key,
                         .expires_at = stamp.expires_at};
  name(scope);
  return scope;
}

Result<void> advance(PolicyStamp& stamp, LifecycleState to, Instant now,
                     std::optional<std::string> cause) {
  WRIT_TRY(Life life, memory::moved(stamp_kind, life_of(stamp), to, now, std::move(cause)));
  set_life(stamp, std::move(life));
  return {};
}

bool has_run_out(const PolicyStamp& stamp, Instant now) {
  return stamp.expires_at && stamp.expires_at->at() <= now;
}

bool expire(PolicyStamp& stamp, Instant now) {
  if (!has_run_out(stamp, now)) return false;
  // One that was invalidated could be followed, and no state leads from there to `expired`.
  switch (stamp.lifecycle_state) {
    case LifecycleState::active:
      stamp.lifecycle_state = LifecycleState::expired;
      return true;
    case LifecycleState::invalidated:
      stamp.lifecycle_state = LifecycleState::archived;
      return true;
    default:
      return false;
  }
}

}  // namespace writ::stamp
