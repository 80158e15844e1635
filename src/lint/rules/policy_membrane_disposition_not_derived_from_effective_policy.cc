// policy.membrane_disposition_not_derived_from_effective_policy: what crosses a boundary is what
// the effective policy comes to, derived anew.
#include "canon/record.h"
#include "lint/lint.h"
#include "lint/policies.h"
#include "memory/membrane.h"

namespace writ::lint {
namespace {

using memory::PolicyMembraneDispositionDerivation;

void check_derivation(const RecordSet& records, const Record& record, Findings& findings) {
  const auto derivation = record.as<PolicyMembraneDispositionDerivation>();
  if (!derivation) return findings.add(record, "", "cannot be read, and so not be derived anew");
  const Record* found = records.find(policy_kind, derivation->policy.text());
  if (found == nullptr) return findings.add(record, "/effective_policy_ref", "is not here");
  const auto policy = found->as<memory::EffectiveMemoryPolicy>();
  if (!policy) return findings.add(record, "/effective_policy_ref", "cannot be read");
  const PolicyMembraneDispositionDerivation anew =
      memory::membrane_of(*policy, {derivation->boundary, derivation->inputs.boundary_kind});
  if (anew.action != derivation->action) {
    findings.add(record, "/action", "is not the policy's");
  }
  if (anew.disposition != derivation->disposition) {
    findings.add(record, "/derived_crossing_disposition", "is not what the policy comes to");
  }
  if (canon::encode(anew.inputs) != canon::encode(derivation->inputs)) {
    findings.add(record, "/derivation_inputs", "are not the policy's");
  }
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* record : records.of("PolicyMembraneDispositionDerivation")) {
    check_derivation(records, *record, findings);
  }
}

}  // namespace

extern const Lint policy_membrane_disposition_not_derived_from_effective_policy{
    .id = "policy.membrane_disposition_not_derived_from_effective_policy",
    .section = "4.23",
    .protects = "A boundary has no policy of its own.",
    .check = check};

}  // namespace writ::lint
