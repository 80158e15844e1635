// flow.certify: certifies one movement of one memory, where it may be granted now.
#include "canon/record_define.h"
#include "memory/identity.h"
#include "ops/memory_answer.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct CertifyResponse {
  bool ok = false;
  std::optional<SignedFlowCertificate> certificate;
  std::optional<std::string> reason;
  std::vector<std::string> missing;

  static constexpr auto record(auto&& f) {
    using R = CertifyResponse;
    using canon::field;
    return f("CertifyResponse", "The certificate, or what is missing for one.",
             field<&R::ok>("ok", "Whether it was issued."),
             field<&R::certificate>("certificate", "The certificate, signed."),
             field<&R::reason>("reason", "Why it was not."),
             field<&R::missing>("missing", "What is missing for it."));
  }
};

namespace {

// Of the movement that was answered to be grantable.
Result<SignedFlowCertificate> certified(Engine& engine, const Call& call,
                                        const MemoryEvaluation& evaluation,
                                        const MemoryAnswered& answered) {
  auto certificate = proof_of<memory::MemoryFlowCertificate>(answered, evaluation);
  certificate.destination = answered.answer.context.destination;
  memory::name(certificate);
  return sign_proof(engine, call, evaluation.tenant(), std::move(certificate));
}

Result<CertifyResponse> certify(Engine& engine, const Call& call, const MemoryQuestion& question) {
  WRIT_TRY(MemoryEvaluation evaluation, MemoryEvaluation::begin(engine, call, question));
  WRIT_TRY(const MemoryAnswered answered,
           answer_memory(engine, evaluation, question, question.object));
  CertifyResponse response{.ok = answered.answer.grantable, .missing = answered.answer.missing};
  if (response.ok) {
    WRIT_TRY(response.certificate, certified(engine, call, evaluation, answered));
  } else {
    response.reason = "flow.not_grantable";
  }
  WRIT_CHECK(record_answer(engine, call, evaluation, told_of(response, answered)));
  return response;
}

}  // namespace

const Operation flow_certify =
    define<certify>({.name = "flow.certify",
                     .doc = "Certifies a movement of a memory that may be granted now.",
                     .capability = Capability::decide,
                     .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::CertifyResponse);
