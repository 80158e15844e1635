#include "memory/floors.h"

#include <algorithm>
#include <array>
#include <string>

#include "memory/tables.h"

namespace writ::memory {
namespace {

using enum Action;

std::vector<Action> every_action() {
  std::vector<Action> actions;
  actions.reserve(action_count);
  for (std::size_t i = 0; i < action_count; ++i) actions.push_back(static_cast<Action>(i));
  return actions;
}

std::vector<ConservatismFloorEffect> make_table() {
  std::vector<ConservatismFloorEffect> table{
      {.floor = ScopeConservatismFloor::normal_policy_check,
       .content_fidelity = ContentFidelity::full,
       .locality = Locality::approved_external,
       .learning_scope = LearningScope::global_allowed,
       .mutation_authority = MutationAuthority::durable_allowed,
       .disclosure_class = DisclosureClass::full,
       .disclosure_vector = Capability::everything().disclosure_vector(),
       .movement_allowed = true,
       .allowed_actions = every_action()},
      {.floor = ScopeConservatismFloor::reference_only_candidate,
       .content_fidelity = ContentFidelity::reference_only,
       .locality = Locality::local_only,
       .learning_scope = LearningScope::audit_only,
       .mutation_authority = MutationAuthority::candidate_only,
       .disclosure_class = DisclosureClass::generic_safe_label_only,
       .disclosure_vector = {.existence = true,
                             .container_type = true,
                             .count = CountDisclosure::bucketed,
                             .reason_summary = true,
                             .summary_fidelity = SummaryFidelity::generic_reason_only},
       .movement_allowed = true,
       .allowed_actions = {retrieve, render_reference_only, render_safe_label, ui_disclose,
                           inspect},
       .reason_codes = reason_codes({"DOC81.policy.reference_only_floor_applied"})},
      {.floor = ScopeConservatismFloor::safe_label_candidate,
       .content_fidelity = ContentFidelity::safe_label,
       .locality = Locality::local_only,
       .disclosure_class = DisclosureClass::generic_safe_label_only,
       .disclosure_vector = {.existence = true},
       .movement_allowed = true,
       .allowed_actions = {render_safe_label, ui_disclose, inspect},
       .reason_codes = reason_codes({"DOC81.policy.safe_label_floor_applied"})},
      // Its axes cannot meet the minima of `render_safe_label`, which it lists: on purpose. Before
      // the answer nothing is rendered but what `ui_disclose` shows.
      {.floor = ScopeConservatismFloor::user_disambiguation_candidate,
       .disclosure_class = DisclosureClass::generic_safe_label_only,
       .disclosure_vector = {.existence = true},
       .disambiguation_required = true,
       .allowed_actions = {render_safe_label, ui_disclose},
       .reason_codes = reason_codes({"DOC81.policy.disambiguation_required_before_use"})},
      {.floor = ScopeConservatismFloor::fail_closed_candidate,
       .reason_codes = reason_codes({"DOC81.policy.fail_closed_floor_applied"})}};
  for (ConservatismFloorEffect& effect : table) effect.recorded_at = tables_made_at();
  return table;
}

Floor make_floor(const ConservatismFloorEffect& effect) {
  const auto name = wire_names(effect.floor)[static_cast<std::size_t>(effect.floor)];
  return {
      .effect = &effect,
      .ref = ConservatismFloorEffectRef("doc81.floor." + std::string(name)),
      .most = Capability::cap(effect.content_fidelity) & Capability::cap(effect.locality) &
              Capability::cap(effect.learning_scope) & Capability::cap(effect.mutation_authority) &
              Capability::cap(effect.disclosure_class) & Capability::cap(effect.disclosure_vector),
      .allowed = ActionSet::of(effect.allowed_actions)};
}

}  // namespace

std::span<const ConservatismFloorEffect> floor_table() {
  static const std::vector<ConservatismFloorEffect> table = make_table();
  return table;
}

const Floor& floor_of(ScopeConservatismFloor floor) {
  static const std::vector<Floor> floors = [] {
    std::vector<Floor> made;
    std::ranges::transform(floor_table(), std::back_inserter(made), make_floor);
    return made;
  }();
  return floors[static_cast<std::size_t>(floor)];
}

}  // namespace writ::memory
