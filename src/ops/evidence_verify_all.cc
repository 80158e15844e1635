// evidence.verifyAll: which of a tenant's evidence is still so.
#include "canon/record_define.h"
#include "evidence/standing.h"
#include "ops/engine.h"
#include "ops/evidence_kept.h"
#include "ops/evidence_world.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct VerifyAllEvidenceResponse {
  bool valid = false;
  std::vector<evidence::Verification> verifications;
  canon::Timestamp checked_at;
  std::optional<std::string> next;

  static constexpr auto record(auto&& f) {
    using R = VerifyAllEvidenceResponse;
    using canon::field;
    return f("VerifyAllEvidenceResponse", "A page of it.",
             field<&R::valid>("valid", "Whether all of this page is fresh."),
             field<&R::verifications>("verifications", "By id."),
             field<&R::checked_at>("checkedAt", "When."), field<&R::next>("next", next_doc));
  }
};

namespace {

Result<VerifyAllEvidenceResponse> verify_all(Engine& engine, const Call& call,
                                             const SessionPageRequest& request) {
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(auto page, evidence_page(*snapshot, request));
  std::vector<std::string> ids;
  ids.reserve(page.items.size());
  for (const evidence::Evidence& one : page.items) ids.push_back(one.evidence_id.text());
  WRIT_TRY(const evidence::Pool pool,
           gather({engine, *state, *snapshot, call.now}, request.tenant_id.text(), std::move(ids)));
  const evidence::Assessments assessments = evidence::assess(pool, call.now);
  VerifyAllEvidenceResponse response{
      .valid = true, .checked_at = canon::Timestamp(call.now), .next = std::move(page.next)};
  for (const evidence::Evidence& one : page.items) {
    response.verifications.push_back(evidence::verification_of(one.evidence_id, assessments));
    response.valid = response.valid && response.verifications.back().valid;
  }
  return response;
}

}  // namespace

const Operation evidence_verify_all =
    define<verify_all>({.name = "evidence.verifyAll",
                        .doc = "Looks which of a tenant's evidence is still fresh.",
                        .capability = Capability::read,
                        .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::VerifyAllEvidenceResponse);
