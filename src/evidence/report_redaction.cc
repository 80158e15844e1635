#include "evidence/report_redaction.h"

#include <set>

#include <fmt/format.h>

#include "base/utf8.h"
#include "canon/digest.h"
#include "canon/record_define.h"

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

std::int64_t characters(std::string_view text) {
  std::int64_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) at += next_code_point(text.substr(at)).length;
  return count;
}

void add_places(std::string_view pointer, std::string_view before,
                const std::vector<redaction::Span>& spans, std::vector<RedactedPlace>& places) {
  std::size_t at = 0;
  std::int64_t passed = 0;
  for (const redaction::Span& span : spans) {
    passed += characters(before.substr(at, span.begin - at));
    const std::int64_t length = characters(before.substr(span.begin, span.end - span.begin));
    places.push_back({.pointer = std::string(pointer),
                      .detector = span.detector->id.text(),
                      .offset = {passed},
                      .length = {length},
                      .replacement = span.replacement});
    passed += length;
    at = span.end;
  }
}

RedactionMap map_by(const redaction::Redactor& redactor) {
  RedactionMap map;
  for (const redaction::Profile* profile : redactor.profiles()) {
    map.profiles.push_back({profile->text.name, profile->text.hash});
  }
  return map;
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
  RedactedReport made{.body = std::move(body), .map = map_by(redactor)};
  const auto redact = [&](std::string_view pointer, std::string& text) -> Result<void> {
    WRIT_TRY(redaction::Redacted redacted, redactor.redact(text));
    add_places(pointer, text, redacted.spans, made.map.places);
    text = std::move(redacted.text);
    return {};
  };
  WRIT_CHECK(for_each_writing(made.body, redact));
  made.map.report_hash = canon::HexDigest(canon::sha256_hex(canon::encode(made.body)));
  return made;
}

canon::HexDigest hash_of(const RedactionMap& map) {
  return canon::HexDigest(canon::sha256_hex(canon::encode(map)));
}

}  // namespace writ::evidence

DEFINE_RECORD(writ::evidence::UsedProfile);
DEFINE_RECORD(writ::evidence::RedactedPlace);
DEFINE_RECORD(writ::evidence::RedactionMap);
