#include "canon/record_define.h"
#include "govern/disambiguation.h"
#include "govern/disambiguation_life.h"
#include "govern/kept_disambiguation.h"
#include "govern/quota.h"

DEFINE_RECORD(writ::govern::BlockingDisambiguationRequest);
DEFINE_RECORD(writ::govern::NonBlockingDisambiguationRequest);
DEFINE_RECORD(writ::govern::PolicyDisambiguationAnswer);
DEFINE_RECORD(writ::govern::DisambiguationRaised);
DEFINE_RECORD(writ::govern::DisambiguationAnswered);
DEFINE_RECORD(writ::govern::DisambiguationTimedOut);
DEFINE_RECORD(writ::govern::DisambiguationFallbackApplied);
DEFINE_RECORD(writ::govern::KeptDisambiguation);
DEFINE_RECORD(writ::govern::BatchQuotaEnvelope);
