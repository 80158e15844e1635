#include "canon/record_define.h"
#include "stamp/ceiling.h"
#include "stamp/chain.h"
#include "stamp/comparison.h"
#include "stamp/form.h"
#include "stamp/invalidation.h"
#include "stamp/restamp.h"
#include "stamp/stamp.h"
#include "stamp/ui_export.h"

DEFINE_RECORD(writ::stamp::PolicyCeilingItem);
DEFINE_RECORD(writ::stamp::PolicyCeilingSnapshot);
DEFINE_RECORD(writ::stamp::PolicyAxisCeilingComparison);
DEFINE_RECORD(writ::stamp::PolicyStampScopeItem);
DEFINE_RECORD(writ::stamp::PolicyStamp);
DEFINE_RECORD(writ::stamp::PolicyStampScope);
DEFINE_RECORD(writ::stamp::KeptStamp);
DEFINE_RECORD(writ::stamp::PolicyStampRestampKeep);
DEFINE_RECORD(writ::stamp::PolicyStampRestampDowngrade);
DEFINE_RECORD(writ::stamp::PolicyStampRestampBlock);
DEFINE_RECORD(writ::stamp::RestampChainIntegrity);
DEFINE_RECORD(writ::stamp::PolicyAxisDelta);
DEFINE_RECORD(writ::stamp::PolicyStampInvalidationScopeItem);
DEFINE_RECORD(writ::stamp::PolicyStampInvalidation);
DEFINE_RECORD(writ::stamp::PolicyUIExportItem);
DEFINE_RECORD(writ::stamp::SafeLabelConstraints);
DEFINE_RECORD(writ::stamp::PolicyUIExport);
DEFINE_RECORD(writ::stamp::StampForm);
