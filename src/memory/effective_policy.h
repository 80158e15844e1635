// What may be done with one memory for one question, as a record.
#pragma once

#include <optional>
#include <vector>

#include "memory/context.h"
#include "memory/decision.h"
#include "memory/disclosure.h"
#include "memory/floors.h"
#include "memory/refs.h"

namespace writ::memory {

// In the order in which they are looked for.
enum class ExclusionReason : std::uint8_t {
  wrong_object,
  wrong_action,
  wrong_destination,
  wrong_principal,
  wrong_surface,
  wrong_exposure_context,
  wrong_model_class,
  wrong_client_kind,
  wrong_interaction_mode,
  stale_generation,
  stale_effective_state,
  malformed_axis
};
constexpr auto wire_names(ExclusionReason) {
  return std::to_array<std::string_view>(
      {"wrong_object", "wrong_action", "wrong_destination", "wrong_principal", "wrong_surface",
       "wrong_exposure_context", "wrong_model_class", "wrong_client_kind", "wrong_interaction_mode",
       "stale_generation", "stale_effective_state", "malformed_axis"});
}

struct ExcludedDecision {
  MemoryPolicyDecisionRef decision;
  ExclusionReason reason = ExclusionReason::malformed_axis;

  bool operator==(const ExcludedDecision&) const = default;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ExcludedDecision", "A decision that authorises nothing here.",
             field<&ExcludedDecision::decision>("decision_ref", "Which."),
             field<&ExcludedDecision::reason>("exclusion_reason", "The first reason why."));
  }
};

struct EffectiveMemoryPolicy {
  canon::Literal<"EffectiveMemoryPolicy"> record_kind;
  SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  EffectiveMemoryPolicyRef id;
  SchemaOwner schema_owner;
  MemoryObjectRef object;
  Action action = Action::collect;
  std::optional<Destination> destination;
  PolicyEvaluationContextRef context;
  std::vector<MemoryPolicyDecisionRef> contributing;
  std::vector<ExcludedDecision> excluded;
  ContentFidelity content_fidelity = ContentFidelity::none;
  Locality locality = Locality::blocked;
  LearningScope learning_scope = LearningScope::none;
  MutationAuthority mutation_authority = MutationAuthority::none;
  DisclosureClass disclosure_class = DisclosureClass::not_disclosable;
  DisclosurePermissionVector disclosure_vector;
  std::optional<ScopeConservatismFloor> floor;
  std::optional<ConservatismFloorEffectRef> floor_effect;
  canon::Literal<"per_dimension_most_restrictive"> meet_kind;
  canon::Literal<"doc81.meet.v2"> meet_algorithm_version;
  std::vector<PolicyObligationRef> obligations;
  std::vector<PolicyObligationConflictRef> conflicts;
  std::optional<PolicyCeilingRef> original_ceiling;
  PolicyRuntimeFreshnessKey freshness_key;
  std::vector<ReasonCodeId> reason_codes;

  static constexpr auto record(auto&& f) {
    using P = EffectiveMemoryPolicy;
    using canon::field;
    return f(
        "EffectiveMemoryPolicy", "What may be done with one memory for one question.",
        field<&P::record_kind>("record_kind", "The record's type."),
        field<&P::schema_version>("schema_version", "Of its schema."),
        field<&P::recorded_at>("recorded_at", "When the question was asked."),
        field<&P::id>("effective_policy_id", "Names this policy, by its content."),
        field<&P::schema_owner>("schema_owner", "Whose schema it follows."),
        field<&P::object>("object_ref", "The memory that it is about."),
        field<&P::action>("action", "The one action that it is about."),
        field<&P::destination>("destination", "Where to."),
        field<&P::context>("policy_evaluation_context_ref", "The question."),
        field<&P::contributing>("contributing_decision_refs", "The decisions that applied, by id."),
        field<&P::excluded>("excluded_decision_refs", "Those that did not, and why not, by id."),
        field<&P::content_fidelity>("effective_content_fidelity", "How much of the content."),
        field<&P::locality>("effective_locality", "How far it may go."),
        field<&P::learning_scope>("effective_learning_scope", "What may learn from it."),
        field<&P::mutation_authority>("effective_mutation_authority", "What may be written."),
        field<&P::disclosure_class>("effective_disclosure_class", "How much may be said of it."),
        field<&P::disclosure_vector>("effective_disclosure_vector", "The same, part by part."),
        field<&P::floor>("conservatism_floor_applied", "The floor that capped it."),
        field<&P::floor_effect>("floor_effect_ref", "The floor's row."),
        field<&P::meet_kind>("meet_kind", "How decisions were met."),
        field<&P::meet_algorithm_version>("meet_algorithm_version", "By which algorithm."),
        field<&P::obligations>("obligations", "What is owed, by id."),
        field<&P::conflicts>("obligation_conflict_refs", "What cannot be met."),
        field<&P::original_ceiling>("original_ceiling_ref", "The ceiling of its stamp."),
        field<&P::freshness_key>("freshness_key", "The state that it holds under."),
        field<&P::reason_codes>("reason_codes", "Why it is no wider."));
  }
};

// Its levels as one word.
Capability capability_of(const EffectiveMemoryPolicy& policy);

}  // namespace writ::memory
