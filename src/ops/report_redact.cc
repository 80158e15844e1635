// report.redact: a report without what redaction profiles forbid, and what was taken out of it.
#include "canon/record_define.h"
#include "evidence/report_redaction.h"
#include "ops/operation.h"
#include "ops/redactions.h"
#include "ops/table.h"

namespace writ::ops {

struct RedactReportRequest {
  evidence::ReportBody report;
  std::vector<policy::RedactionProfile> profiles;

  static constexpr auto record(auto&& f) {
    using R = RedactReportRequest;
    using canon::field;
    return f("RedactReportRequest", "A report that must not go out as it is.",
             field<&R::report>("report", "The report."),
             field<&R::profiles>("profiles", "What must not be in it: what any of them forbids."));
  }
};

struct RedactReportResponse {
  bool ok = false;
  evidence::ReportBody report;
  redaction::RedactionMap redaction_map;
  canon::HexDigest redaction_map_hash;
  std::optional<std::vector<evidence::Need>> needs;

  static constexpr auto record(auto&& f) {
    using R = RedactReportResponse;
    using canon::field;
    return f("RedactReportResponse", "The redacted report.",
             field<&R::ok>("ok", "Whether nothing is left that is forbidden."),
             field<&R::report>("report", "The report as it may be published."),
             field<&R::redaction_map>("redactionMap", "What was taken out."),
             field<&R::redaction_map_hash>("redactionMapHash",
                                           "SHA-256 of its canonical JSON, by which it is kept "
                                           "where nothing is left."),
             field<&R::needs>("needs",
                              "What is left, since others refer to it: ids of findings and "
                              "evidence."));
  }
};

std::optional<std::string_view> tenant_of(const RedactReportRequest& request) {
  return request.report.tenant_id.text();
}

namespace {

Result<RedactReportResponse> redact(Engine& engine, const Call& call,
                                    const RedactReportRequest& request) {
  WRIT_TRY(const redaction::Redactor redactor, redactor_by(request.profiles));
  WRIT_TRY(evidence::RedactedReport made, evidence::redact_report(request.report, redactor));
  WRIT_TRY(std::vector<evidence::Need> left, evidence::redaction_needs(made.body, redactor));
  RedactReportResponse response{
      .ok = left.empty(), .report = std::move(made.body), .redaction_map = std::move(made.map)};
  response.redaction_map_hash = hash_of(response.redaction_map);
  const Left remains = left.empty() ? Left::nothing : Left::something;
  if (!left.empty()) response.needs = std::move(left);
  return kept(engine, call, remains, std::move(response));
}

}  // namespace

const Operation report_redact = define<redact>(
    {.name = "report.redact",
     .doc = "Takes out of a report what redaction profiles forbid, and keeps the map.",
     .capability = Capability::decide,
     .heavy = true,
     .secret = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RedactReportRequest);
DEFINE_RECORD(writ::ops::RedactReportResponse);
