// flow.certify: certifies one movement of one memory, where it may be granted now.
#include "canon/record_define.h"
#include "memory/actions.h"
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

memory::MemoryFlowCertificate certificate_of(const MemoryAnswered& answered,
                                             const MemoryEvaluation& evaluation) {
  const memory::PolicyEvaluationContext& context = answered.answer.context;
  memory::MemoryFlowCertificate certificate{
      .recorded_at = context.recorded_at,
      .object = context.object,
      .action = context.action,
      .destination = context.destination,
      .principal = context.principal,
      .context = context.id,
      .policies = policies_of(answered.answer),
      .discharges = memory::used_discharges(answered.closure, answered.proofs, evaluation.active()),
      .freshness_key = evaluation.active()};
  memory::name(certificate);
  return certificate;
}

Result<SignedFlowCertificate> issue(Engine& engine, const Call& call, std::string_view tenant,
                                    const memory::MemoryFlowCertificate& certificate) {
  WRIT_TRY(canon::Json json, canon::Json::parse(canon::encode(certificate)));
  WRIT_TRY(keys::SignatureBlock signature, sign_proof(engine, call, tenant, json));
  return SignedFlowCertificate{{certificate, std::move(json)}, std::move(signature)};
}

Result<CertifyResponse> certify(Engine& engine, const Call& call, const MemoryQuestion& question) {
  WRIT_TRY(MemoryEvaluation evaluation, MemoryEvaluation::begin(engine, call, question));
  WRIT_TRY(const MemoryAnswered answered,
           answer_memory(engine, evaluation, question, question.object));
  CertifyResponse response{.ok = answered.answer.grantable, .missing = answered.answer.missing};
  if (response.ok) {
    WRIT_TRY(response.certificate,
             issue(engine, call, evaluation.tenant(), certificate_of(answered, evaluation)));
  } else {
    response.reason = "flow.not_grantable";
  }
  WRIT_CHECK(record_answer(engine, call, evaluation,
                           {.outcome = response.ok ? "done" : "refused",
                            .response = canon::encode(response),
                            .reason = response.reason,
                            .rule_ids = rules_of(answered)}));
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
