// egress.attest: attests that these very bytes may leave for this very destination.
#include "canon/record_define.h"
#include "memory/answer.h"
#include "memory/identity.h"
#include "ops/memory_answer.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct AttestResponse {
  bool ok = false;
  std::optional<SignedEgressAttestation> attestation;
  std::optional<std::string> reason;
  std::vector<std::string> missing;

  static constexpr auto record(auto&& f) {
    using R = AttestResponse;
    using canon::field;
    return f("AttestResponse", "The attestation, or what is missing for one.",
             field<&R::ok>("ok", "Whether it was issued."),
             field<&R::attestation>("attestation", "The attestation, signed."),
             field<&R::reason>("reason", "Why it was not."),
             field<&R::missing>("missing", "What is missing for it."));
  }
};

namespace {

// Why nothing can be attested of the question, or empty.
std::string_view unattestable(const MemoryQuestion& question) {
  if (!question.destination || !memory::is_egress(question.action)) return "egress.no_egress";
  if (!question.payload_hash) return "egress.payload_hash_missing";
  if (!question.destination_id) return "egress.destination_id_missing";
  return {};
}

memory::EgressAttestation attestation_of(const MemoryAnswered& answered,
                                         const MemoryEvaluation& evaluation,
                                         const MemoryQuestion& question) {
  auto attestation = proof_of<memory::EgressAttestation>(answered, evaluation);
  attestation.outbound = *question.destination;
  attestation.decided = *answered.answer.policy.destination;
  attestation.destination_id = *question.destination_id;
  attestation.payload_hash = *question.payload_hash;
  memory::name(attestation);
  return attestation;
}

Result<AttestResponse> attest(Engine& engine, const Call& call, const MemoryQuestion& question) {
  WRIT_TRY(MemoryEvaluation evaluation, MemoryEvaluation::begin(engine, call, question));
  WRIT_TRY(const MemoryAnswered answered,
           answer_memory(engine, evaluation, question, question.object));
  AttestResponse response{.missing = answered.answer.missing};
  if (const std::string_view why = unattestable(question); !why.empty()) {
    response.reason = why;
  } else if (!answered.answer.grantable) {
    response.reason = "egress.not_grantable";
  } else {
    response.ok = true;
    WRIT_TRY(response.attestation, sign_proof(engine, call, evaluation.tenant(),
                                              attestation_of(answered, evaluation, question)));
  }
  WRIT_CHECK(record_answer(engine, call, evaluation, told_of(response, answered)));
  return response;
}

}  // namespace

const Operation egress_attest =
    define<attest>({.name = "egress.attest",
                    .doc = "Attests that bytes may leave for a destination, where that may be "
                           "granted now.",
                    .capability = Capability::decide,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::AttestResponse);
