// report.get: a verified report as it was published.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/evidence_kept.h"
#include "ops/operation.h"
#include "ops/report_ref.h"
#include "ops/table.h"

namespace writ::ops {

struct GetReportResponse {
  bool ok = false;
  std::optional<evidence::VerifiedReport> report;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = GetReportResponse;
    using canon::field;
    return f("GetReportResponse", "The report; `report.status` tells whether its evidence holds.",
             field<&R::ok>("ok", "Whether there is such a report."),
             field<&R::report>("report", "The report under signature."),
             field<&R::reason>("reason", "Why there is none."));
  }
};

namespace {

Result<GetReportResponse> get(Engine& engine, const Call&, const ReportRef& ref) {
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(auto found, find_report(*snapshot, ref.tenant_id.text(), ref.report_hash.text()));
  if (!found) return GetReportResponse{.reason = "report.unknown"};
  return GetReportResponse{.ok = true, .report = std::move(found)};
}

}  // namespace

const Operation report_get = define<get>({.name = "report.get",
                                          .doc = "Shows a verified report.",
                                          .capability = Capability::read,
                                          .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ReportRef);
DEFINE_RECORD(writ::ops::GetReportResponse);
