// What is known of the evidence that assurance cases cite: evidence and verified reports are looked
// at when a case is asked about, with all that they rest on, so that a case stands on what is so
// now and not on what somebody found some time ago.
#pragma once

#include "assurance/facts.h"
#include "base/result.h"
#include "ops/evidence_world.h"

namespace writ::ops {

// Of all that the case's nodes cite: what is registered for its tenant and its session. What is not
// there is left out and so supports nothing; what could not be looked at is not fresh.
Result<assurance::EvidenceFacts> registered_evidence(const Looking& looking,
                                                     const assurance::AssuranceCase& content);

}  // namespace writ::ops
