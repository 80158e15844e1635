// By hand; spec/tools_test.cc holds it against the evaluator on random worlds.
#include "policy/explain.h"

#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "canon/canonical.h"
#include "policy/test_bundle.h"

namespace writ::policy {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

std::string rule(std::string_view id, std::string_view effect, double priority,
                 std::string_view when = "{}", std::string_view op = "read") {
  return fmt::format(
      R"({{"id":"{}","description":"d","priority":{},"op":"{}","effect":"{}","when":{}}})", id,
      priority, op, effect, when);
}

std::vector<ExplainedRule> explained(std::string_view rules, std::string_view request) {
  const canon::Json source = json(request);
  const Result<PDPRequest> read = canon::decode<PDPRequest>(source);
  EXPECT_TRUE(read);
  return explain(bundle(rules), *read, source.value());
}

// What the one rule with the condition `when` says of the request.
ExplainedRule one(std::string_view when, std::string_view request,
                  std::string_view effect = "allow") {
  const auto rules = explained(rule("r", effect, 0, when), request);
  EXPECT_EQ(rules.size(), 1U);
  return rules.empty() ? ExplainedRule() : rules.front();
}

struct Case {
  std::string_view when;
  std::string_view request;
  std::string_view condition;
  std::string_view message;
};

TEST(Explain, NamesTheFirstConditionThatFailsAndWhy) {
  const Case cases[] = {
      {R"({"subject":{"rolesAny":["nurse","doctor"]}})", R"({"op":"read"})",
       "/when/subject/rolesAny", "holds none of `nurse`, `doctor`"},
      {R"({"subject":{"rolesAny":[]}})", R"({"op":"read","ctx":{"principal":{"roles":["x"]}}})",
       "/when/subject/rolesAny", "an empty list matches nobody"},
      {R"({"subject":{"rolesAll":["a","b","c"]}})",
       R"({"op":"read","ctx":{"principal":{"roles":["b"]}}})", "/when/subject/rolesAll",
       "lacks `a`, `c`"},
      {R"({"subject":{"assuranceAtLeast":"aal3"}})",
       R"({"op":"read","ctx":{"principal":{"assurance":"aal2"}}})",
       "/when/subject/assuranceAtLeast", "the assurance `aal2` is less than `aal3`"},
      {R"({"subject":{"assuranceAtLeast":"aal2"}})",
       R"({"op":"read","ctx":{"principal":{"assurance":"AAL3"}}})",
       "/when/subject/assuranceAtLeast", "the assurance `AAL3` is unknown, and `aal2` is needed"},
      {R"({"subject":{"assuranceAtLeast":"aal2"}})", R"({"op":"read"})",
       "/when/subject/assuranceAtLeast", "has no assurance, and needs `aal2`"},
      {R"({"resource":{"equals":"a"}})", R"({"op":"read","resource":"b"})", "/when/resource/equals",
       "the resource `b` is not `a`"},
      {R"({"resource":{"glob":"a/*"}})", R"({"op":"read"})", "/when/resource/glob",
       "the resource, which is left out and counts as ``, does not match `a/*`"},
      {R"({"resource":{"notGlob":"**"}})", R"({"op":"read","resource":"x"})",
       "/when/resource/notGlob", "the resource `x` matches `**`"},
      {R"({"labels":{"any":["phi"]}})", R"({"op":"read","labels":["PHI"]})", "/when/labels/any",
       "has none of `phi`"},
      {R"({"labels":{"all":["phi","eu"]}})", R"({"op":"read","labels":["phi"]})",
       "/when/labels/all", "lacks `eu`"},
      {R"({"labels":{"none":["phi","eu"]}})", R"({"op":"read","labels":["eu"]})",
       "/when/labels/none", "has `eu`"},
      {R"({"purpose":{"equals":"care"}})", R"({"op":"read","purpose":"sale"})",
       "/when/purpose/equals", "the purpose `sale` is not `care`"},
      {R"({"purpose":{"anyOf":[]}})", R"({"op":"read","purpose":"sale"})", "/when/purpose/anyOf",
       "an empty list matches nothing"},
      {R"({"purpose":{"anyOf":["care"]}})", R"({"op":"read"})", "/when/purpose/anyOf",
       "the purpose, which is left out and counts as ``, is none of `care`"},
      {R"({"riskTierAny":["low","high"]})", R"({"op":"read","ctx":{"riskTier":"moderate"}})",
       "/when/riskTierAny", "the risk tier `moderate` is none of `low`, `high`"},
      {R"({"riskTierAny":["low"]})", R"({"op":"read"})", "/when/riskTierAny",
       "has no risk tier, and needs one of `low`"},
      {R"({"attributes":[{"left":"/op","test":"exists"},
                         {"left":"/purpose","test":"equals","right":{"value":"ä"}}]})",
       R"({"op":"read","purpose":"x"})", "/when/attributes/1",
       "`/purpose` equals \"ä\" does not hold"},
  };
  for (const Case& c : cases) {
    const ExplainedRule rule = one(c.when, c.request);
    EXPECT_FALSE(rule.applies) << c.when;
    ASSERT_TRUE(rule.failed) << c.when;
    EXPECT_EQ(rule.failed->condition, c.condition);
    EXPECT_EQ(rule.failed->message, c.message);
  }
}

TEST(Explain, ConditionsAreLookedAtInTheirDocumentedOrder) {
  // Each request meets one condition more than the one before it.
  constexpr std::string_view when =
      R"({"attributes":[{"left":"/argsSummary/n","test":"atLeast","right":{"value":2}}],
          "riskTierAny":["low"],"purpose":{"anyOf":["p"],"equals":"p"},
          "labels":{"none":["z"],"all":["l"],"any":["l","m"]},
          "resource":{"notGlob":"r/x","glob":"r/*","equals":"r/y"},
          "subject":{"assuranceAtLeast":"aal2","rolesAll":["a","b"],"rolesAny":["a"]}})";
  const std::pair<std::string_view, std::string_view> steps[] = {
      {R"({"op":"read"})", "/when/subject/rolesAny"},
      {R"({"op":"read","ctx":{"principal":{"roles":["a"]}}})", "/when/subject/rolesAll"},
      {R"({"op":"read","ctx":{"principal":{"roles":["a","b"]}}})",
       "/when/subject/assuranceAtLeast"},
      {R"({"op":"read","ctx":{"principal":{"roles":["a","b"],"assurance":"aal2"}}})",
       "/when/resource/equals"},
      {R"({"op":"read","resource":"r/y","ctx":{"principal":{"roles":["a","b"],
           "assurance":"aal2"}}})",
       "/when/labels/any"},
      {R"({"op":"read","resource":"r/y","labels":["m","z"],"ctx":{"principal":{"roles":["a","b"],
           "assurance":"aal2"}}})",
       "/when/labels/all"},
      {R"({"op":"read","resource":"r/y","labels":["l","z"],"ctx":{"principal":{"roles":["a","b"],
           "assurance":"aal2"}}})",
       "/when/labels/none"},
      {R"({"op":"read","resource":"r/y","labels":["l"],"ctx":{"principal":{"roles":["a","b"],
           "assurance":"aal2"}}})",
       "/when/purpose/equals"},
      {R"({"op":"read","resource":"r/y","labels":["l"],"purpose":"p","ctx":{"principal":
           {"roles":["a","b"],"assurance":"aal2"}}})",
       "/when/riskTierAny"},
      {R"({"op":"read","resource":"r/y","labels":["l"],"purpose":"p","ctx":{"riskTier":"low",
           "principal":{"roles":["a","b"],"assurance":"aal2"}}})",
       "/when/attributes/0"},
  };
  for (const auto& [request, condition] : steps) {
    const ExplainedRule rule = one(when, request);
    ASSERT_TRUE(rule.failed) << request;
    EXPECT_EQ(rule.failed->condition, condition) << request;
  }
}

TEST(Explain, AnUndecidedComparisonFailsAnAllowAndCountsAsTrueForADeny) {
  constexpr std::string_view when =
      R"({"attributes":[{"left":"/argsSummary/n","test":"atLeast","right":{"value":2}},
                        {"left":"/op","test":"lessThan","right":{"pointer":"/nowhere"}},
                        {"left":"/op","test":"lessThan","right":{"value":7}}]})";
  const ExplainedRule allow = one(when, R"({"op":"read"})", "allow");
  ASSERT_TRUE(allow.failed);
  EXPECT_EQ(allow.failed->condition, "/when/attributes/0");
  EXPECT_EQ(
      allow.failed->message,
      "`/argsSummary/n` atLeast 2 could not be decided, since `/argsSummary/n` finds nothing: "
      "it counts as false for an allow");
  EXPECT_FALSE(allow.undecided);

  const ExplainedRule deny = one(when, R"({"op":"read"})", "deny");
  EXPECT_TRUE(deny.applies);
  ASSERT_TRUE(deny.undecided);
  ASSERT_EQ(deny.undecided->size(), 3U);
  EXPECT_THAT(deny.undecided->at(0).message, HasSubstr("counts as true for a deny"));
  EXPECT_THAT(deny.undecided->at(1).message, HasSubstr("`/nowhere` finds nothing"));
  EXPECT_THAT(deny.undecided->at(2).message, HasSubstr("the types do not fit"));
  EXPECT_EQ(deny.undecided->at(2).condition, "/when/attributes/2");
}

TEST(Explain, RanksTheRulesOfTheOpAndMarksTheOneThatWon) {
  const std::string rules = rule("low", "allow", 1) + "," + rule("b", "deny", 5) + "," +
                            rule("other", "deny", 99, "{}", "write") + "," + rule("a", "deny", 5) +
                            "," + rule("same", "allow", 5) + "," +
                            rule("top", "allow", 9, R"({"labels":{"any":["x"]}})");
  const auto found = explained(rules, R"({"op":"read"})");
  std::vector<std::string> ids, won, applying;
  for (const ExplainedRule& one : found) {
    ids.push_back(one.rule_id.text());
    if (one.won) won.push_back(one.rule_id.text());
    if (one.applies) applying.push_back(one.rule_id.text());
  }
  EXPECT_EQ(ids, (std::vector<std::string>{"top", "a", "b", "same", "low"}));
  EXPECT_EQ(won, std::vector<std::string>{"a"});
  EXPECT_EQ(applying, (std::vector<std::string>{"a", "b", "same", "low"}));
}

TEST(Explain, WhereNothingAppliesNothingWon) {
  EXPECT_THAT(explained("", R"({"op":"read"})"), IsEmpty());
  EXPECT_THAT(explained(rule("r", "allow", 0), R"({"op":"rea"})"), IsEmpty());
  EXPECT_FALSE(one(R"({"labels":{"any":[]}})", R"({"op":"read"})").won);
}

TEST(Explain, LongListsAndLiteralsAreCutShortAtACharacter) {
  std::string roles = "\"r0\"";
  for (int i = 1; i < 1000; ++i) roles += fmt::format(",\"r{}\"", i);
  const ExplainedRule many =
      one(fmt::format(R"({{"subject":{{"rolesAny":[{}]}}}})", roles), R"({"op":"read"})");
  EXPECT_THAT(many.failed->message, AllOf(HasSubstr("`r7` and 992 more"), HasSubstr("`r0`")));

  std::string literal;
  for (int i = 0; i < 100; ++i) literal += "€";
  const ExplainedRule cut = one(
      fmt::format(R"({{"attributes":[{{"left":"/op","test":"equals","right":{{"value":"{}"}}}}]}})",
                  literal),
      R"({"op":"read"})");
  EXPECT_LT(cut.failed->message.size(), 200U);
  // It can be written as JSON, and read again strictly.
  EXPECT_TRUE(canon::Json::parse(canon::encode(cut)));
}

}  // namespace
}  // namespace writ::policy
