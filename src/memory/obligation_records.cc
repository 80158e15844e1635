#include "canon/record_define.h"
#include "memory/obligation.h"
#include "memory/obligation_parameters.h"

DEFINE_RECORD(writ::memory::PolicyObligation);
DEFINE_RECORD(writ::memory::PolicyObligationConflict);
DEFINE_RECORD(writ::memory::PolicyObligationDischarge);

DEFINE_RECORD(writ::memory::NoParameters);
DEFINE_RECORD(writ::memory::RedactionParameters);
DEFINE_RECORD(writ::memory::SafeLabelParameters);
DEFINE_RECORD(writ::memory::ConfirmationParameters);
DEFINE_RECORD(writ::memory::ConfirmationTerms);
DEFINE_RECORD(writ::memory::RestampParameters);
DEFINE_RECORD(writ::memory::ReceiptParameters);
DEFINE_RECORD(writ::memory::AuditParameters);
DEFINE_RECORD(writ::memory::PromptProofParameters);
DEFINE_RECORD(writ::memory::TraversalParameters);
DEFINE_RECORD(writ::memory::IsolationParameters);
DEFINE_RECORD(writ::memory::ReviewParameters);
DEFINE_RECORD(writ::memory::WarningParameters);
DEFINE_RECORD(writ::memory::ExistenceParameters);
DEFINE_RECORD(writ::memory::PartitionParameters);
DEFINE_RECORD(writ::memory::MigrationParameters);
DEFINE_RECORD(writ::memory::CalibrationParameters);
DEFINE_RECORD(writ::memory::VerifierSignalParameters);
DEFINE_RECORD(writ::memory::FirewalledFixtureParameters);
DEFINE_RECORD(writ::memory::FirewalledLearningParameters);
DEFINE_RECORD(writ::memory::TargetParameters);
DEFINE_RECORD(writ::memory::GateParameters);
