#include "ops/proof_verify.h"

#include "canon/record_define.h"
#include "ops/freshness.h"

namespace writ::ops {

Result<bool> is_active(Engine& engine, const State& state, const Governing& by,
                       const memory::PolicyRuntimeFreshnessKey& key, Instant now) {
  if (by.session != nullptr) return by.deciding.policy != nullptr && by.active == key;
  const InForce* in_force = state.find(by.tenant, by.name);
  if (in_force == nullptr) return false;
  for (const std::optional<Ruling>* ruling : {&in_force->active, &in_force->canary}) {
    if (!*ruling) continue;
    WRIT_TRY(const Deciding deciding, deciding_policy(engine, state, **ruling, now));
    if (deciding.policy == nullptr) continue;
    if (active_freshness_key(state, in_force, deciding.policy) == key) return true;
  }
  return false;
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ProofVerdict);
