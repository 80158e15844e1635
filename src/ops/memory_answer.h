// The records that memory.evaluate answers with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "memory/answer.h"
#include "memory/permission.h"
#include "ops/memory_question.h"

namespace writ::ops {

// What pulled one axis down: the rules, decisions, floor and obligations that have it at no more
// than its level. What blocks the whole policy stands in its reason codes.
struct AxisExplanation {
  std::string axis;
  std::string level;
  std::vector<std::string> rules;
  std::vector<std::string> decisions;
  std::optional<std::string> floor;
  std::vector<std::string> obligations;

  static constexpr auto record(auto&& f) {
    using E = AxisExplanation;
    using canon::field;
    return f("AxisExplanation", "What pulled an axis down.", field<&E::axis>("axis", "The axis."),
             field<&E::level>("level", "Where it is."),
             field<&E::rules>("rules", "The rules that allow no more, by their ids."),
             field<&E::decisions>("decisions", "The decisions that allow no more."),
             field<&E::floor>("floor", "The floor, where it allows no more."),
             field<&E::obligations>("obligations", "The obligations that allow no more."));
  }
};

struct MemoryAnswer {
  memory::EffectiveMemoryPolicy policy;
  memory::PolicyEvaluationContext context;
  std::vector<memory::EffectiveMemoryPolicy> prerequisites;
  std::vector<memory::PolicyObligation> obligations;
  std::vector<memory::PolicyObligationConflict> conflicts;
  bool permitted = false;
  bool grantable = false;
  std::vector<std::string> missing;
  std::string policy_hash;
  std::optional<std::string> reason;
  std::optional<std::vector<AxisExplanation>> explanation;
  canon::Timestamp honoured_until;

  static constexpr auto record(auto&& f) {
    using A = MemoryAnswer;
    using canon::field;
    return f(
        "MemoryAnswer", "What may be done.",
        field<&A::policy>("effective_policy", "Of the action that was asked about."),
        field<&A::context>("evaluation_context", "The question, as it was understood."),
        field<&A::prerequisites>("prerequisite_policies", "Of each action that it rests on."),
        field<&A::obligations>("obligations", "All that is owed for any of them, by id."),
        field<&A::conflicts>("obligation_conflicts", "What cannot be met."),
        field<&A::permitted>("permitted", "Whether it may be done, now."),
        field<&A::grantable>("grantable",
                             "Whether it may but for the certificate, the attestation, and "
                             "receipts that are these."),
        field<&A::missing>("missing", "What is missing."),
        field<&A::policy_hash>("policy_hash", "The bundle that decided; empty for none."),
        field<&A::reason>("reason", "Why no rule was asked."),
        field<&A::explanation>("explanation", "What pulled each axis down, where that was asked."),
        field<&A::honoured_until>("honoured_until", "Until when this may be relied on."));
  }
};

// The answer about one object, and what was judged on the way.
struct MemoryAnswered {
  MemoryAnswer answer;
  std::vector<memory::Judged> closure;
  memory::Proofs proofs;
};
Result<MemoryAnswered> answer_memory(Engine& engine, MemoryEvaluation& evaluation,
                                     const MemoryQuestion& question,
                                     const memory::MemoryObjectRef& object);

// The policies of the answer, the prerequisites' included, by id.
std::vector<memory::EffectiveMemoryPolicyRef> policies_of(const MemoryAnswer& answer);

// A certificate or attestation of the question that was answered, but for what it alone says and
// for its id.
template <class Proof>
Proof proof_of(const MemoryAnswered& answered, const MemoryEvaluation& evaluation) {
  const memory::PolicyEvaluationContext& context = answered.answer.context;
  return {
      .recorded_at = context.recorded_at,
      .object = context.object,
      .action = context.action,
      .principal = context.principal,
      .context = context.id,
      .policies = policies_of(answered.answer),
      .discharges = memory::used_discharges(answered.closure, answered.proofs, evaluation.active()),
      .freshness_key = evaluation.active()};
}

// What the journal tells of an answer.
struct MemoryTold {
  std::string_view outcome;
  std::string response;  // the canonical JSON of what is answered
  std::optional<std::string> reason = {};
  std::optional<std::vector<std::string>> rule_ids = {};
  std::optional<std::int64_t> count = {};
  std::optional<journal::ShadowDecision> shadow = {};
};

// How an answer's outcome is called: `allow`, `grantable`, `deny`.
std::string_view outcome_of(const MemoryAnswer& answer);

// The rules that have a say in it, by id.
std::vector<std::string> rules_of(const MemoryAnswered& answered);

// What the bundle that is staged as a shadow would have answered otherwise: another outcome, rules,
// levels or obligations. Proofs are made under the bundle in force, and count as if the shadow's
// had been asked for.
Result<std::optional<journal::ShadowDecision>> shadow_of(Engine& engine,
                                                         const MemoryEvaluation& evaluation,
                                                         const MemoryQuestion& question,
                                                         const MemoryAnswered& answered);

// Of a proof that was asked for, issued or not.
template <class Response>
MemoryTold told_of(const Response& response, const MemoryAnswered& answered) {
  return {.outcome = response.ok ? "done" : "refused",
          .response = canon::encode(response),
          .reason = response.reason,
          .rule_ids = rules_of(answered)};
}

// Journals what was answered, and the question with it.
Result<void> record_answer(Engine& engine, const Call& call, const MemoryEvaluation& evaluation,
                           const MemoryTold& told);

}  // namespace writ::ops
