#include "memory/answer.h"

#include <algorithm>

#include "memory/identity.h"

namespace writ::memory {
namespace {

ReasonCodeId code(std::string_view text) { return ReasonCodeId(std::string(text)); }

std::vector<MemoryPolicyDecisionRef> contributing_of(const Voices& voices) {
  std::vector<MemoryPolicyDecisionRef> refs;
  refs.reserve(voices.contributions.size());
  for (const Contribution& voice : voices.contributions) {
    if (voice.weight != Weight::stale) refs.emplace_back(std::string(voice.ref));
  }
  std::ranges::sort(refs);
  const auto rest = std::ranges::unique(refs);
  refs.erase(rest.begin(), rest.end());
  return refs;
}

void add_codes(std::span<const ReasonCodeId> codes, std::vector<ReasonCodeId>& into) {
  for (const ReasonCodeId& one : codes) {
    if (std::ranges::find(into, one) == into.end()) into.push_back(one);
  }
}

// Why it is no wider: the blocks in their order, then what the crosswalk and the floor say.
std::vector<ReasonCodeId> codes_of(const Meet& meet) {
  constexpr auto names = wire_names(Block{});
  std::vector<ReasonCodeId> codes;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (meet.blocks.has(static_cast<Block>(i))) codes.push_back(code(names[i]));
  }
  if (meet.crosswalk != nullptr) add_codes(meet.crosswalk->reason_codes, codes);
  add_codes(meet.floor->effect->reason_codes, codes);
  return codes;
}

std::vector<PolicyObligationRef> refs_of(const OwedList& list) {
  std::vector<PolicyObligationRef> refs;
  refs.reserve(list.size());
  for (const Owed* owed : list) refs.push_back(owed->record->id);
  return refs;
}

std::vector<PolicyObligationRef> owed_of(const Meet& meet) {
  std::vector<PolicyObligationRef> refs = refs_of(meet.owed);
  if (meet.owes_review) {
    const PolicyObligationRef& review = durable_write_review().id;
    const auto place = std::ranges::lower_bound(refs, review);
    if (place == refs.end() || *place != review) refs.insert(place, review);
  }
  return refs;
}

PolicyObligationConflict record_of(const PolicyEvaluationContext& context,
                                   const Conflict& conflict) {
  PolicyObligationConflict record{
      .recorded_at = context.recorded_at,
      .action = context.action,
      .destination = context.destination,
      .obligations = refs_of(conflict.obligations),
      .kind = conflict.kind,
      .blocked_reason_codes = {
          code(wire_names(Block{})[static_cast<std::size_t>(Block::obligation_conflict)])}};
  name(record);
  return record;
}

void set_levels(EffectiveMemoryPolicy& policy, const Settled& allowed) {
  policy.content_fidelity = allowed->content_fidelity();
  policy.locality = allowed->locality();
  policy.learning_scope = allowed->learning_scope();
  policy.mutation_authority = allowed->mutation_authority();
  policy.disclosure_class = allowed->disclosure_class();
  policy.disclosure_vector = allowed->disclosure_vector();
}

}  // namespace

Answer answer_of(const PolicyEvaluationContext& context, const Voices& voices,
                 std::vector<ExcludedDecision> excluded, const Meet& meet) {
  Answer answer;
  EffectiveMemoryPolicy& policy = answer.policy;
  policy.recorded_at = context.recorded_at;
  policy.object = context.object;
  policy.action = context.action;
  policy.destination = context.destination;
  policy.context = context.id;
  policy.contributing = contributing_of(voices);
  policy.excluded = std::move(excluded);
  set_levels(policy, meet.allowed);
  policy.floor = meet.floor->effect->floor;
  policy.floor_effect = meet.floor->ref;
  policy.obligations = owed_of(meet);
  policy.freshness_key = context.freshness_key;
  policy.reason_codes = codes_of(meet);
  for (const Conflict& conflict : meet.conflicts) {
    answer.conflicts.push_back(record_of(context, conflict));
    policy.conflicts.push_back(answer.conflicts.back().id);
  }
  name(policy);
  for (PolicyObligationConflict& conflict : answer.conflicts) conflict.policy = policy.id;
  return answer;
}

bool meets_predicate(const Question& question, const Meet& meet) {
  if (meet.blocks.any()) return false;
  if (rules_of(question.action).predicate->requires_destination && !question.destination) {
    return false;
  }
  return least_for(question.action, question.destination).within(*meet.allowed);
}

std::string missing::action(Action prerequisite) {
  return "action:" + std::string(name_of(prerequisite));
}

std::string missing::obligation(std::string_view ref) { return "obligation:" + std::string(ref); }

void add_unmet(const Question& question, const Meet& meet, std::vector<std::string>& into) {
  const Capability least = least_for(question.action, question.destination);
  const Capability allowed = *meet.allowed;
  const auto below = [&](auto axis) { return (allowed.*axis)() < (least.*axis)(); };
  if (below(&Capability::content_fidelity)) into.emplace_back("content_fidelity");
  if (below(&Capability::locality)) into.emplace_back("locality");
  if (below(&Capability::learning_scope)) into.emplace_back("learning_scope");
  if (below(&Capability::mutation_authority)) into.emplace_back("mutation_authority");
  if (below(&Capability::disclosure_class)) into.emplace_back("disclosure_class");
  if (rules_of(question.action).predicate->requires_destination && !question.destination) {
    into.emplace_back(missing::destination);
  }
}

bool needs_attestation(const Question& question) {
  return rules_of(question.action).predicate->requires_attestation &&
         (!question.destination || attestation_required(*question.destination));
}

std::vector<const PolicyObligation*> to_discharge(const Meet& meet) {
  std::vector<const PolicyObligation*> list;
  for (const Owed* owed : meet.owed) {
    if (owed->record->blocking) list.push_back(owed->record);
  }
  if (meet.owes_review) list.push_back(&durable_write_review());
  return list;
}

std::vector<std::string> missing_alone(const Question& question, const Meet& meet) {
  std::vector<std::string> list;
  add_unmet(question, meet, list);
  for (const Action prerequisite : rules_of(question.action).prerequisites) {
    list.push_back(missing::action(prerequisite));
  }
  if (rules_of(question.action).predicate->requires_certificate) {
    list.emplace_back(missing::certificate);
  }
  if (needs_attestation(question)) list.emplace_back(missing::attestation);
  for (const PolicyObligation* owed : to_discharge(meet)) {
    list.push_back(missing::obligation(owed->id.text()));
  }
  return list;
}

}  // namespace writ::memory
