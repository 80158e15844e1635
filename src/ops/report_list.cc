// report.list: the reports that a tenant has published.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/evidence_kept.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct ReportHead {
  canon::HexDigest report_hash;
  evidence::SessionId session_id;
  canon::HexDigest policy_hash;
  std::string title;
  canon::Timestamp created_at;

  static constexpr auto record(auto&& f) {
    using H = ReportHead;
    using canon::field;
    return f("ReportHead", "A verified report, without what it says.",
             field<&H::report_hash>("reportHash", "Which."),
             field<&H::session_id>("sessionId", "The session that it is of."),
             field<&H::policy_hash>("policyHash", "The policy that it was published under."),
             field<&H::title>("title", "For people."),
             field<&H::created_at>("createdAt", "When it was written."));
  }
};

struct ListReportsResponse {
  std::vector<ReportHead> reports;
  std::optional<std::string> next;

  static constexpr auto record(auto&& f) {
    using R = ListReportsResponse;
    using canon::field;
    return f("ListReportsResponse", "A page of them.",
             field<&R::reports>("reports", "By their hash."), field<&R::next>("next", next_doc));
  }
};

namespace {

ReportHead head_of(const evidence::VerifiedReport& report) {
  return {.report_hash = report.report_hash,
          .session_id = report.body->session_id,
          .policy_hash = report.body->policy_hash,
          .title = report.body->title,
          .created_at = report.body->created_at};
}

Result<ListReportsResponse> list(Engine& engine, const Call&, const SessionPageRequest& request) {
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(auto page, report_page(*snapshot, request));
  ListReportsResponse response{.next = std::move(page.next)};
  for (const evidence::VerifiedReport& report : page.items) {
    response.reports.push_back(head_of(report));
  }
  return response;
}

}  // namespace

const Operation report_list = define<list>({.name = "report.list",
                                            .doc = "Lists the reports that a tenant published.",
                                            .capability = Capability::read,
                                            .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ReportHead);
DEFINE_RECORD(writ::ops::ListReportsResponse);
