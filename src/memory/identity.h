// The ids of records that are derived from others: a short prefix for the kind and half a SHA-256
// of the record's canonical JSON, without the id itself and without the time. So the same answer
// to the same question has the same id, whenever it was asked.
#pragma once

#include "canon/stencil.h"
#include "memory/certificate.h"
#include "memory/context.h"
#include "memory/decision.h"
#include "memory/effective_policy.h"
#include "memory/obligation.h"

namespace writ::memory {

void name(PolicyEvaluationContext& context);
void name(MemoryPolicyDecision& decision);
void name(EffectiveMemoryPolicy& policy);
void name(PolicyObligation& obligation);
// Without the policy that it belongs to as well: that policy's own id covers the conflict's.
void name(PolicyObligationConflict& conflict);
void name(PolicyObligationDischarge& discharge);
void name(MemoryFlowCertificate& certificate);
void name(EgressAttestation& attestation);

// The ids of a question and of the policy that answers it for many memories, where nothing but the
// memory differs: as name() gives them, at a part of its cost.
class AlikeIds {
 public:
  AlikeIds(const PolicyEvaluationContext& context, const EffectiveMemoryPolicy& policy);

  PolicyEvaluationContextRef context(const MemoryObjectRef& object) const;
  EffectiveMemoryPolicyRef policy(const MemoryObjectRef& object,
                                  const PolicyEvaluationContextRef& context) const;

  // All that the two say but for the memory and the time: the same where they are alike.
  std::string content() const;

 private:
  canon::Stencil<PolicyEvaluationContext> context_;
  canon::Stencil<EffectiveMemoryPolicy> policy_;
};

}  // namespace writ::memory
