#include "evidence/report_view.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "canon/base64.h"
#include "canon/canonical.h"
#include "canon/digest.h"
#include "evidence/report_statement.h"
#include "evidence/test_evidence.h"

namespace writ::evidence {
namespace {

using testing::HasSubstr;
using testing::Not;

const Instant now = at("2026-11-23T12:00:00Z");

// A report on `e`, in which every text that can be anything is this.
VerifiedReport report_saying(std::string_view text) {
  std::string quoted;
  canon::append_text(quoted, text);
  const std::string json = fmt::format(
      R"({{"schemaVersion":1,"tenantId":"t","sessionId":"ses","policyHash":"{:064}","title":{},)"
      R"("summary":{},"findings":[{{"id":"f","description":{},"severity":"low","mode":"observed",)"
      R"("evidence":["e"],"location":{{"file":{},"line":7}}}}],"evidenceRegistry":["e"],)"
      R"("createdAt":"2026-11-23T11:00:00Z"}})",
      0, quoted, quoted, quoted, quoted);
  VerifiedReport report;
  report.body.source = *canon::Json::parse(json);
  report.body.value = *canon::decode<ReportBody>(report.body.source);
  report.report_hash = report_hash(report.body);
  report.signature = {.key_id = "key-1", .sig = "c2ln"};
  return report;
}

struct Shown {
  std::string markdown;
  std::string html;
};

Shown shown(std::string_view text, Look look = Seen{digest('1')},
            canon::Verdict signature = canon::Verdict::good()) {
  const VerifiedReport report = report_saying(text);
  Piece piece = observed("e");
  piece.evidence.summary = "of the orchard";
  piece.evidence.source = file("/srv/orchard");
  piece.look = std::move(look);
  const Pool pool = pool_of({piece});
  const Assessments assessments = assess(pool, now);
  const ReportView view{report, signature, pool, assessments, now};
  return {markdown_of(view), html_of(view)};
}

TEST(ReportView, shows_findings_their_evidence_and_how_it_stands) {
  const auto [markdown, html] = shown("All is well");
  for (const std::string& page : {markdown, html}) {
    EXPECT_THAT(page, HasSubstr("All is well"));
    EXPECT_THAT(page, HasSubstr("It stands"));
    EXPECT_THAT(page, HasSubstr("fresh"));
    EXPECT_THAT(page, HasSubstr("file"));
    EXPECT_THAT(page, HasSubstr(report_saying("All is well").report_hash.text()));
  }
}

TEST(ReportView, shows_nothing_of_evidence_that_did_not_pass_the_gate) {
  const auto [markdown, html] = shown("d", NotThere{"the orchard is not there"});
  for (const std::string& page : {markdown, html}) {
    EXPECT_THAT(page, Not(HasSubstr("orchard")));
    EXPECT_THAT(page, HasSubstr("gone"));
  }
}

TEST(ReportView, tells_where_a_report_no_longer_stands) {
  for (const auto& [markdown, html] :
       {shown("d", Seen{digest('2')}), shown("d", NotSeen{"not permitted"})}) {
    EXPECT_THAT(markdown, HasSubstr("It does not stand"));
    EXPECT_THAT(html, HasSubstr("It does not stand"));
    EXPECT_THAT(html, Not(HasSubstr("fresh")));
  }
  EXPECT_THAT(shown("d", Seen{digest('2')}).html, HasSubstr("changed"));
  EXPECT_THAT(shown("d", NotSeen{"not permitted"}).markdown, HasSubstr("**unavailable**"));
  const auto revoked = shown("d", Seen{digest('1')}, canon::Verdict::refused("key-revoked"));
  EXPECT_THAT(revoked.html, HasSubstr("does not count (key-revoked)"));
  EXPECT_THAT(revoked.markdown, HasSubstr("It does not stand"));
}

constexpr std::string_view hostile[] = {"<script>alert(1)</script>",
                                        "<img src=x onerror=alert(1)>",
                                        "\"><svg/onload=alert(1)>",
                                        "</style></title><script>",
                                        "<!-- --><a href='javascript:1'>",
                                        "&lt;script&gt; &#60;",
                                        "[x](javascript:alert(1))",
                                        "![x](https://evil.example/p.png)",
                                        "# heading\n## another",
                                        "a\n\n***\n\n| a | b |\n|---|---|",
                                        "```\ncode\n~~~",
                                        "    code\n\tcode",
                                        "> quote\n- item\n1. item",
                                        "https://evil.example www.evil.example",
                                        "\\`x\\`",
                                        "a\u0001b\u007F"};

// Tags are those of the page itself: as many as of a harmless report.
TEST(ReportView, has_no_tag_in_html_but_its_own) {
  const auto tags = [](std::string_view page) { return std::ranges::count(page, '<'); };
  for (const std::string_view text : hostile) {
    const std::string html = shown(text).html;
    EXPECT_EQ(tags(html), tags(shown("x").html)) << text;
    EXPECT_THAT(html, Not(HasSubstr("<script"))) << text;
    EXPECT_EQ(std::ranges::count(html, '"'), std::ranges::count(shown("x").html, '"')) << text;
  }
  EXPECT_THAT(shown("a & <b> \"c\" 'd'").html,
              HasSubstr("a &amp; &lt;b&gt; &quot;c&quot; &#39;d&#39;"));
}

TEST(ReportView, loads_and_runs_nothing_but_its_own_style) {
  const std::string html = shown("x").html;
  const std::size_t begin = html.find("<style>") + 7;
  const std::string style = html.substr(begin, html.find("</style>") - begin);
  EXPECT_THAT(html, HasSubstr(fmt::format("content=\"default-src 'none'; style-src 'sha256-{}'; "
                                          "base-uri 'none'; form-action 'none'\"",
                                          canon::to_base64(canon::sha256(style).view()))));
  for (const char* loads : {"src=", "href=", "url(", "@import", "<script", "<link", "style="}) {
    EXPECT_THAT(html, Not(HasSubstr(loads)));
  }
}

// Without each backslash and what it takes the meaning of.
std::string unescaped(std::string_view markdown) {
  std::string bare;
  for (std::size_t i = 0; i < markdown.size(); ++i) {
    if (markdown[i] == '\\') {
      ++i;
    } else {
      bare += markdown[i];
    }
  }
  return bare;
}

TEST(ReportView, has_no_markup_in_markdown_but_its_own) {
  const std::string harmless = unescaped(shown("x").markdown);
  for (const std::string_view text : hostile) {
    const std::string page = shown(text).markdown;
    const std::string bare = unescaped(page);
    for (const char c : std::string_view("<>[]()!#`~|_*")) {
      EXPECT_EQ(std::ranges::count(bare, c), std::ranges::count(harmless, c)) << text << c;
    }
    EXPECT_THAT(page, Not(HasSubstr("\n "))) << text;
    EXPECT_THAT(page, Not(HasSubstr("\t"))) << text;
  }
}

// The example of DSSE's protocol description.
TEST(ReportStatement, is_encoded_for_its_signature_as_dsse_says) {
  EXPECT_EQ(dsse_encoding("http://example.com/HelloWorld", "hello world"),
            "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
}

TEST(ReportStatement, names_the_report_by_its_hash_and_has_all_of_it) {
  const VerifiedReport report = report_saying("x");
  const canon::Json statement = *canon::Json::parse(statement_of(report));
  const canon::Value& value = statement.value();
  EXPECT_EQ(value.find("_type")->text(), "https://in-toto.io/Statement/v1");
  EXPECT_EQ(value.find("predicateType")->text(), "urn:writ:verified-report:v1");
  const std::string predicate = canon::canonical(*value.find("predicate"));
  EXPECT_EQ(predicate, canon::encode(report));
  EXPECT_THAT(statement_of(report),
              HasSubstr(fmt::format(R"("subject":[{{"digest":{{"sha256":"{0}"}},)"
                                    R"("name":"reports/{0}"}}])",
                                    report.report_hash.text())));
  const std::string envelope = envelope_of(statement_of(report), report.signature);
  EXPECT_THAT(envelope, HasSubstr(R"("payloadType":"application/vnd.in-toto+json")"));
  EXPECT_THAT(envelope, HasSubstr(R"("signatures":[{"keyid":"key-1","sig":"c2ln"}])"));
  EXPECT_THAT(envelope, HasSubstr(canon::to_base64(statement_of(report))));
}

}  // namespace
}  // namespace writ::evidence
