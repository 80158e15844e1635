#include "govern/quota.h"

#include <algorithm>
#include <cmath>

namespace writ::govern {
namespace {

// Rounded up.
std::int64_t per(std::int64_t whole, std::int64_t parts) {
  return parts == 0 ? 0 : whole / parts + (whole % parts != 0 ? 1 : 0);
}

// How many objects a chunk may have; 0: not even one.
std::int64_t chunk_size(const BatchQuotaEnvelope& envelope) {
  const std::int64_t decisions = per(envelope.decisions.value, envelope.objects.value);
  std::int64_t size = envelope.max_objects.value;
  if (decisions > 0) size = std::min(size, envelope.max_decisions.value / decisions);
  return size;
}

}  // namespace

void BatchQuotaEnvelope::check(const canon::Path& path, canon::Faults& faults) const {
  if (max_cost && (!std::isfinite(*max_cost) || *max_cost < 0)) {
    faults.add(canon::record::wrong_value, canon::Path(path, "max_cost_usd"), "must be 0 or more");
  }
}

BatchPlan plan(const BatchQuotaEnvelope& envelope) {
  BatchPlan plan;
  const std::int64_t objects = envelope.objects.value;
  plan.exceeds = objects > envelope.max_objects.value ||
                 envelope.decisions.value > envelope.max_decisions.value;
  if (!plan.exceeds) {
    plan.chunks = {{0, objects}};
    return plan;
  }
  plan.then = envelope.on_exceeded;
  if (plan.then != OnQuotaExceeded::chunk_and_continue) return plan;
  const std::int64_t size = objects == 0 ? 0 : chunk_size(envelope);
  if (size == 0) {
    plan.then = OnQuotaExceeded::fail_closed_for_affected_items;
    return plan;
  }
  for (std::int64_t first = 0; first < objects; first += size) {
    plan.chunks.push_back({first, std::min(size, objects - first)});
  }
  return plan;
}

bool may_go_on(const BatchQuotaEnvelope& envelope, const BatchUse& used) {
  const auto& most = envelope.max_milliseconds;
  if (most && used.milliseconds >= most->value) return false;
  // Said so that a cost that is no number stops it too.
  return !envelope.max_cost || used.cost < *envelope.max_cost;
}

}  // namespace writ::govern
