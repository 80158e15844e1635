// A question and decisions for tests: everything allowed, nothing owed, all under one key. What a
// test is about it changes.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "memory/answer.h"
#include "memory/applicability.h"

namespace writ::memory {

template <class Text>
Text text(std::string_view value) {
  Text made;
  EXPECT_TRUE(made.set(value)) << value;
  return made;
}

inline PolicyRuntimeFreshnessKey test_key() {
  return {.policy_generation = PolicyGenerationId("7"),
          .effective_state_generation = EffectiveStateGenerationId("12"),
          .evaluator_hash = ContentHash("e"),
          .domain_profile_version = SchemaVersionRef("1"),
          .reason_code_version = SchemaVersionRef("1")};
}

inline PolicyEvaluationContext test_context(Action action = Action::retrieve) {
  return {.recorded_at = text<canon::Timestamp>("2026-11-23T14:08:00.000Z"),
          .id = PolicyEvaluationContextRef("asked"),
          .object = MemoryObjectRef("patients/p-117"),
          .action = action,
          .principal = PrincipalRef("nora"),
          .exposure_context = ExposureContextRef("ward-3b"),
          .model_class = ModelClass::same_machine_local_model,
          .client_kind = ClientKind::interactive_user,
          .interaction_mode = InteractionMode::interactive,
          .freshness_key = test_key()};
}

inline void set_levels(MemoryPolicyDecision& decision, Capability allows) {
  decision.content_fidelity = {allows.content_fidelity()};
  decision.locality = {allows.locality()};
  decision.learning_scope = {allows.learning_scope()};
  decision.mutation_authority = {allows.mutation_authority()};
  decision.disclosure_class = {allows.disclosure_class()};
  decision.disclosure_vector = {allows.disclosure_vector()};
}

inline MemoryPolicyDecision test_decision(std::string_view id = "d1",
                                          Capability allows = Capability::everything()) {
  const PolicyEvaluationContext context = test_context();
  MemoryPolicyDecision decision{.recorded_at = context.recorded_at,
                                .id = MemoryPolicyDecisionRef(std::string(id)),
                                .context = context.id,
                                .object = context.object,
                                .action = context.action,
                                .freshness_key = test_key()};
  set_levels(decision, allows);
  return decision;
}

inline PolicyObligation test_obligation(ObligationKind kind, std::string_view id = "o1",
                                        std::string_view parameters = "") {
  PolicyObligation obligation{.recorded_at = test_context().recorded_at,
                              .id = PolicyObligationRef(std::string(id)),
                              .kind = ObligationKindName(kind),
                              .owner = EnforcementOwner::doc84,
                              .reason_code = ReasonCodeId("why")};
  for (std::size_t i = 0; i < action_count; ++i) {
    obligation.applies_to.push_back(static_cast<Action>(i));
  }
  if (!parameters.empty()) obligation.parameters = canon::Json::parse(parameters).value();
  return obligation;
}

// What memory.meet is given.
struct Given {
  PolicyEvaluationContext context = test_context();
  PolicyRuntimeFreshnessKey active = test_key();
  std::vector<MemoryPolicyDecision> decisions{test_decision()};
  std::vector<PolicyEvaluationContext> contexts;
  std::vector<PolicyObligation> obligations;
  ScopeConservatismFloor floor = ScopeConservatismFloor::normal_policy_check;
  RelationToDestination relation = RelationToDestination::unknown_destination;

  Question question() const { return {context.action, context.destination, floor, relation}; }

  // Of every decision and of the context.
  Given& ask(Action action, std::optional<Destination> destination = {}) {
    context.action = action;
    context.destination = destination;
    for (MemoryPolicyDecision& decision : decisions) {
      decision.action = action;
      decision.destination = destination;
    }
    return *this;
  }
};

struct Outcome {
  std::shared_ptr<const KnownObligations> known;  // which `met` points into
  Meet met;
  Answer answer;
  bool permitted = false;
  std::vector<std::string> missing;

  const EffectiveMemoryPolicy& policy() const { return answer.policy; }
  std::vector<std::string> codes() const {
    std::vector<std::string> texts;
    for (const ReasonCodeId& code : answer.policy.reason_codes) texts.push_back(code.text());
    return texts;
  }
  std::vector<std::string> excluded() const {
    std::vector<std::string> texts;
    for (const ExcludedDecision& one : answer.policy.excluded) {
      texts.push_back(one.decision.text() + " " +
                      std::string(wire_names(one.reason)[static_cast<std::size_t>(one.reason)]));
    }
    return texts;
  }
};

// `given` outlives the outcome.
inline Outcome outcome_of(const Given& given) {
  Outcome outcome{.known = std::make_shared<const KnownObligations>(given.obligations)};
  const Sifted sifted = sift({given.context, given.active}, given.decisions,
                             KnownContexts(given.context, given.contexts), *outcome.known);
  outcome.met = meet(given.question(), sifted.voices);
  outcome.answer = answer_of(given.context, sifted.voices, sifted.excluded, outcome.met);
  outcome.permitted = meets_predicate(given.question(), outcome.met);
  outcome.missing = missing_alone(given.question(), outcome.met);
  return outcome;
}

}  // namespace writ::memory
