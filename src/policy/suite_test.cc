#include "policy/suite.h"

#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "canon/canonical.h"
#include "policy/test_bundle.h"

namespace writ::policy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view clinic =
    R"({"id":"nurses","description":"d","priority":0,"op":"read","effect":"allow",
        "when":{"subject":{"rolesAny":["nurse"]}},
        "obligations":[{"kind":"token-cap","maxTokens":5}]},
       {"id":"no-phi","description":"d","priority":5,"op":"read","effect":"deny",
        "reasonCode":"PHI","when":{"labels":{"any":["phi"]},
        "attributes":[{"left":"/argsSummary/n","test":"atLeast","right":{"value":2}}]}})";

PolicyCase one(std::string_view name, std::string_view request, std::string_view expect) {
  const Result<PolicyCase> read = canon::decode<PolicyCase>(
      json(fmt::format(R"({{"name":"{}","request":{},"expect":{}}})", name, request, expect)));
  EXPECT_TRUE(read) << (read ? "" : describe(read.error()));
  return read ? *read : PolicyCase();
}

const std::string nurse = R"({"op":"read","ctx":{"principal":{"roles":["nurse"]}}})";
const std::string phi = R"({"op":"read","ctx":{"principal":{"roles":["nurse"]}},"labels":["phi"]})";

std::vector<std::string> uncovered(const SuiteReport& report) {
  std::vector<std::string> lines;
  for (const UncoveredCondition& one : report.conditions.uncovered) {
    lines.push_back(fmt::format("{} {} {}{}", one.rule_id.text(), one.condition,
                                one.held ? "held" : "", one.failed ? "failed" : ""));
  }
  return lines;
}

TEST(Suite, CasesPassWhereAllThatIsExpectedIsSo) {
  const SuiteReport report = run_suite(
      bundle(clinic),
      {one("nurse", nurse, R"({"allow":true,"ruleIds":["nurses"],
            "obligations":[{"maxTokens":5,"kind":"token-cap"}]})"),
       one("phi", phi, R"({"allow":false,"reason":"PHI","obligations":[]})"),
       one("guest", R"({"op":"read"})", R"({"allow":false,"ruleIds":[],"reason":"DEFAULT_DENY"})")},
      {});
  EXPECT_TRUE(report.ok);
  EXPECT_EQ(report.passed.value, 3);
  EXPECT_EQ(report.failed.value, 0);
  EXPECT_THAT(report.complaints, IsEmpty());
  EXPECT_THAT(report.cases.at(1).differences, IsEmpty());
}

TEST(Suite, EachDifferenceIsNamed) {
  const SuiteReport report =
      run_suite(bundle(clinic),
                {one("wrong", nurse, R"({"allow":false,"ruleIds":["no-phi"],"reason":"PHI",
            "obligations":[{"kind":"token-cap","maxTokens":6}]})"),
                 one("right", phi, R"({"allow":false})")},
                {});
  EXPECT_FALSE(report.ok);
  EXPECT_EQ(report.failed.value, 1);
  EXPECT_THAT(report.complaints, ElementsAre("1 of 2 cases failed"));
  const CaseResult& wrong = report.cases.at(0);
  EXPECT_FALSE(wrong.passed);
  ASSERT_EQ(wrong.differences.size(), 4U);
  EXPECT_EQ(wrong.differences[0].member, "/allow");
  EXPECT_EQ(canon::canonical(wrong.differences[0].expected.value()), "false");
  EXPECT_EQ(canon::canonical(wrong.differences[0].actual->value()), "true");
  EXPECT_EQ(wrong.differences[1].member, "/obligations");
  EXPECT_EQ(wrong.differences[2].member, "/reason");
  EXPECT_FALSE(wrong.differences[2].actual);
  EXPECT_EQ(canon::canonical(wrong.differences[3].actual->value()), R"(["nurses"])");
  EXPECT_TRUE(report.cases.at(1).passed);
  EXPECT_TRUE(canon::Json::parse(canon::encode(report)));
}

TEST(Suite, ATableWithoutCasesIsNotOk) {
  const SuiteReport report = run_suite(bundle(clinic), {}, {});
  EXPECT_FALSE(report.ok);
  EXPECT_THAT(report.complaints, ElementsAre(HasSubstr("no cases")));
  EXPECT_FALSE(run_suite(bundle(""), {}, {}).ok);
}

TEST(Suite, ARuleIsCoveredOnceItWins) {
  const std::vector<PolicyCase> cases = {one("a", phi, R"({"allow":false})")};
  const SuiteReport report = run_suite(bundle(clinic), cases, {});
  EXPECT_EQ(report.rules.total.value, 2);
  EXPECT_EQ(report.rules.covered.value, 1);  // `nurses` applies too, but does not win
  EXPECT_EQ(report.rules.percent, 50);
  EXPECT_THAT(report.rules.uncovered, ElementsAre(RuleId("nurses")));
}

TEST(Suite, AMemoryRuleIsCoveredOnceItApplies) {
  constexpr std::string_view rules =
      R"({"id":"cap","description":"d","priority":0,"op":"memory.retrieve","effect":"allow"},
         {"id":"no","description":"d","priority":5,"op":"memory.retrieve","effect":"deny"},
         {"id":"never","description":"d","priority":5,"op":"memory.retrieve","effect":"deny",
          "when":{"labels":{"any":["x"]}}})";
  const SuiteReport report =
      run_suite(bundle(rules), {one("a", R"({"op":"memory.retrieve"})", R"({"allow":false})")}, {});
  EXPECT_THAT(report.rules.uncovered, ElementsAre(RuleId("never")));
}

TEST(Suite, AConditionIsCoveredOnceItHasHeldAndFailed) {
  const SuiteReport first = run_suite(bundle(clinic), {one("a", nurse, R"({"allow":true})")}, {});
  // What could not be decided counted as true.
  EXPECT_THAT(uncovered(first),
              ElementsAre("nurses /when/subject/rolesAny held", "no-phi /when/labels/any failed",
                          "no-phi /when/attributes/0 held"));
  const SuiteReport all = run_suite(
      bundle(clinic),
      {one("a", nurse, R"({"allow":true})"),
       one("b", R"({"op":"read","labels":["phi"],"argsSummary":{"n":1}})", R"({"allow":false})")},
      {});
  EXPECT_THAT(uncovered(all), IsEmpty());
  EXPECT_EQ(all.conditions.total.value, 3);
  EXPECT_EQ(all.conditions.percent, 100);
}

TEST(Suite, RequestsOfOtherOpsCoverNothing) {
  const SuiteReport report = run_suite(
      bundle(clinic), {one("a", R"({"op":"write","labels":["phi"]})", R"({"allow":false})")}, {});
  EXPECT_TRUE(report.ok);
  EXPECT_EQ(report.rules.covered.value, 0);
  EXPECT_THAT(uncovered(report),
              ElementsAre("nurses /when/subject/rolesAny ", "no-phi /when/labels/any ",
                          "no-phi /when/attributes/0 "));
}

TEST(Suite, ThresholdsAreMetExactlyAndNotByRounding) {
  std::string rules;
  for (int i = 0; i < 3; ++i) {
    rules += fmt::format(
        R"({}{{"id":"r{}","description":"d","priority":0,"op":"op{}","effect":"allow"}})",
        i > 0 ? "," : "", i, i);
  }
  const std::vector<PolicyCase> cases = {one("a", R"({"op":"op0"})", R"({"allow":true})"),
                                         one("b", R"({"op":"op1"})", R"({"allow":true})")};
  const SuiteReport met = run_suite(bundle(rules), cases, {.rules = {{66}}, .conditions = {{100}}});
  EXPECT_TRUE(met.ok);
  EXPECT_EQ(met.rules.percent, 66.6);
  const SuiteReport missed = run_suite(bundle(rules), cases, {.rules = {{67}}, .conditions = {}});
  EXPECT_FALSE(missed.ok);
  EXPECT_THAT(missed.complaints,
              ElementsAre("the cases cover 2 of 3 rules (66.6 %), and 67 % are asked for"));
}

TEST(Suite, WhatCannotBeReadIsRefused) {
  for (const std::string_view text :
       {R"({"name":"a","request":{"op":"x"}})",
        R"({"name":"a","request":{},"expect":{"allow":true}})",
        R"({"name":"a","request":{"op":"x"},"expect":{}})",
        R"({"name":"a","request":{"op":"x"},"expect":{"allow":true,"reasons":"R"}})",
        R"({"name":"a","request":{"op":"x"},
            "expect":{"allow":true,"obligations":[{"kind":"sing"}]}})"}) {
    EXPECT_FALSE(canon::decode<PolicyCase>(json(text))) << text;
  }
  EXPECT_FALSE(canon::decode<CoverageThresholds>(json(R"({"rules":101})")));
}

}  // namespace
}  // namespace writ::policy
