#include "ops/flow_certificate.h"

#include <utility>

#include "memory/identity.h"

namespace writ::ops {

Result<SignedFlowCertificate> certified(Engine& engine, const Call& call,
                                        const MemoryEvaluation& evaluation,
                                        const MemoryAnswered& answered) {
  auto certificate = proof_of<memory::MemoryFlowCertificate>(answered, evaluation);
  certificate.destination = answered.answer.context.destination;
  memory::name(certificate);
  return sign_proof(engine, call, evaluation.tenant(), std::move(certificate));
}

}  // namespace writ::ops
