#include "ops/memory_answer.h"

#include <algorithm>

#include "canon/canonical.h"
#include "canon/digest.h"
#include "canon/record_define.h"

namespace writ::ops {
namespace {

using memory::Capability;

// Each obligation once, by id. Two that differ stay two, whatever their ids.
std::vector<memory::PolicyObligation> obligations_of(std::span<const memory::Judged> closure) {
  std::vector<const memory::PolicyObligation*> list;
  for (const memory::Judged& judged : closure) {
    for (const memory::Owed* owed : judged.met.owed) list.push_back(owed->record);
    if (judged.met.owes_review) list.push_back(&memory::durable_write_review());
  }
  const auto id = [](const memory::PolicyObligation* obligation) {
    return std::string_view(obligation->id.text());
  };
  std::ranges::sort(list, {}, id);
  std::vector<memory::PolicyObligation> obligations;
  for (const memory::PolicyObligation* obligation : list) {
    const bool again = !obligations.empty() && obligations.back().id == obligation->id &&
                       canon::encode(obligations.back()) == canon::encode(*obligation);
    if (!again) obligations.push_back(*obligation);
  }
  return obligations;
}

// --- explaining --------------------------------------------------------------------------------

template <class Level>
AxisExplanation explain_axis(std::string_view axis, const memory::Judged& judged,
                             Level (Capability::*level_of)() const) {
  const memory::Meet& met = judged.met;
  const Level level = ((*met.allowed).*level_of)();
  const auto no_more = [&](Capability most) {
    return (most.*level_of)() <= level && level != (Capability::everything().*level_of)();
  };
  AxisExplanation explanation{
      .axis = std::string(axis),
      .level = std::string(wire_names(Level{})[static_cast<std::size_t>(level)])};
  for (const memory::Contribution& voice : judged.voices.contributions) {
    if (!no_more(*memory::Settled(voice.allows))) continue;
    if (voice.rule.empty()) {
      explanation.decisions.emplace_back(voice.ref);
    } else {
      explanation.rules.emplace_back(voice.rule);
    }
  }
  if (no_more(met.floor->most)) {
    const auto floor = met.floor->effect->floor;
    explanation.floor = wire_names(floor)[static_cast<std::size_t>(floor)];
  }
  for (const memory::Owed* owed : met.owed) {
    if (no_more(memory::most_under({owed})))
      explanation.obligations.push_back(owed->record->id.text());
  }
  return explanation;
}

std::vector<AxisExplanation> explain(const memory::Judged& judged) {
  return {explain_axis("content_fidelity", judged, &Capability::content_fidelity),
          explain_axis("locality", judged, &Capability::locality),
          explain_axis("learning_scope", judged, &Capability::learning_scope),
          explain_axis("mutation_authority", judged, &Capability::mutation_authority),
          explain_axis("disclosure_class", judged, &Capability::disclosure_class)};
}

// Whatever is named after the bundle alone, as references to rules are, makes no difference.
bool same_answer(const MemoryAnswered& a, const MemoryAnswered& b) {
  const auto allowed = [](const memory::Judged& judged) { return *judged.met.allowed; };
  return outcome_of(a.answer) == outcome_of(b.answer) && rules_of(a) == rules_of(b) &&
         std::ranges::equal(a.closure, b.closure, {}, allowed, allowed) &&
         std::ranges::equal(a.answer.obligations, b.answer.obligations, {},
                            &memory::PolicyObligation::id, &memory::PolicyObligation::id);
}

std::optional<std::string> reason_of(const MemoryEvaluation& evaluation) {
  if (evaluation.refusal().empty()) return std::nullopt;
  return std::string(evaluation.refusal());
}

}  // namespace

Result<MemoryAnswered> answer_memory(Engine& engine, MemoryEvaluation& evaluation,
                                     const MemoryQuestion& question,
                                     const memory::MemoryObjectRef& object) {
  MemoryAnswered answered{.closure = evaluation.judge(object, MemoryEvaluation::Named::yes)};
  MemoryAnswer& answer = answered.answer;
  for (memory::Judged& judged : answered.closure) {
    memory::Answer records =
        memory::answer_of(judged.context, judged.voices, std::move(judged.excluded), judged.met);
    std::ranges::move(records.conflicts, std::back_inserter(answer.conflicts));
    if (&judged == &answered.closure.front()) {
      answer.policy = std::move(records.policy);
    } else {
      answer.prerequisites.push_back(std::move(records.policy));
    }
  }
  const memory::Judged& asked = answered.closure.front();
  answer.obligations = obligations_of(answered.closure);
  WRIT_TRY(answered.proofs,
           evaluation.proofs(engine, asked, policies_of(answer), answer.obligations));
  memory::Permission permission =
      memory::permission_of(answered.closure, answered.proofs, evaluation.active());
  answer.context = asked.context;
  answer.permitted = permission.permitted;
  answer.grantable = permission.grantable;
  answer.missing = std::move(permission.missing);
  answer.policy_hash = evaluation.policy_hash();
  answer.reason = reason_of(evaluation);
  answer.honoured_until = canon::Timestamp(evaluation.honoured_until());
  if (question.explain.value_or(false)) answer.explanation = explain(asked);
  return answered;
}

std::vector<memory::EffectiveMemoryPolicyRef> policies_of(const MemoryAnswer& answer) {
  std::vector<memory::EffectiveMemoryPolicyRef> refs{answer.policy.id};
  for (const memory::EffectiveMemoryPolicy& policy : answer.prerequisites) {
    refs.push_back(policy.id);
  }
  std::ranges::sort(refs);
  return refs;
}

std::string_view outcome_of(const MemoryAnswer& answer) {
  return answer.permitted ? "allow" : answer.grantable ? "grantable" : "deny";
}

std::vector<std::string> rules_of(const MemoryAnswered& answered) {
  std::vector<std::string> rules;
  for (const memory::Contribution& voice : answered.closure.front().voices.contributions) {
    if (!voice.rule.empty()) rules.emplace_back(voice.rule);
  }
  std::ranges::sort(rules);
  return rules;
}

Result<std::optional<journal::ShadowDecision>> shadow_of(Engine& engine,
                                                         const MemoryEvaluation& evaluation,
                                                         const MemoryQuestion& question,
                                                         const MemoryAnswered& answered) {
  std::optional<MemoryEvaluation> beside = evaluation.shadow();
  if (!beside) return std::optional<journal::ShadowDecision>();
  WRIT_TRY(MemoryAnswered shadow, answer_memory(engine, *beside, question, question.object));
  shadow.answer.permitted = answered.answer.permitted && shadow.answer.grantable;
  if (same_answer(answered, shadow)) return std::optional<journal::ShadowDecision>();
  return std::optional<journal::ShadowDecision>(
      {.policy_hash = shadow.answer.policy_hash,
       .decision_hash = canon::sha256_hex(canon::encode(shadow.answer)),
       .outcome = std::string(outcome_of(shadow.answer)),
       .rule_ids = rules_of(shadow),
       .reason = shadow.answer.reason});
}

Result<void> record_answer(Engine& engine, const Call& call, const MemoryEvaluation& evaluation,
                           const MemoryTold& told) {
  const std::string body = body_to_keep(call);
  journal::Entry entry = entry_of(call, evaluation.by(), body, told.response);
  entry.outcome = told.outcome;
  entry.policy_hash = evaluation.policy_hash();
  entry.rule_ids = told.rule_ids;
  entry.reason = told.reason;
  entry.shadow = told.shadow;
  if (told.count) entry.count = journal::Count{*told.count};
  return engine.record(call, entry, body);
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::AxisExplanation);
DEFINE_RECORD(writ::ops::MemoryAnswer);
