// The decision of a request under the policy in force: what policy.decide, policy.explain and
// session.decide share.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "canon/types.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/policy_ref.h"
#include "policy/decision.h"

namespace writ::ops {

using Question = canon::Sourced<policy::PDPRequest>;

struct DecideRequest {
  policy::TenantId tenant_id;
  std::optional<policy::BundleName> name;
  Question request;
  std::optional<policy::ApprovalId> approval_id;

  static constexpr auto record(auto&& f) {
    using R = DecideRequest;
    using canon::field;
    return f("DecideRequest", "A question to a tenant's policy.",
             field<&R::tenant_id>("tenantId", "Whose policy."),
             field<&R::name>("name", "Which of them; absent is `default`."),
             field<&R::request>("request", "The question."),
             field<&R::approval_id>("approvalId", "An approval that was granted for it."));
  }
};

std::optional<std::string_view> tenant_of(const DecideRequest& request);

// What decides at a moment, or why every decision is a refusal. Valid as long as the state.
struct Deciding {
  const policy::CompiledPolicy* policy = nullptr;  // nullptr where there is a refusal
  const policy::CompiledPolicy* shadow = nullptr;  // evaluated beside it, where one is staged
  std::string_view policy_hash;                    // empty for none
  std::string_view refusal;                        // empty for none
};

// Of a (tenant, name).
Result<Deciding> deciding_policy(Engine& engine, const State& state, std::string_view tenant,
                                 std::string_view name, Instant now);

// Of a session: the bundle that it is pinned to, or that its arm of the policy has now.
Result<Deciding> deciding_policy(Engine& engine, const State& state, const OpenSession& session,
                                 Instant now);

// Of a bundle by itself; nothing is evaluated beside it.
Result<Deciding> deciding_policy(Engine& engine, const State& state, const Ruling& ruling,
                                 Instant now);

// Which of a policy's bundles decides for a session of that id; nullptr for none.
session::Arm arm_of(const InForce& in_force, std::string_view session_id);
const Ruling* ruling_of(const InForce& in_force, session::Arm arm);

// The request as it counts: with the `ctx.principal` of counted_principal(). Nothing where it
// counts as it came.
Result<std::optional<Question>> counted_request(const State& state, std::string_view tenant,
                                                const Caller& caller, const Question& request);

// A request as it counted, with its canonical JSON.
struct Asked {
  const Question& request;
  std::string body;
  std::string_view name;          // of the policy
  std::string_view session = {};  // empty: asked in none

  static Asked of(const Question& request, std::string_view name);
};

// The answer, and what the staged bundle would have answered otherwise.
struct Decided {
  policy::PDPDecision decision;
  std::optional<journal::ShadowDecision> shadow;
};
Decided answer(const Deciding& deciding, const Question& request);

// The same where a bundle is asked by `decide`; `request` is what conditions read.
using DecideBy = std::function<policy::PDPDecision(const policy::CompiledPolicy& policy)>;
Decided answer(const Deciding& deciding, const policy::PDPRequest& request, const DecideBy& decide);

// How long a decision counts, for whoever gets it, where other nodes can change what it rests on.
// `until` is Engine::honoured_until() of before the state was asked for.
void date(const Engine& engine, const State& state, std::string_view tenant, std::string_view name,
          Instant until, policy::PDPDecision& decision);

// A decision as the journal tells of it. `body` is the canonical JSON of what was asked.
journal::EntryItem item_of(std::string_view body, const Decided& decided);
// The journal's entry for a decision.
journal::Entry entry_of(const Call& call, const Asked& asked, const Decided& decided);

// Journals a decision: who asked what of which policy, and what was answered.
Result<void> record_decision(Engine& engine, const Call& call, const Asked& asked,
                             const Decided& decided);
Result<void> record_decision(Engine& engine, const Call& call, std::string_view name,
                             std::string_view body, const Decided& decided);

}  // namespace writ::ops
