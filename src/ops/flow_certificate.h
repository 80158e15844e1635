// Certifying what may be granted: for flow.certify, and for restamps of many stamps at once.
#pragma once

#include "ops/memory_answer.h"

namespace writ::ops {

// A signed certificate of the movement that was answered to be grantable.
Result<SignedFlowCertificate> certified(Engine& engine, const Call& call,
                                        const MemoryEvaluation& evaluation,
                                        const MemoryAnswered& answered);

}  // namespace writ::ops
