// What the OpenID Authorization API 1.0 (AuthZEN) calls responses.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"
#include "policy/access_question.h"

namespace writ::door::authzen {

struct EvaluationError {
  canon::Bounded<400, 599> status;
  std::string message;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("AccessEvaluationError", "Why a question of a batch was not decided.",
             field<&EvaluationError::status>("status", "As HTTP has it."),
             field<&EvaluationError::message>("message", "For people."));
  }
};

struct EvaluationContext {
  std::optional<canon::HexDigest> decision_hash;
  std::optional<EvaluationError> error;
  std::optional<canon::Bounded<0, canon::max_exact_integer>> freshness_generation;
  std::optional<canon::Timestamp> honoured_until;
  std::optional<std::vector<policy::Obligation>> obligations;
  std::optional<std::string> policy_hash;
  std::optional<std::string> reason;
  std::optional<std::vector<policy::RuleId>> rule_ids;

  static constexpr auto record(auto&& f) {
    using C = EvaluationContext;
    using canon::field;
    return f("AccessEvaluationContext", "What the asker wanted to be told, or has to be.",
             field<&C::decision_hash>("decisionHash", "SHA-256 of the decision's material."),
             field<&C::error>("error", "Why it was not decided."),
             field<&C::freshness_generation>("freshnessGeneration",
                                             "Of several nodes: the state that it was made under, "
                                             "as `hello` counts it."),
             field<&C::honoured_until>("honouredUntil",
                                       "Of several nodes: until when it may be relied on."),
             field<&C::obligations>("obligations", "What is owed."),
             field<&C::policy_hash>("policyHash", "The bundle that decided; empty for none."),
             field<&C::reason>("reason", "The winning rule's code, or why no rule decided."),
             field<&C::rule_ids>("ruleIds", "The rule that won; empty where none applied."));
  }
};

struct EvaluationResponse {
  std::optional<EvaluationContext> context;
  bool decision = false;

  static constexpr auto record(auto&& f) {
    using R = EvaluationResponse;
    using canon::field;
    return f("AccessEvaluationResponse", "The answer to a question.",
             field<&R::context>("context", "What the asker wanted to be told, or has to be."),
             field<&R::decision>("decision", "Whether it may be done."));
  }
};

struct EvaluationsResponse {
  std::vector<EvaluationResponse> evaluations;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f(
        "AccessEvaluationsResponse", "The answers to a batch.",
        field<&EvaluationsResponse::evaluations>("evaluations", "In the order of the questions."));
  }
};

// What the asker of a question is told of its decision.
EvaluationResponse response_of(const policy::AccessQuestion& question,
                               policy::PDPDecision decision);

// --- searches ------------------------------------------------------------------------------------

struct PageResponse {
  canon::Bounded<0, canon::max_exact_integer> count;
  std::string next_token;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("AccessPageResponse", "Which part of the results this is.",
             field<&PageResponse::count>("count", "How many results it has."),
             field<&PageResponse::next_token>("next_token",
                                              "The `token` of the next page; empty at the end."));
  }
};

struct FoundEntity {
  std::string id;
  std::string type;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("AccessFoundEntity", "A subject or a resource.",
             field<&FoundEntity::id>("id", "Which."),
             field<&FoundEntity::type>("type", "As was searched for."));
  }
};

struct FoundAction {
  std::string name;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("AccessFoundAction", "An action.", field<&FoundAction::name>("name", "Which."));
  }
};

struct EntitySearchResponse {
  std::optional<PageResponse> page;
  std::vector<FoundEntity> results;

  static constexpr auto record(auto&& f) {
    using R = EntitySearchResponse;
    using canon::field;
    return f("AccessEntitySearchResponse", "Those for which the answer is yes.",
             field<&R::page>("page", "Where they are a part of all."),
             field<&R::results>("results", "By id."));
  }
};

struct ActionSearchResponse {
  std::optional<PageResponse> page;
  std::vector<FoundAction> results;

  static constexpr auto record(auto&& f) {
    using R = ActionSearchResponse;
    using canon::field;
    return f("AccessActionSearchResponse", "Those for which the answer is yes.",
             field<&R::page>("page", "Where they are a part of all."),
             field<&R::results>("results", "By name."));
  }
};

}  // namespace writ::door::authzen
