// A question to the decision point, and its answer.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"
#include "policy/bundle.h"

namespace writ::policy {

// The parts of a request's `ctx` that rules read. Hosts put more into it, which attribute
// comparisons can point at; null is the same as absent, since `ctx` is theirs.
struct RequestPrincipal {
  static constexpr bool open_record = true;
  std::optional<std::string> id;
  std::optional<std::vector<std::string>> roles;
  std::optional<std::string> assurance;  // one that is unknown satisfies no rule

  static constexpr auto record(auto&& f) {
    using P = RequestPrincipal;
    using canon::field;
    return f("RequestPrincipal", "Who asks. May hold more than this.", field<&P::id>("id", "Who."),
             field<&P::roles>("roles", "The roles that they hold."),
             field<&P::assurance>("assurance", "How sure of them we are: aal1, aal2, aal3."));
  }
};

struct RequestContext {
  static constexpr bool open_record = true;
  std::optional<RequestPrincipal> principal;
  std::optional<std::string> risk_tier;  // one that is unknown is in no rule's tiers

  static constexpr auto record(auto&& f) {
    using C = RequestContext;
    using canon::field;
    return f("RequestContext", "What the host knows about the question. May hold more than this.",
             field<&C::principal>("principal", "Who asks."),
             field<&C::risk_tier>("riskTier", "low, moderate, high, regulated."));
  }
};

struct PDPRequest {
  std::optional<RequestContext> ctx;
  std::string op;
  std::optional<std::string> resource;
  std::optional<std::vector<std::string>> labels;
  std::optional<std::string> purpose;
  std::optional<canon::Json> args_summary;

  static constexpr auto record(auto&& f) {
    using R = PDPRequest;
    using canon::field;
    return f("PDPRequest", "May this be done?",
             field<&R::ctx>("ctx", "Who asks, and what the host knows."),
             field<&R::op>("op", "What would be done, such as `llm.complete`."),
             field<&R::resource>("resource", "To what."),
             field<&R::labels>("labels", "How the data is labelled."),
             field<&R::purpose>("purpose", "What for."),
             field<&R::args_summary>("argsSummary", "More about it, for comparisons."));
  }
};

// Where an approval stands.
enum class ApprovalState : std::uint8_t { pending, granted, denied, withdrawn, used, expired };
constexpr auto wire_names(ApprovalState) {
  return std::to_array<std::string_view>(
      {"pending", "granted", "denied", "withdrawn", "used", "expired"});
}

using ApprovalId = canon::Id<struct ApprovalTag>;

// What there is to say of the approval that a decision owes, or that was shown for it. No part of
// what the decision's hash covers.
struct DecisionApproval {
  std::optional<ApprovalId> approval_id;
  std::optional<ApprovalState> state;
  std::optional<canon::Timestamp> expires_at;
  std::optional<std::string> refusal;
  std::optional<std::string> not_filed;

  static constexpr auto record(auto&& f) {
    using A = DecisionApproval;
    using canon::field;
    return f(
        "DecisionApproval", "The approval behind a decision, or the one that it waits for.",
        field<&A::approval_id>("approvalId", "Which; absent where none was filed."),
        field<&A::state>("state", "Where it stands; `used` where this decision used it."),
        field<&A::expires_at>("expiresAt", "Until when it stands so."),
        field<&A::refusal>("refusal", "Why the approval that was shown does not count, as a code."),
        field<&A::not_filed>("notFiled", "Why no approval was asked for, as a code."));
  }
};

struct PDPDecision {
  bool allow = false;
  std::string policy_hash;  // empty where no policy was found
  canon::HexDigest decision_hash;
  std::vector<RuleId> rule_ids;
  std::vector<Obligation> obligations;
  std::optional<std::string> reason;
  std::optional<DecisionApproval> approval;
  std::optional<canon::Bounded<0, canon::max_exact_integer>> freshness_generation;
  std::optional<canon::Timestamp> honoured_until;

  static constexpr auto record(auto&& f) {
    using D = PDPDecision;
    using canon::field;
    return f("PDPDecision", "The answer, and what it rests on.",
             field<&D::allow>("allow", "Whether it may be done."),
             field<&D::policy_hash>("policyHash", "The bundle that decided; empty for none."),
             field<&D::decision_hash>("decisionHash", "SHA-256 of the decision's material."),
             field<&D::rule_ids>("ruleIds", "The rule that won; empty where none applied."),
             field<&D::obligations>("obligations", "What is owed."),
             field<&D::reason>("reason", "The winning rule's code, or why no rule decided."),
             field<&D::approval>("approval", "The approval that it owes, or that it used."),
             field<&D::freshness_generation>("freshnessGeneration",
                                             "Of several nodes: the state that it was made under, "
                                             "as `hello` counts it."),
             field<&D::honoured_until>("honouredUntil",
                                       "Of several nodes: until when it may be relied on."));
  }
};

// The request with this `ctx.principal`.
canon::Sourced<PDPRequest> with_principal(canon::Sourced<PDPRequest> request,
                                          const canon::Sourced<RequestPrincipal>& principal);

}  // namespace writ::policy
