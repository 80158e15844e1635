#include "ops/freshness.h"

#include <fmt/format.h>

#include "ops/registry.h"

namespace writ::ops {

namespace {

// The effective state moves with what is kept for the tenant and with every change of a key, since
// a revoked key is a decision less.
memory::ActiveFreshnessKey make_key(const State& state, const InForce* in_force,
                                    std::string_view tenant, std::string_view name,
                                    const policy::CompiledPolicy* policy) {
  const std::int64_t generation = in_force != nullptr ? in_force->standing.generation : 0;
  std::string moved = fmt::format_int(state.deployment_generation).str();
  moved += '.';
  moved += fmt::format_int(state.state_generation(tenant, name)).str();
  return memory::ActiveFreshnessKey(
      {.policy_generation = memory::PolicyGenerationId(fmt::format_int(generation).str()),
       .effective_state_generation = memory::EffectiveStateGenerationId(std::move(moved)),
       .evaluator_hash =
           memory::ContentHash(policy ? policy->memory_rules().evaluator_hash() : "none"),
       .domain_profile_version = version_in_use(state, tenant, RegistryKind::domain_profile),
       .reason_code_version = version_in_use(state, tenant, RegistryKind::reason_code),
       .safe_label_version = version_in_use(state, tenant, RegistryKind::safe_label_vocabulary)});
}

}  // namespace

memory::ActiveFreshnessKey active_freshness_key(const State& state, std::string_view tenant,
                                                std::string_view name,
                                                const policy::CompiledPolicy* policy) {
  const InForce* in_force = state.find(tenant, name);
  const auto make = [&] { return make_key(state, in_force, tenant, name, policy); };
  if (in_force == nullptr) return make();
  const KeyOf& kept = in_force->key.get([&] { return KeyOf{policy, make()}; });
  return kept.policy == policy ? kept.key : make();
}

std::int64_t freshness_generation(const State& state, std::string_view tenant,
                                  std::string_view name) {
  const InForce* in_force = state.find(tenant, name);
  const std::int64_t activated = in_force != nullptr ? in_force->standing.generation : 0;
  return state.deployment_generation + state.state_generation(tenant, name) + activated;
}

}  // namespace writ::ops
