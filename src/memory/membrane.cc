#include "memory/membrane.h"

#include "memory/actions.h"
#include "memory/capability.h"
#include "memory/derived_id.h"

namespace writ::memory {
namespace {

CrossingDisposition disposition_of(const EffectiveMemoryPolicy& policy, ScopeBoundaryKind kind) {
  const Settled allowed(capability_of(policy));
  if (allowed->locality() == Locality::blocked ||
      allowed->content_fidelity() == ContentFidelity::none ||
      allowed->disclosure_class() == DisclosureClass::not_disclosable) {
    return CrossingDisposition::blocked;
  }
  if (kind == ScopeBoundaryKind::unknown ||
      policy.floor == ScopeConservatismFloor::user_disambiguation_candidate) {
    return CrossingDisposition::requires_disambiguation;
  }
  const bool may_leave = Capability::least(Locality::approved_external).within(*allowed);
  if (!least_for(policy.action, policy.destination).within(*allowed) ||
      (kind == ScopeBoundaryKind::external && !may_leave)) {
    return CrossingDisposition::blocked;
  }
  if (!Capability::least(ContentFidelity::redacted).within(*allowed)) {
    return CrossingDisposition::reference_only;
  }
  return policy.obligations.empty() ? CrossingDisposition::permitted
                                    : CrossingDisposition::permitted_with_obligations;
}

}  // namespace

PolicyMembraneDispositionDerivation membrane_of(const EffectiveMemoryPolicy& policy,
                                                const Boundary& boundary) {
  PolicyMembraneDispositionDerivation derivation{
      .recorded_at = policy.recorded_at,
      .policy = policy.id,
      .boundary = boundary.ref,
      .action = policy.action,
      .disposition = disposition_of(policy, boundary.kind),
      .inputs = {.content_fidelity = policy.content_fidelity,
                 .locality = policy.locality,
                 .disclosure_class = policy.disclosure_class,
                 .boundary_kind = boundary.kind,
                 .obligations = policy.obligations},
      .reason_codes = policy.reason_codes};
  name(derivation);
  return derivation;
}

void name(PolicyMembraneDispositionDerivation& derivation) {
  derivation.id =
      MembraneDerivationRef(derived_id("pmd_", derivation, {"derivation_id", "recorded_at"}));
}

}  // namespace writ::memory
