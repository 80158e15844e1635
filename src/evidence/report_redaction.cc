#include "evidence/report_redaction.h"

#include <set>

#include <fmt/format.h>

#include "canon/digest.h"

namespace writ::evidence {
namespace {

// Visits with the pointer and the text of each that may be rewritten, in the order of the report.
template <class Body>
Result<void> for_each_writing(Body& body, auto&& visit) {
  WRIT_CHECK(visit("/title", body.title));
  WRIT_CHECK(visit("/summary", body.summary));
  for (std::size_t i = 0; i < body.findings.size(); ++i) {
    auto& finding = body.findings[i];
    WRIT_CHECK(visit(fmt::format("/findings/{}/description", i), finding.description));
    if (!finding.location) continue;
    WRIT_CHECK(visit(fmt::format("/findings/{}/location/file", i), finding.location->file));
  }
  return {};
}

// The same of ids, which are only looked at.
Result<void> for_each_id(const ReportBody& body, auto&& visit) {
  const auto each = [&](std::string_view at, const std::vector<EvidenceId>& ids) -> Result<void> {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      WRIT_CHECK(visit(fmt::format("{}/{}", at, i), ids[i].text()));
    }
    return {};
  };
  for (std::size_t i = 0; i < body.findings.size(); ++i) {
    WRIT_CHECK(visit(fmt::format("/findings/{}/id", i), body.findings[i].id.text()));
    WRIT_CHECK(each(fmt::format("/findings/{}/evidence", i), body.findings[i].evidence));
  }
  return each("/evidenceRegistry", body.evidence_registry);
}

std::string names_of(const redaction::Redactor& redactor) {
  std::string names;
  for (const redaction::Profile* profile : redactor.profiles()) {
    (names += names.empty() ? "" : ", ") += profile->text.name;
  }
  return names;
}

Need need_of(std::string pointer, const redaction::Detector& detector, std::string_view profiles) {
  std::string description = fmt::format(
      "the text at `{}` holds what `{}` finds, which must not go out by the profile {}: write it "
      "otherwise, or use `report.redact`",
      pointer, detector.id.text(), profiles);
  return {.need_type = NeedType::needs_policy,
          .description = std::move(description),
          .context = {.reason = NeedReason::redaction_outstanding,
                      .pointer = std::move(pointer),
                      .detail = std::string(profiles),
                      .detector = detector.id.text()}};
}

}  // namespace

Result<std::vector<Need>> redaction_needs(const ReportBody& body,
                                          const redaction::Redactor& redactor) {
  std::vector<Need> needs;
  const std::string profiles = names_of(redactor);
  const auto look = [&](const std::string& pointer, std::string_view text) -> Result<void> {
    WRIT_TRY(const redaction::Redacted redacted, redactor.redact(text));
    std::set<const redaction::Detector*> told;
    for (const redaction::Span& span : redacted.spans) {
      if (told.insert(span.detector).second) {
        needs.push_back(need_of(pointer, *span.detector, profiles));
      }
    }
    return {};
  };
  WRIT_CHECK(for_each_writing(body, look));
  WRIT_CHECK(for_each_id(body, look));
  return needs;
}

Result<RedactedReport> redact_report(ReportBody body, const redaction::Redactor& redactor) {
  RedactedReport made{.body = std::move(body), .map = redaction::map_by(redactor)};
  const auto redact = [&](std::string_view pointer, std::string& text) -> Result<void> {
    WRIT_TRY(redaction::Redacted redacted, redactor.redact(text));
    redaction::add_places(pointer, text, redacted.spans, made.map.places);
    text = std::move(redacted.text);
    return {};
  };
  WRIT_CHECK(for_each_writing(made.body, redact));
  made.map.report_hash = canon::HexDigest(canon::sha256_hex(canon::encode(made.body)));
  return made;
}

}  // namespace writ::evidence
