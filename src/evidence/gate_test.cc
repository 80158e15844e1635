#include "evidence/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "evidence/test_evidence.h"

namespace writ::evidence {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const Instant now = at("2026-11-23T12:00:00Z");

ReportFinding finding(std::string_view id, const std::vector<std::string>& evidence,
                      Mode mode = Mode::observed) {
  ReportFinding made{.id = FindingId(std::string(id)), .severity = Severity::low, .mode = mode};
  for (const std::string& one : evidence) made.evidence.emplace_back(one);
  return made;
}

ReportBody body(std::vector<ReportFinding> findings, const std::vector<std::string>& registry) {
  ReportBody made{.tenant_id = keys::TenantId("t"),
                  .session_id = SessionId("ses"),
                  .findings = std::move(findings)};
  for (const std::string& one : registry) made.evidence_registry.emplace_back(one);
  return made;
}

// Each need as `reason at pointer`.
std::vector<std::string> needs(const ReportBody& report, const Pool& pool,
                               std::string_view anothers = "") {
  const Assessments assessments = assess(pool, now);
  std::vector<std::string> list;
  for (const Need& one :
       needs_of(report, {pool, assessments, [&](std::string_view id) { return id == anothers; }})) {
    EXPECT_EQ(one.need_type, NeedType::needs_evidence);
    list.push_back(fmt::format("{} at {}", name_of(one.context.reason), one.context.pointer));
  }
  return list;
}

// Of a report with one finding that cites `e`, whose evidence is this.
std::vector<std::string> needs_on(Piece piece) {
  piece.evidence.evidence_id = EvidenceId("e");
  return needs(body({finding("f", {"e"})}, {"e"}), pool_of({std::move(piece)}));
}

TEST(Gate, lets_fresh_evidence_pass) {
  EXPECT_THAT(needs_on(observed("e")), IsEmpty());
  const Pool pool = pool_of({observed("a"), observed("b"), derived("c", {"a", "b"})});
  EXPECT_THAT(
      needs(body({finding("1", {"a"}), finding("2", {"a", "c"}, Mode::derived)}, {"a", "c"}), pool),
      IsEmpty());
}

TEST(Gate, wants_findings) {
  EXPECT_THAT(needs(body({}, {}), {}), ElementsAre("no-findings at /findings"));
}

TEST(Gate, lets_no_guess_pass) {
  for (const Mode mode : {Mode::inferred, Mode::hypothesized, Mode::assumed}) {
    EXPECT_THAT(needs(body({finding("f", {"e"}, mode)}, {"e"}), pool_of({observed("e")})),
                ElementsAre("mode-not-publishable at /findings/0/mode"));
    Piece guess = observed("e");
    guess.evidence.mode = mode;
    const std::string weak = "evidence-mode-not-publishable at /evidenceRegistry/0";
    EXPECT_THAT(needs_on(guess), ElementsAre(weak));
    EXPECT_THAT(needs(body({finding("f", {"d"})}, {"d"}), pool_of({guess, derived("d", {"e"})})),
                ElementsAre(weak));
  }
}

TEST(Gate, wants_every_finding_to_cite_what_is_registered_and_the_reverse) {
  const Pool pool = pool_of({observed("e"), observed("x")});
  EXPECT_THAT(needs(body({finding("f", {})}, {}), pool),
              ElementsAre("finding-without-evidence at /findings/0/evidence"));
  EXPECT_THAT(needs(body({finding("f", {"e", "x"})}, {"e"}), pool),
              ElementsAre("evidence-not-registered at /findings/0/evidence/1"));
  EXPECT_THAT(needs(body({finding("f", {"e"})}, {"e", "x"}), pool),
              ElementsAre("evidence-not-cited at /evidenceRegistry/1"));
  EXPECT_THAT(needs(body({finding("f", {"e"}), finding("f", {"e"})}, {"e"}), pool),
              ElementsAre("finding-twice at /findings/1/id"));
}

TEST(Gate, wants_evidence_that_is_there_and_fresh) {
  const auto with = [](Look look) {
    Piece piece = observed("e");
    piece.look = std::move(look);
    return needs_on(piece);
  };
  const std::string stale = "evidence-stale at /evidenceRegistry/0";
  EXPECT_THAT(with(Seen{digest('2')}), ElementsAre(stale));
  EXPECT_THAT(with(NotThere{"w"}), ElementsAre(stale));
  EXPECT_THAT(with(NotVouched{"w"}), ElementsAre(stale));
  EXPECT_THAT(with(NotSeen{"w"}), ElementsAre("evidence-unavailable at /evidenceRegistry/0"));
  EXPECT_THAT(needs(body({finding("f", {"e"})}, {"e"}), {}),
              ElementsAre("evidence-not-found at /evidenceRegistry/0"));
  Piece piece = observed("e");
  piece.evidence.valid_until = canon::Timestamp(now);
  EXPECT_THAT(needs_on(piece), ElementsAre("evidence-expired at /evidenceRegistry/0"));
  piece = observed("e");
  piece.evidence.valid_from = canon::Timestamp(at("2026-11-24T00:00:00Z"));
  EXPECT_THAT(needs_on(piece), ElementsAre("evidence-not-yet-valid at /evidenceRegistry/0"));
}

TEST(Gate, wants_evidence_of_the_reports_tenant_and_session) {
  EXPECT_THAT(needs(body({finding("f", {"e"})}, {"e"}), {}, "e"),
              ElementsAre("evidence-of-another-tenant at /evidenceRegistry/0"));
  Piece piece = observed("e");
  piece.evidence.session_id = SessionId("another");
  EXPECT_THAT(needs_on(piece), ElementsAre("evidence-of-another-session at /evidenceRegistry/0"));
}

TEST(Gate, says_everything_at_once) {
  Piece stale = observed("a");
  stale.look = Seen{digest('2')};
  const Pool pool = pool_of({stale, derived("b", {"a"})});
  EXPECT_THAT(
      needs(body({finding("1", {"a", "x"}, Mode::assumed), finding("2", {})}, {"a", "b", "none"}),
            pool),
      ElementsAre(
          "mode-not-publishable at /findings/0/mode",
          "evidence-not-registered at /findings/0/evidence/1",
          "finding-without-evidence at /findings/1/evidence",
          "evidence-stale at /evidenceRegistry/0", "evidence-not-cited at /evidenceRegistry/1",
          "evidence-stale at /evidenceRegistry/1", "evidence-not-cited at /evidenceRegistry/2",
          "evidence-not-found at /evidenceRegistry/2"));
}

TEST(Gate, has_a_form_that_programs_read) {
  Piece stale = observed("a");
  stale.look = Seen{digest('2')};
  const Pool pool = pool_of({stale, derived("b", {"a"})});
  const Assessments assessments = assess(pool, now);
  const auto list = needs_of(body({finding("f", {"b"})}, {"b"}),
                             {pool, assessments, [](std::string_view) { return false; }});
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(canon::encode(list.front()),
            R"({"context":{"cause":"a","evidenceId":"b","pointer":"/evidenceRegistry/0",)"
            R"("reason":"evidence-stale","standing":"changed"},)"
            R"("description":"evidence `b`: its source is not what it was",)"
            R"("needType":"needs-evidence","tag":"needs"})");
}

TEST(Gate, looks_into_nothing_that_is_too_large) {
  EXPECT_THAT(too_large_needs(body({finding("f", {"e"})}, {"e"})), IsEmpty());
  EXPECT_EQ(too_large_needs(body(std::vector(max_findings + 1, finding("f", {})), {})).size(), 1u);
  EXPECT_EQ(too_large_needs(body({}, std::vector<std::string>(max_registered + 1, "e"))).size(),
            1u);
  EXPECT_EQ(too_large_needs(body({finding("f", std::vector<std::string>(max_cited + 1, "e"))}, {}))
                .size(),
            1u);
}

}  // namespace
}  // namespace writ::evidence
