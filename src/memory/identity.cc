#include "memory/identity.h"

#include <array>

#include "memory/derived_id.h"

namespace writ::memory {
namespace {

constexpr std::string_view context_prefix = "pec_";
constexpr auto context_without =
    std::to_array<std::string_view>({"evaluation_context_id", "recorded_at"});
constexpr std::string_view policy_prefix = "emp_";
constexpr auto policy_without =
    std::to_array<std::string_view>({"effective_policy_id", "recorded_at"});

}  // namespace

void name(PolicyEvaluationContext& context) {
  context.id = PolicyEvaluationContextRef(derived_id(context_prefix, context, context_without));
}

void name(MemoryPolicyDecision& decision) {
  decision.id =
      MemoryPolicyDecisionRef(derived_id("mpd_", decision, {"decision_id", "recorded_at"}));
}

void name(EffectiveMemoryPolicy& policy) {
  policy.id = EffectiveMemoryPolicyRef(derived_id(policy_prefix, policy, policy_without));
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

AlikeIds::AlikeIds(const PolicyEvaluationContext& context, const EffectiveMemoryPolicy& policy)
    : context_(canon::Stencil<PolicyEvaluationContext>::of<&PolicyEvaluationContext::object>(
          context, context_without)),
      policy_(canon::Stencil<EffectiveMemoryPolicy>::of<&EffectiveMemoryPolicy::object,
                                                        &EffectiveMemoryPolicy::context>(
          policy, policy_without)) {}

PolicyEvaluationContextRef AlikeIds::context(const MemoryObjectRef& object) const {
  return PolicyEvaluationContextRef(
      derived_id(context_prefix, context_.encode({.object = object})));
}

EffectiveMemoryPolicyRef AlikeIds::policy(const MemoryObjectRef& object,
                                          const PolicyEvaluationContextRef& context) const {
  return EffectiveMemoryPolicyRef(
      derived_id(policy_prefix, policy_.encode({.object = object, .context = context})));
}

std::string AlikeIds::content() const { return context_.encode({}) + policy_.encode({}); }

}  // namespace writ::memory
