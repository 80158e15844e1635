// The decision of a request under the policy in force: what policy.decide and policy.explain share.
#pragma once

#include <memory>
#include <optional>

#include "canon/types.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/policy_ref.h"
#include "policy/decision.h"

namespace writ::ops {

struct DecideRequest {
  policy::TenantId tenant_id;
  std::optional<policy::BundleName> name;
  canon::Sourced<policy::PDPRequest> request;

  static constexpr auto record(auto&& f) {
    using R = DecideRequest;
    using canon::field;
    return f("DecideRequest", "A question to a tenant's policy.",
             field<&R::tenant_id>("tenantId", "Whose policy."),
             field<&R::name>("name", "Which of them; absent is `default`."),
             field<&R::request>("request", "The question."));
  }
};

std::optional<std::string_view> tenant_of(const DecideRequest& request);

// The policy that decides for a (tenant, name) at a moment, or why every decision is a refusal.
struct Deciding {
  std::shared_ptr<const policy::CompiledPolicy> policy;  // nullptr where `refusal` is set
  std::string policy_hash;                               // empty for none
  std::string_view refusal;                              // of policy::reason; empty for none
};
Result<Deciding> deciding_policy(Engine& engine, const State& state, std::string_view tenant,
                                 std::string_view name, Instant now);

// The request as it counts: with the `ctx.principal` of counted_principal(). Nothing where it
// counts as it came.
Result<std::optional<canon::Sourced<policy::PDPRequest>>> counted_request(
    const State& state, std::string_view tenant, const Caller& caller,
    const canon::Sourced<policy::PDPRequest>& request);

// Journals a decision: who asked what of which policy, and what was answered. `request` is the one
// that counted.
Result<void> record_decision(Engine& engine, const Call& call, std::string_view name,
                             const canon::Value& request, const policy::PDPDecision& decision);

// Decides, and journals it.
Result<policy::PDPDecision> decide(Engine& engine, const Call& call, const DecideRequest& request);

}  // namespace writ::ops
