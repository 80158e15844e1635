// The question that a memory policy is asked: who would do what with which memory, where to, by
// which model and client, in which mode. A decision applies to it or it does not, whole.
#pragma once

#include <optional>
#include <vector>

#include "memory/freshness.h"
#include "memory/levels.h"
#include "memory/refs.h"

namespace writ::memory {

struct PolicyEvaluationContext {
  canon::Literal<"PolicyEvaluationContext"> record_kind;
  SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  PolicyEvaluationContextRef id;
  SchemaOwner schema_owner;
  MemoryObjectRef object;
  Action action = Action::collect;
  std::optional<Destination> destination;
  PrincipalRef principal;
  std::optional<SurfaceRef> surface;
  ExposureContextRef exposure_context;
  ModelClass model_class = ModelClass::unknown_model_class;
  ClientKind client_kind = ClientKind::connector_adapter;
  InteractionMode interaction_mode = InteractionMode::agent_initiated;
  std::optional<UserInstructionRef> user_instruction;
  canon::True user_instruction_policy_bound;
  std::optional<ScopeResolutionResultRef> scope_resolution;
  PolicyRuntimeFreshnessKey freshness_key;
  std::vector<ReasonCodeId> reason_codes;

  bool operator==(const PolicyEvaluationContext&) const = default;

  static constexpr auto record(auto&& f) {
    using C = PolicyEvaluationContext;
    using canon::field;
    return f(
        "PolicyEvaluationContext", "What a memory policy is asked.",
        field<&C::record_kind>("record_kind", "The record's type."),
        field<&C::schema_version>("schema_version", "Of its schema."),
        field<&C::recorded_at>("recorded_at", "When it was asked."),
        field<&C::id>("evaluation_context_id", "Names this context."),
        field<&C::schema_owner>("schema_owner", "Whose schema it follows."),
        field<&C::object>("object_ref", "The memory that it is about."),
        field<&C::action>("action", "What would be done with it."),
        field<&C::destination>("destination", "Where its bytes would go."),
        field<&C::principal>("principal_ref", "For whom."),
        field<&C::surface>("surface_ref", "On which surface."),
        field<&C::exposure_context>("exposure_context_ref", "To whose eyes, as its owner says."),
        field<&C::model_class>("model_class", "Which class of model would see it."),
        field<&C::client_kind>("client_kind", "What kind of client asks."),
        field<&C::interaction_mode>("interaction_mode", "Whether somebody is there."),
        field<&C::user_instruction>("user_instruction_ref", "The instruction that it follows."),
        field<&C::user_instruction_policy_bound>("user_instruction_policy_bound",
                                                 "No instruction goes beyond policy."),
        field<&C::scope_resolution>("scope_resolution_ref", "Where the object belongs."),
        field<&C::freshness_key>("freshness_key", "The state that it was asked under."),
        field<&C::reason_codes>("reason_codes", "For people."));
  }
};

}  // namespace writ::memory
