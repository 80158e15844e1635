#include "ops/freshness.h"

#include <fmt/format.h>

namespace writ::ops {
namespace {

// Of registries that are part of the program.
constexpr std::string_view built_in_version = "1";

}  // namespace

// The effective state moves with what is kept for the tenant and with every change of a key, since
// a revoked key is a decision less.
memory::PolicyRuntimeFreshnessKey active_freshness_key(const State& state, const InForce* in_force,
                                                       const policy::CompiledPolicy* policy) {
  const std::int64_t generation = in_force ? in_force->standing.generation : 0;
  const std::int64_t effective = in_force ? in_force->state_generation : 0;
  const memory::SchemaVersionRef built_in{std::string(built_in_version)};
  std::string moved = fmt::format_int(state.deployment_generation).str();
  moved += '.';
  moved += fmt::format_int(effective).str();
  return {.policy_generation = memory::PolicyGenerationId(fmt::format_int(generation).str()),
          .effective_state_generation = memory::EffectiveStateGenerationId(std::move(moved)),
          .evaluator_hash =
              memory::ContentHash(policy ? policy->memory_rules().evaluator_hash() : "none"),
          .domain_profile_version = built_in,
          .reason_code_version = built_in,
          .safe_label_version = built_in};
}

}  // namespace writ::ops
