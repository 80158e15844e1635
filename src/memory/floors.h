// Conservatism floors: how little may be done with a memory of which it is not certain where it
// belongs. A floor caps every axis and names the actions that it leaves open at all.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "memory/action_set.h"
#include "memory/capability.h"
#include "memory/disclosure.h"
#include "memory/levels.h"
#include "memory/refs.h"

namespace writ::memory {

// From the least to the most conservative.
enum class ScopeConservatismFloor : std::uint8_t {
  normal_policy_check,
  reference_only_candidate,
  safe_label_candidate,
  user_disambiguation_candidate,
  fail_closed_candidate
};
constexpr auto wire_names(ScopeConservatismFloor) {
  return std::to_array<std::string_view>({"normal_policy_check", "reference_only_candidate",
                                          "safe_label_candidate", "user_disambiguation_candidate",
                                          "fail_closed_candidate"});
}

struct ConservatismFloorEffect {
  canon::Literal<"ConservatismFloorEffect"> record_kind;
  SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  ScopeConservatismFloor floor = ScopeConservatismFloor::fail_closed_candidate;
  SchemaOwner schema_owner;
  ContentFidelity content_fidelity = ContentFidelity::none;
  Locality locality = Locality::blocked;
  LearningScope learning_scope = LearningScope::none;
  MutationAuthority mutation_authority = MutationAuthority::none;
  DisclosureClass disclosure_class = DisclosureClass::not_disclosable;
  DisclosurePermissionVector disclosure_vector;
  bool movement_allowed = false;
  bool disambiguation_required = false;
  std::vector<Action> allowed_actions;
  std::vector<ReasonCodeId> reason_codes;

  static constexpr auto record(auto&& f) {
    using E = ConservatismFloorEffect;
    using canon::field;
    return f(
        "ConservatismFloorEffect", "What a floor caps each axis at, and which actions it leaves.",
        field<&E::record_kind>("record_kind", "The record's type."),
        field<&E::schema_version>("schema_version", "Of its schema."),
        field<&E::recorded_at>("recorded_at", "When the table was laid down."),
        field<&E::floor>("floor", "The floor."),
        field<&E::schema_owner>("schema_owner", "Whose schema it follows."),
        field<&E::content_fidelity>("max_content_fidelity", "At most this much of the content."),
        field<&E::locality>("max_locality", "At most this far."),
        field<&E::learning_scope>("max_learning_scope", "At most this may learn from it."),
        field<&E::mutation_authority>("max_mutation_authority", "At most this may be written."),
        field<&E::disclosure_class>("max_disclosure_class", "At most this may be said of it."),
        field<&E::disclosure_vector>("max_disclosure_vector", "The same, part by part."),
        field<&E::movement_allowed>("movement_allowed", "Whether anything may move."),
        field<&E::disambiguation_required>("disambiguation_required",
                                           "Whether a user must say which is meant."),
        field<&E::allowed_actions>("allowed_actions_before_disambiguation",
                                   "The actions that it leaves; all others are blocked."),
        field<&E::reason_codes>("reason_codes", "What a policy under it says."));
  }
};

// The table, in the order of the enumeration.
std::span<const ConservatismFloorEffect> floor_table();

// A row of the table, made ready.
struct Floor {
  const ConservatismFloorEffect* effect = nullptr;
  ConservatismFloorEffectRef ref;
  Capability most;
  ActionSet allowed;

  // Whether it leaves the action open, to the extent of `most`.
  bool allows(Action action) const {
    return allowed.has(action) && (effect->movement_allowed || !is_movement(action));
  }
};
const Floor& floor_of(ScopeConservatismFloor floor);

}  // namespace writ::memory
