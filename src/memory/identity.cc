#include "memory/identity.h"

#include "memory/derived_id.h"

namespace writ::memory {

void name(PolicyEvaluationContext& context) {
  context.id = PolicyEvaluationContextRef(
      derived_id("pec_", context, {"evaluation_context_id", "recorded_at"}));
}

void name(MemoryPolicyDecision& decision) {
  decision.id =
      MemoryPolicyDecisionRef(derived_id("mpd_", decision, {"decision_id", "recorded_at"}));
}

void name(EffectiveMemoryPolicy& policy) {
  policy.id =
      EffectiveMemoryPolicyRef(derived_id("emp_", policy, {"effective_policy_id", "recorded_at"}));
}

void name(PolicyObligation& obligation) {
  obligation.id =
      PolicyObligationRef(derived_id("pob_", obligation, {"obligation_id", "recorded_at"}));
}

void name(PolicyObligationConflict& conflict) {
  conflict.id = PolicyObligationConflictRef(
      derived_id("poc_", conflict, {"conflict_id", "effective_policy_ref", "recorded_at"}));
}

void name(PolicyObligationDischarge& discharge) {
  discharge.id =
      PolicyObligationDischargeRef(derived_id("pod_", discharge, {"discharge_id", "recorded_at"}));
}

void name(MemoryFlowCertificate& certificate) {
  certificate.id =
      MemoryFlowCertificateId(derived_id("mfc_", certificate, {"certificate_id", "recorded_at"}));
}

void name(EgressAttestation& attestation) {
  attestation.id =
      EgressAttestationId(derived_id("eea_", attestation, {"attestation_id", "recorded_at"}));
}

}  // namespace writ::memory
