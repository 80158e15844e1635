#include "evidence/report_redaction.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "canon/digest.h"
#include "redaction/test_redaction.h"

namespace writ::evidence {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

redaction::Redactor by(std::string_view name) { return *redaction::Redactor::by(std::array{name}); }

// Nothing in it is forbidden by any profile.
ReportBody report() {
  ReportBody body{.tenant_id = keys::TenantId("t"),
                  .session_id = SessionId("ses"),
                  .policy_hash = canon::HexDigest(std::string(64, '1')),
                  .title = "Night shift",
                  .summary = "All is well",
                  .findings = {{.id = FindingId("f"), .description = "Two nurses"}},
                  .created_at = canon::Timestamp(*Instant::parse("2026-11-23T12:00:00Z"))};
  body.findings.front().evidence.emplace_back("roster");
  body.findings.front().location = {.file = "ward/roster.csv"};
  body.evidence_registry.emplace_back("roster");
  return body;
}

std::vector<std::string> needs(const ReportBody& body, std::string_view profile) {
  std::vector<std::string> list;
  const auto found = redaction_needs(body, by(profile));
  if (!found) return {found.error().message};
  for (const Need& one : *found) {
    EXPECT_EQ(one.context.reason, NeedReason::redaction_outstanding);
    EXPECT_EQ(one.need_type, NeedType::needs_policy);
    EXPECT_EQ(one.context.detail, profile);
    list.push_back(fmt::format("{} at {}", *one.context.detector, one.context.pointer));
  }
  return list;
}

TEST(ReportRedaction, finds_nothing_where_nothing_is_forbidden) {
  for (const auto& one : redaction::built_in().all()) {
    EXPECT_THAT(needs(report(), one->text.name), IsEmpty());
    const RedactedReport made = *redact_report(report(), by(one->text.name));
    EXPECT_EQ(canon::encode(made.body), canon::encode(report()));
    EXPECT_THAT(made.map.places, IsEmpty());
  }
}

TEST(ReportRedaction, looks_at_every_text_that_somebody_wrote_or_chose) {
  const std::string mail = "ann@clinic.example";
  ReportBody body = report();
  body.title = body.summary = body.findings[0].description = body.findings[0].location->file = mail;
  body.findings[0].id = FindingId(mail);
  body.findings[0].evidence = body.evidence_registry = {EvidenceId(mail)};
  EXPECT_THAT(
      needs(body, "default"),
      ElementsAre("email at /title", "email at /summary", "email at /findings/0/description",
                  "email at /findings/0/location/file", "email at /findings/0/id",
                  "email at /findings/0/evidence/0", "email at /evidenceRegistry/0"));
}

TEST(ReportRedaction, tells_each_detector_of_a_text_once_and_never_what_it_found) {
  ReportBody body = report();
  body.summary = "a@b.example, c@d.example and 4111 1111 1111 1111";
  EXPECT_THAT(needs(body, "finance-pci"), ElementsAre("email at /summary", "card-16 at /summary"));
  const std::vector<Need> found = *redaction_needs(body, by("finance-pci"));
  for (const Need& one : found) {
    EXPECT_THAT(canon::encode(one), Not(HasSubstr("b.example")));
    EXPECT_THAT(canon::encode(one), Not(HasSubstr("1111")));
  }
}

TEST(ReportRedaction, rewrites_texts_and_says_where) {
  ReportBody body = report();
  body.title = "Zoë: 4111 1111 1111 1111, a@b.example";
  body.findings[0].description = "MRN 44712";
  const RedactedReport made = *redact_report(body, by("medical-strict"));
  EXPECT_EQ(made.body.title, "Zoë: [redacted:card 1111], [redacted:email]");
  EXPECT_EQ(made.body.findings[0].description, "MRN [redacted:mrn]");
  EXPECT_THAT(needs(made.body, "medical-strict"), IsEmpty());
  std::vector<std::string> places;
  for (const redaction::RedactedPlace& one : made.map.places) {
    places.push_back(fmt::format("{} {} {}+{} {}", one.pointer, one.detector, one.offset.value,
                                 one.length.value, one.replacement));
  }
  EXPECT_THAT(places, ElementsAre("/title card-16 5+19 [redacted:card 1111]",
                                  "/title email 26+11 [redacted:email]",
                                  "/findings/0/description mrn 4+5 [redacted:mrn]"));
}

TEST(ReportRedaction, binds_the_map_to_the_report_as_it_is_now_and_to_the_profiles) {
  ReportBody body = report();
  body.summary = "a@b.example";
  const RedactedReport made = *redact_report(body, by("default"));
  EXPECT_EQ(made.map.report_hash->text(), canon::sha256_hex(canon::encode(made.body)));
  ASSERT_EQ(made.map.profiles.size(), 1u);
  EXPECT_EQ(made.map.profiles.front().hash, redaction::profile("default").text.hash);
  EXPECT_THAT(canon::encode(made.map), Not(HasSubstr("b.example")));
  EXPECT_THAT(canon::encode(made.map), Not(HasSubstr(canon::sha256_hex(canon::encode(body)))));
  EXPECT_NE(hash_of(made.map), hash_of(redact_report(report(), by("default"))->map));
}

TEST(ReportRedaction, leaves_ids_and_still_tells_of_them) {
  ReportBody body = report();
  body.findings[0].id = FindingId("ann@clinic.example");
  const RedactedReport made = *redact_report(body, by("default"));
  EXPECT_EQ(made.body.findings[0].id, body.findings[0].id);
  EXPECT_THAT(needs(made.body, "default"), ElementsAre("email at /findings/0/id"));
}

TEST(ReportRedaction, of_a_text_that_is_too_large_is_a_problem) {
  ReportBody body = report();
  body.summary = std::string(redaction::max_text + 1, 'a');
  EXPECT_FALSE(redaction_needs(body, by("default")));
  EXPECT_FALSE(redact_report(body, by("default")));
}

}  // namespace
}  // namespace writ::evidence
