// evidence.verify: whether what a piece of evidence shows is still so.
#include "canon/record_define.h"
#include "evidence/standing.h"
#include "ops/engine.h"
#include "ops/evidence_world.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct VerifyEvidenceRequest {
  policy::TenantId tenant_id;
  evidence::EvidenceId evidence_id;

  static constexpr auto record(auto&& f) {
    using R = VerifyEvidenceRequest;
    using canon::field;
    return f("VerifyEvidenceRequest", "Which evidence.", field<&R::tenant_id>("tenantId", "Whose."),
             field<&R::evidence_id>("evidenceId", "Which."));
  }
};

std::optional<std::string_view> tenant_of(const VerifyEvidenceRequest& request) {
  return request.tenant_id.text();
}

struct VerifyEvidenceResponse {
  evidence::Verification verification;
  canon::Timestamp checked_at;

  static constexpr auto record(auto&& f) {
    using R = VerifyEvidenceResponse;
    using canon::field;
    return f("VerifyEvidenceResponse", "What came of looking at it and all that it rests on.",
             field<&R::verification>("verification", "How it stands."),
             field<&R::checked_at>("checkedAt", "When."));
  }
};

namespace {

Result<VerifyEvidenceResponse> verify(Engine& engine, const Call& call,
                                      const VerifyEvidenceRequest& request) {
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const evidence::Pool pool,
           gather({engine, *state, *snapshot, call.now}, request.tenant_id.text(),
                  {request.evidence_id.text()}));
  return VerifyEvidenceResponse{
      evidence::verification_of(request.evidence_id, evidence::assess(pool, call.now)),
      canon::Timestamp(call.now)};
}

}  // namespace

const Operation evidence_verify =
    define<verify>({.name = "evidence.verify",
                    .doc = "Looks whether evidence, and all that it rests on, is still fresh.",
                    .capability = Capability::read,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::VerifyEvidenceRequest);
DEFINE_RECORD(writ::ops::VerifyEvidenceResponse);
