// A question to the decision point, and its answer.
#pragma once

#include <optional>
#include <string>
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

struct PDPDecision {
  bool allow = false;
  std::string policy_hash;  // empty where no policy was found
  canon::HexDigest decision_hash;
  std::vector<RuleId> rule_ids;
  std::vector<Obligation> obligations;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using D = PDPDecision;
    using canon::field;
    return f("PDPDecision", "The answer, and what it rests on.",
             field<&D::allow>("allow", "Whether it may be done."),
             field<&D::policy_hash>("policyHash", "The bundle that decided; empty for none."),
             field<&D::decision_hash>("decisionHash", "SHA-256 of the decision's material."),
             field<&D::rule_ids>("ruleIds", "The rule that won; empty where none applied."),
             field<&D::obligations>("obligations", "What is owed."),
             field<&D::reason>("reason", "The winning rule's code, or why no rule decided."));
  }
};

// The request with this `ctx.principal`.
canon::Sourced<PDPRequest> with_principal(canon::Sourced<PDPRequest> request,
                                          const canon::Sourced<RequestPrincipal>& principal);

}  // namespace writ::policy
