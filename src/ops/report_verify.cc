// report.verify: whether a report is what a trusted key vouched for.
#include <fmt/format.h>

#include "canon/record_define.h"
#include "evidence/report.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/refusal.h"
#include "ops/table.h"

namespace writ::ops {

// A report handed in: content that does not read is an answer, not a problem.
struct VerifyReportRequest {
  using Described = evidence::VerifiedReport;

  Result<evidence::VerifiedReport> content;

  static VerifyReportRequest read(const canon::Json& body) {
    return {canon::decode<evidence::VerifiedReport>(body, "the report")};
  }
};

// Content that did not read is nobody's; it is refused without looking at anybody's data.
std::optional<std::string_view> tenant_of(const VerifyReportRequest& request) {
  if (!request.content) return std::nullopt;
  return request.content->body->tenant_id.text();
}

struct VerifyReportResponse {
  bool ok = false;
  std::optional<std::string> reason;
  std::optional<std::string> pointer;
  std::optional<std::string> message;
  std::optional<std::vector<RefusedPlace>> faults;

  static constexpr auto record(auto&& f) {
    using R = VerifyReportResponse;
    using canon::field;
    return f("VerifyReportResponse",
             "Whether somebody trusted vouches for the very report; `report.status` tells whether "
             "its evidence is still fresh.",
             field<&R::ok>("ok", "Whether it is whole and a trusted key signed it."),
             field<&R::reason>("reason", "Why it is not, as a code."),
             field<&R::pointer>("pointer", "Where."), field<&R::message>("message", "For people."),
             field<&R::faults>("faults", "Every fault, where the report does not read."));
  }
};

namespace {

Refused refusal_of(std::string_view reason) {
  const bool of_hash = reason == evidence::refusal::report_hash_mismatch;
  return {.reason = std::string(reason),
          .pointer = of_hash ? "/reportHash" : "/signature",
          .message = fmt::format("it does not verify: {}", reason)};
}

Result<VerifyReportResponse> verify(Engine& engine, const Call&,
                                    const VerifyReportRequest& request) {
  if (!request.content) {
    return refuse_with<VerifyReportResponse>(Refused::of(request.content.error()));
  }
  WRIT_TRY(const auto state, engine.state());
  const canon::Verdict verdict = evidence::verify(*request.content, state->keys->ring());
  if (!verdict.ok()) return refuse_with<VerifyReportResponse>(refusal_of(verdict.reason()));
  return VerifyReportResponse{.ok = true};
}

}  // namespace

const Operation report_verify =
    define<verify>({.name = "report.verify",
                    .doc = "Checks a verified report against the keys of this data directory.",
                    .capability = Capability::read,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::VerifyReportResponse);
