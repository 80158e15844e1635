#include <gmock/gmock.h>

#include "assurance/dot.h"
#include "assurance/oscal.h"
#include "assurance/test_case.h"
#include "assurance/text_lines.h"
#include "canon/canonical.h"
#include "canon/pointer.h"

namespace writ::assurance {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string drawn(const AssuranceCase& content, const Facts& facts) {
  const CaseIndex index(content);
  return dot_of(index, explain_all(index, statuses(index, facts), facts));
}

TEST(TextLines, words_are_kept_whole_where_they_fit) {
  EXPECT_THAT(lines_of(" one two  three\nfour ", 9), ElementsAre("one two", "three", "four"));
  EXPECT_THAT(lines_of("ünïcödé", 3), ElementsAre("ünï", "cöd", "é"));
  EXPECT_THAT(lines_of(" \n\t", 9), ElementsAre());
  EXPECT_THAT(lines_of("a\x01"
                       "b\uFFFF",
                       9),
              ElementsAre("a b\uFFFD"));
}

TEST(Dot, each_kind_has_its_shape) {
  Goal top = goal("g", {"s", "w"});
  top.context = node_ids({"c"});
  top.assumptions = node_ids({"u"});
  top.undeveloped.emplace();
  const std::string dot =
      drawn(case_of({top, strategy("s", {"a"}), solution("a", {"e"}), context("c"), assumption("u"),
                     away_goal("w", std::string(64, 'a'), "h"), defeater("d", "a")}),
            facts_of({"e"}));
  for (const char* part :
       {"n0 [shape=box", "n1 [shape=parallelogram", "n2 [shape=circle",
        "n3 [shape=box, style=\"filled,rounded\"", "n4 [shape=ellipse", "<B>A</B>",
        "h in case aaaaaaaaaaaa…", "n6 [shape=octagon", "u0 [shape=diamond",
        "n0 -> n1 [arrowhead=normal]", "n0 -> n3 [arrowhead=empty]", "n6 -> n2 [style=dashed"}) {
    EXPECT_THAT(dot, HasSubstr(part));
  }
}

TEST(Dot, a_status_is_told_by_colour_and_border_and_in_words) {
  const std::string dot = drawn(case_of({goal("g", {"a"}), solution("a", {"e"}), goal("h", {"b"}),
                                         solution("b", {"f"}), defeater("d", "h", {"a"})}),
                                facts_of({"e"}));
  EXPECT_THAT(dot, HasSubstr("n0 [shape=box, style=\"filled\", fillcolor=\"#ddf0dd\""));
  EXPECT_THAT(dot, HasSubstr("<I>supported<BR/></I>"));
  EXPECT_THAT(dot, HasSubstr("n3 [shape=circle, margin=0, style=\"filled,dashed\""));
  EXPECT_THAT(dot, HasSubstr("<I>unsupported:<BR/>evidence-not-fresh, f<BR/></I>"));
  EXPECT_THAT(dot, HasSubstr("penwidth=3"));
  EXPECT_THAT(dot, HasSubstr("<I>refuted by d<BR/></I>"));
}

TEST(Dot, a_text_cannot_become_markup) {
  Goal top = goal("g\"]<b>", {"nowhere"});
  top.statement = "<IMG SRC=\"/etc/passwd\"/>&amp;";
  const std::string dot = drawn(case_of({top}), facts_of({}));
  EXPECT_THAT(dot, Not(HasSubstr("<IMG")));
  EXPECT_THAT(dot, HasSubstr("&lt;IMG"));
  EXPECT_THAT(dot, HasSubstr("g&quot;]&lt;b&gt;"));
  EXPECT_THAT(dot, Not(HasSubstr("->")));
}

TEST(Oscal, a_case_becomes_findings_observations_and_risks) {
  Solution proof = solution("a", {"e", "f"});
  proof.expires_at = canon::Timestamp(at("2027-01-01T00:00:00Z"));
  Facts facts = facts_of({"e", "f"});
  facts.evidence.find("f")->second.expires_at = canon::Timestamp(at("2026-12-01T00:00:00Z"));
  const AssuranceCase content = case_of({goal("g 1", {"a"}), proof, defeater("d", "g 1")});
  const CaseIndex index(content);
  const std::string hash(64, 'a');
  const std::string text =
      oscal_of(index, explain_all(index, statuses(index, facts), facts), facts, hash);
  const canon::Json json = *canon::Json::parse(text);
  const auto get = [&](const std::string& pointer) {
    const canon::Value* value = canon::Pointer::parse(pointer)->find(json.value());
    return value == nullptr ? "(absent)" : canon::canonical(*value);
  };
  const std::string result = "/assessment-results/results/0";
  EXPECT_EQ(get(result + "/findings/0/target"),
            R"({"status":{"reason":"challenge-is-open","state":"not-satisfied"},)"
            R"("target-id":"node-0","type":"objective-id"})");
  EXPECT_EQ(get(result + "/observations/0/expires"), R"("2026-12-01T00:00:00.000Z")");
  EXPECT_EQ(get(result + "/observations/0/relevant-evidence"),
            R"([{"description":"e"},{"description":"f"}])");
  EXPECT_EQ(get(result + "/risks/0/status"), R"("open")");
  EXPECT_EQ(get(result + "/findings/0/related-risks/0/risk-uuid"), get(result + "/risks/0/uuid"));
  EXPECT_EQ(get(result + "/findings/0/related-observations/0/observation-uuid"),
            get(result + "/observations/0/uuid"));
  EXPECT_EQ(get(result + "/reviewed-controls"), R"({"control-selections":[{"include-all":{}}]})");
  EXPECT_EQ(text, oscal_of(index, explain_all(index, statuses(index, facts), facts), facts, hash));
}

}  // namespace
}  // namespace writ::assurance
