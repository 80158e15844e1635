#include "memory/identity.h"

#include <initializer_list>
#include <string>
#include <string_view>

#include "canon/digest.h"
#include "canon/record.h"

namespace writ::memory {
namespace {

constexpr std::size_t digits = 32;

template <class R>
std::string derived_id(std::string_view prefix, const R& record,
                       std::initializer_list<std::string_view> left_out) {
  const std::string content = canon::encode_without(record, left_out);
  return std::string(prefix).append(canon::sha256_hex(content), 0, digits);
}

}  // namespace

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
