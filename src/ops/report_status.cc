// report.status: which published reports rest on evidence that is no longer fresh.
#include "canon/record_define.h"
#include "evidence/standing.h"
#include "ops/engine.h"
#include "ops/evidence_kept.h"
#include "ops/evidence_world.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct ReportStanding {
  canon::HexDigest report_hash;
  std::string title;
  bool valid = false;
  std::optional<std::string> signature;
  std::vector<evidence::Verification> not_fresh;

  static constexpr auto record(auto&& f) {
    using S = ReportStanding;
    using canon::field;
    return f("ReportStanding", "How a report stands now.",
             field<&S::report_hash>("reportHash", "Which."),
             field<&S::title>("title", "For people."),
             field<&S::valid>("valid", "Whether it is vouched for and all of its evidence fresh."),
             field<&S::signature>("signature",
                                  "Why its signature does not count; absent where it "
                                  "does."),
             field<&S::not_fresh>("notFresh", "The evidence in its registry that is not."));
  }
};

struct ReportStatusResponse {
  bool valid = false;
  std::vector<ReportStanding> reports;
  canon::Timestamp checked_at;
  std::optional<std::string> next;

  static constexpr auto record(auto&& f) {
    using R = ReportStatusResponse;
    using canon::field;
    return f("ReportStatusResponse", "A page of them.",
             field<&R::valid>("valid", "Whether all of this page are."),
             field<&R::reports>("reports", "By their hash."),
             field<&R::checked_at>("checkedAt", "When."), field<&R::next>("next", next_doc));
  }
};

namespace {

ReportStanding standing_of(const evidence::VerifiedReport& report, const keys::KeyRing& ring,
                           const evidence::Assessments& assessments) {
  ReportStanding standing{.report_hash = report.report_hash, .title = report.body->title};
  const canon::Verdict verdict = evidence::verify(report, ring);
  if (!verdict.ok()) standing.signature = verdict.reason();
  for (const evidence::EvidenceId& id : report.body->evidence_registry) {
    evidence::Verification one = evidence::verification_of(id, assessments);
    if (!one.valid) standing.not_fresh.push_back(std::move(one));
  }
  standing.valid = verdict.ok() && standing.not_fresh.empty();
  return standing;
}

Result<ReportStatusResponse> status(Engine& engine, const Call& call,
                                    const SessionPageRequest& request) {
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(auto page, report_page(*snapshot, request));
  std::vector<std::string> ids;
  for (const evidence::VerifiedReport& report : page.items) {
    for (const evidence::EvidenceId& id : report.body->evidence_registry) ids.push_back(id.text());
  }
  WRIT_TRY(const evidence::Pool pool,
           gather({engine, *state, *snapshot, call.now}, request.tenant_id.text(), std::move(ids)));
  const evidence::Assessments assessments = evidence::assess(pool, call.now);
  ReportStatusResponse response{
      .valid = true, .checked_at = canon::Timestamp(call.now), .next = std::move(page.next)};
  for (const evidence::VerifiedReport& report : page.items) {
    response.reports.push_back(standing_of(report, state->keys->ring(), assessments));
    response.valid = response.valid && response.reports.back().valid;
  }
  return response;
}

}  // namespace

const Operation report_status =
    define<status>({.name = "report.status",
                    .doc = "Looks which published reports still have all of their evidence.",
                    .capability = Capability::read,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ReportStanding);
DEFINE_RECORD(writ::ops::ReportStatusResponse);
