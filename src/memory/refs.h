// References of memory policy: a type for each kind of thing that is named, so that one can never
// be given in the place of another.
#pragma once

#include "canon/record.h"
#include "canon/types.h"

namespace writ::memory {

using MemoryObjectRef = canon::Id<struct MemoryObjectTag>;
using PrincipalRef = canon::Id<struct PrincipalTag>;
using SurfaceRef = canon::Id<struct SurfaceTag>;
using ExposureContextRef = canon::Id<struct ExposureContextTag>;
using UserInstructionRef = canon::Id<struct UserInstructionTag>;
using SourceRef = canon::Id<struct SourceTag>;
using ScopeRef = canon::Id<struct ScopeTag>;
using ScopeBoundaryRef = canon::Id<struct ScopeBoundaryTag>;
using ScopeResolutionResultRef = canon::Id<struct ScopeResolutionResultTag>;
using ThresholdEvaluationRef = canon::Id<struct ThresholdEvaluationTag>;

using PolicyEvaluationContextRef = canon::Id<struct PolicyEvaluationContextTag>;
using MemoryPolicyDecisionRef = canon::Id<struct MemoryPolicyDecisionTag>;
using EffectiveMemoryPolicyRef = canon::Id<struct EffectiveMemoryPolicyTag>;
using ConservatismFloorEffectRef = canon::Id<struct ConservatismFloorEffectTag>;
using PolicyStampRef = canon::Id<struct PolicyStampTag>;
using PolicyStampScopeRef = canon::Id<struct PolicyStampScopeTag>;
using PolicyStampRestampRef = canon::Id<struct PolicyStampRestampTag>;
using PolicyStampInvalidationRef = canon::Id<struct PolicyStampInvalidationTag>;
using RestampChainRef = canon::Id<struct RestampChainTag>;
using PolicyCeilingRef = canon::Id<struct PolicyCeilingTag>;
using PolicyObligationRef = canon::Id<struct PolicyObligationTag>;
using PolicyObligationConflictRef = canon::Id<struct PolicyObligationConflictTag>;
using PolicyObligationDischargeRef = canon::Id<struct PolicyObligationDischargeTag>;
using MemoryFlowCertificateId = canon::Id<struct MemoryFlowCertificateTag>;
using EgressAttestationId = canon::Id<struct EgressAttestationTag>;
using SafeReferenceLabelRef = canon::Id<struct SafeReferenceLabelTag>;
using SafeLabelPolicyRef = canon::Id<struct SafeLabelPolicyTag>;
using PolicyUIExportRef = canon::Id<struct PolicyUIExportTag>;
using CoordinationTraceRef = canon::Id<struct CoordinationTraceTag>;
using MembraneDerivationRef = canon::Id<struct MembraneDerivationTag>;
using PolicyDisambiguationRequestRef = canon::Id<struct PolicyDisambiguationRequestTag>;
using PolicyDisambiguationAnswerRef = canon::Id<struct PolicyDisambiguationAnswerTag>;
using ReasonCodeId = canon::Id<struct ReasonCodeTag>;

using PolicyGenerationId = canon::Id<struct PolicyGenerationTag>;
using EffectiveStateGenerationId = canon::Id<struct EffectiveStateGenerationTag>;
using ContentHash = canon::Id<struct ContentHashTag>;
using SchemaVersionRef = canon::Id<struct SchemaVersionTag>;
using OwnerDocId = canon::Id<struct OwnerDocTag>;

// Whose schema a record of memory policy follows, and in which version.
using SchemaOwner = canon::Literal<"DOC81">;
using SchemaVersion = canon::Literal<"1">;

// A value of somebody else's vocabulary: whose, which list, which entry, as of which version.
struct ExternalVocabularyValueRef {
  OwnerDocId owner_doc;
  canon::Id<struct RegistryTag> registry_id;
  canon::Id<struct RegistryValueTag> value_id;
  SchemaVersionRef registry_version;

  static constexpr auto record(auto&& f) {
    using V = ExternalVocabularyValueRef;
    using canon::field;
    return f("ExternalVocabularyValueRef", "A value of a vocabulary that another document owns.",
             field<&V::owner_doc>("owner_doc", "Whose vocabulary."),
             field<&V::registry_id>("registry_id", "Which of its lists."),
             field<&V::value_id>("value_id", "The value."),
             field<&V::registry_version>("registry_version", "As of which version of the list."));
  }
};
using VisibilityClassRef = ExternalVocabularyValueRef;

}  // namespace writ::memory
