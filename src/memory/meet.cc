#include "memory/meet.h"

#include <algorithm>

#include "memory/identity.h"
#include "memory/tables.h"

namespace writ::memory {
namespace {

bool authorized(const Voices& voices, bool for_destination) {
  return std::ranges::any_of(voices.contributions, [&](const Contribution& voice) {
    return voice.weight == Weight::authorizes && (voice.names_destination || !for_destination);
  });
}

// Nothing may be done for want of something, which only matters where nothing is worse.
void check_authority(const Question& question, const Voices& voices, Blocks& blocks) {
  if (is_egress(question.action) && !question.destination) blocks.add(Block::no_destination);
  if (blocks.has(Block::malformed_axis)) return;
  if (!authorized(voices, false)) {
    blocks.add(Block::no_decision);
  } else if (is_egress(question.action) && !authorized(voices, true)) {
    blocks.add(Block::no_destination_decision);
  }
}

// The row's own floor holds until the lookup that it asks for has found a decision for this very
// destination, and for good where it asks for none.
void apply_crosswalk(const Question& question, ScopeConservatismFloor& floor, Meet& result) {
  result.crosswalk = &crosswalk_of(question.relation);
  if (question.destination && !leads_to(*result.crosswalk, *question.destination)) {
    result.blocks.add(Block::destination_not_related);
  }
  const bool found = !result.blocks.has(Block::no_decision) &&
                     !result.blocks.has(Block::no_destination_decision) &&
                     !result.blocks.has(Block::malformed_axis);
  if (!result.crosswalk->lookup_required || !found) {
    floor = stricter(floor, result.crosswalk->policy_floor);
  }
}

Settled allowed_by(const Voices& voices, Capability most) {
  for (const Contribution& voice : voices.contributions) most &= voice.allows;
  return Settled(most);
}

bool owes_review(const Question& question, const Meet& result) {
  if (question.action != Action::write_durable) return false;
  if (result.allowed->mutation_authority() != MutationAuthority::durable_requires_review) {
    return false;
  }
  return std::ranges::none_of(result.owed, [](const Owed* owed) {
    return owed->record->blocking && owed->record->owner == EnforcementOwner::ec &&
           owed->record->kind.known() == ObligationKind::require_review_queue;
  });
}

PolicyObligation make_review() {
  PolicyObligation review{
      .recorded_at = tables_made_at(),
      .kind = ObligationKindName(ObligationKind::require_review_queue),
      .applies_to = {Action::write_durable},
      .owner = EnforcementOwner::ec,
      .blocking = true,
      .reason_code = ReasonCodeId("policy.durable_write_requires_review"),
      .parameters = canon::Json::parse(R"({"queue_kind":"privacy_review"})").value()};
  name(review);
  return review;
}

}  // namespace

ScopeConservatismFloor stricter(ScopeConservatismFloor a, ScopeConservatismFloor b) {
  return std::max(a, b);
}

Meet meet(const Question& question, const Voices& voices) {
  Meet result{.blocks = voices.blocks};
  check_authority(question, voices, result.blocks);
  result.owed = unite(question.action, voices.owed);
  if (is_ambiguous(result.owed)) result.blocks.add(Block::undefined_obligation);
  result.conflicts = find_conflicts(result.owed);
  if (!result.conflicts.empty()) result.blocks.add(Block::obligation_conflict);
  ScopeConservatismFloor floor = question.floor;
  if (is_egress(question.action)) apply_crosswalk(question, floor, result);
  result.floor = &floor_of(floor);
  if (!result.floor->allows(question.action)) result.blocks.add(Block::forbidden_by_floor);
  if (result.blocks.any()) return result;
  result.allowed = allowed_by(voices, result.floor->most & most_under(result.owed));
  result.owes_review = owes_review(question, result);
  return result;
}

const PolicyObligation& durable_write_review() {
  static const PolicyObligation review = make_review();
  return review;
}

}  // namespace writ::memory
