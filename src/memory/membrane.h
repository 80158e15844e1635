// Whether something may cross the boundary of a scope: derived from the effective policy of its
// action, and from nothing of its own.
#pragma once

#include <cstdint>
#include <vector>

#include "memory/effective_policy.h"
#include "memory/refs.h"

namespace writ::memory {

enum class ScopeBoundaryKind : std::uint8_t {
  none,
  project,
  matter,
  firewall,
  principal,
  external,
  unknown
};
constexpr auto wire_names(ScopeBoundaryKind) {
  return std::to_array<std::string_view>(
      {"none", "project", "matter", "firewall", "principal", "external", "unknown"});
}

enum class CrossingDisposition : std::uint8_t {
  permitted,
  permitted_with_obligations,
  reference_only,
  blocked,
  requires_disambiguation
};
constexpr auto wire_names(CrossingDisposition) {
  return std::to_array<std::string_view>(
      {"crossing_permitted", "crossing_permitted_with_obligations", "crossing_reference_only",
       "crossing_blocked", "crossing_requires_disambiguation"});
}

struct MembraneInputs {
  ContentFidelity content_fidelity = ContentFidelity::none;
  Locality locality = Locality::blocked;
  DisclosureClass disclosure_class = DisclosureClass::not_disclosable;
  ScopeBoundaryKind boundary_kind = ScopeBoundaryKind::unknown;
  std::vector<PolicyObligationRef> obligations;

  static constexpr auto record(auto&& f) {
    using I = MembraneInputs;
    using canon::field;
    return f("MembraneInputs", "What a crossing was derived from.",
             field<&I::content_fidelity>("effective_content_fidelity", "The policy's."),
             field<&I::locality>("effective_locality", "The policy's."),
             field<&I::disclosure_class>("effective_disclosure_class", "The policy's."),
             field<&I::boundary_kind>("boundary_kind", "What kind of boundary."),
             field<&I::obligations>("obligations", "What the policy owes."));
  }
};

struct PolicyMembraneDispositionDerivation {
  canon::Literal<"PolicyMembraneDispositionDerivation"> record_kind;
  SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  MembraneDerivationRef id;
  SchemaOwner schema_owner;
  EffectiveMemoryPolicyRef policy;
  ScopeBoundaryRef boundary;
  Action action = Action::collect;
  CrossingDisposition disposition = CrossingDisposition::blocked;
  MembraneInputs inputs;
  canon::Literal<"membrane_disposition_derived_from_effective_policy_not_independent"> invariant;
  std::vector<ReasonCodeId> reason_codes;

  static constexpr auto record(auto&& f) {
    using D = PolicyMembraneDispositionDerivation;
    using canon::field;
    return f("PolicyMembraneDispositionDerivation", "Whether an action crosses a boundary.",
             field<&D::record_kind>("record_kind", "The record's type."),
             field<&D::schema_version>("schema_version", "Of its schema."),
             field<&D::recorded_at>("recorded_at", "The policy's."),
             field<&D::id>("derivation_id", "Names this derivation, by its content."),
             field<&D::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&D::policy>("effective_policy_ref", "The policy that it was derived from."),
             field<&D::boundary>("boundary_ref", "The boundary."),
             field<&D::action>("action", "The policy's action."),
             field<&D::disposition>("derived_crossing_disposition", "What came of it."),
             field<&D::inputs>("derivation_inputs", "What it was derived from."),
             field<&D::invariant>("invariant", "What holds of it."),
             field<&D::reason_codes>("reason_codes", "The policy's."));
  }
};

struct Boundary {
  ScopeBoundaryRef ref;
  ScopeBoundaryKind kind = ScopeBoundaryKind::unknown;
};

// In this order: what the policy leaves nowhere to go, nothing to show or nothing to say of is
// blocked; what would cross a boundary of unknown kind, or stands under the floor that waits for an
// answer, needs one; what is below the action's minima, or would leave without leave to, is
// blocked; what is no more than a reference crosses as one; and the rest crosses, with what it
// owes.
PolicyMembraneDispositionDerivation membrane_of(const EffectiveMemoryPolicy& policy,
                                                const Boundary& boundary);

void name(PolicyMembraneDispositionDerivation& derivation);

}  // namespace writ::memory
