#include "canon/record_define.h"
#include "memory/actions.h"
#include "memory/certificate.h"
#include "memory/context.h"
#include "memory/crosswalk.h"
#include "memory/decision.h"
#include "memory/disclosure.h"
#include "memory/effective_policy.h"
#include "memory/floors.h"
#include "memory/freshness.h"
#include "memory/membrane.h"
#include "memory/safe_label.h"
#include "memory/scope_resolution.h"

DEFINE_RECORD(writ::memory::DisclosurePermissionVector);
DEFINE_RECORD(writ::memory::ExternalVocabularyValueRef);
DEFINE_RECORD(writ::memory::PolicyRuntimeFreshnessKey);
DEFINE_RECORD(writ::memory::PolicyEvaluationContext);
DEFINE_RECORD(writ::memory::MemoryPolicyDecision);
DEFINE_RECORD(writ::memory::ExcludedDecision);
DEFINE_RECORD(writ::memory::EffectiveMemoryPolicy);
DEFINE_RECORD(writ::memory::ConservatismFloorEffect);
DEFINE_RECORD(writ::memory::DestinationPolicyCrosswalk);
DEFINE_RECORD(writ::memory::RequiredMinima);
DEFINE_RECORD(writ::memory::ActionPermissionPredicate);
DEFINE_RECORD(writ::memory::MemoryPolicyActionClosureRule);
DEFINE_RECORD(writ::memory::MemoryFlowCertificate);
DEFINE_RECORD(writ::memory::EgressAttestation);
DEFINE_RECORD(writ::memory::ScopeResolutionResult);
DEFINE_RECORD(writ::memory::CountDisclosurePolicy);
DEFINE_RECORD(writ::memory::SafeLabelDisclosurePolicy);
DEFINE_RECORD(writ::memory::MembraneInputs);
DEFINE_RECORD(writ::memory::PolicyMembraneDispositionDerivation);
