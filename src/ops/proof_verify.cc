#include "ops/proof_verify.h"

#include "canon/record_define.h"
#include "ops/freshness.h"
#include "ops/movement.h"

namespace writ::ops {

namespace {

constexpr std::string_view evaluator = "compiled_policy_evaluator_hash";

// Nothing is fresh where nothing decides.
ProofVerdict verdict_of(const memory::PolicyRuntimeFreshnessKey& key, const Governing& by) {
  if (by.deciding.policy != nullptr && *by.active == key) return {.ok = true};
  ProofVerdict verdict = ProofVerdict::of(proof_reason::stale);
  verdict.stale_components = memory::moved_components(key, *by.active);
  if (verdict.stale_components->empty()) verdict.stale_components->emplace_back(evaluator);
  return verdict;
}

}  // namespace

Result<ProofVerdict> fresh(Engine& engine, const State& state, const Governing& by,
                           const memory::PolicyRuntimeFreshnessKey& key, Instant now) {
  ProofVerdict verdict = verdict_of(key, by);
  const InForce* in_force = state.find(by.tenant, by.name);
  const bool asks_one_arm =
      by.session != nullptr || by.deciding.refusal == policy::reason::policy_source_stale;
  if (verdict.ok || asks_one_arm || in_force == nullptr || !in_force->canary) return verdict;
  WRIT_TRY(const Deciding canary, deciding_policy(engine, state, *in_force->canary, now));
  const bool is_canarys = canary.policy != nullptr &&
                          *active_freshness_key(state, by.tenant, by.name, canary.policy) == key;
  return is_canarys ? ProofVerdict{.ok = true} : verdict;
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ProofVerdict);
