// The reference evaluator, by hand: one rule against requests for each condition, then the order.
#include "spec/evaluate.h"

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec/by_hand.h"

namespace writ::spec {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Case {
  std::string_view when;
  std::vector<std::string_view> holds;
  std::vector<std::string_view> fails;
};

void expect(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    for (const std::string_view effect : {"allow", "deny"}) {
      for (const auto m : c.holds) EXPECT_TRUE(applies(c.when, m, effect)) << c.when << " on " << m;
      for (const auto m : c.fails)
        EXPECT_FALSE(applies(c.when, m, effect)) << c.when << " on " << m;
    }
  }
}

constexpr std::string_view nobody = "";
constexpr std::string_view null_context = R"("ctx":null)";
constexpr std::string_view null_principal = R"("ctx":{"principal":null})";
constexpr std::string_view no_roles = R"("ctx":{"principal":{"roles":[]}})";
constexpr std::string_view nurse = R"("ctx":{"principal":{"roles":["nurse"]}})";
constexpr std::string_view both = R"("ctx":{"principal":{"roles":["doctor","nurse"]}})";

TEST(SpecEvaluate, RolesAnyNeedsOneOfThem) {
  expect({{R"({"subject":{"rolesAny":["nurse","admin"]}})",
           {nurse, both},
           {nobody, null_context, null_principal, no_roles,
            R"("ctx":{"principal":{"roles":["Nurse","nurse "]}})"}},
          {R"({"subject":{"rolesAny":[]}})", {}, {nobody, no_roles, nurse}},
          {R"({"subject":{}})", {nobody, nurse}, {}}});
}

TEST(SpecEvaluate, RolesAllNeedsEachOfThem) {
  expect({{R"({"subject":{"rolesAll":["nurse","doctor"]}})", {both}, {nobody, no_roles, nurse}},
          {R"({"subject":{"rolesAll":[]}})", {nobody, nurse}, {}},
          {R"({"subject":{"rolesAny":["nurse"],"rolesAll":["doctor"]}})", {both}, {nurse}}});
}

TEST(SpecEvaluate, AssuranceIsARank) {
  constexpr std::string_view aal1 = R"("ctx":{"principal":{"assurance":"aal1"}})";
  constexpr std::string_view aal2 = R"("ctx":{"principal":{"assurance":"aal2"}})";
  constexpr std::string_view aal3 = R"("ctx":{"principal":{"assurance":"aal3"}})";
  constexpr std::string_view aal4 = R"("ctx":{"principal":{"assurance":"aal4"}})";
  constexpr std::string_view upper = R"("ctx":{"principal":{"assurance":"AAL3"}})";
  expect({{R"({"subject":{"assuranceAtLeast":"aal2"}})",
           {aal2, aal3},
           {nobody, null_context, aal1, aal4, upper}},
          {R"({"subject":{"assuranceAtLeast":"aal3"}})", {aal3}, {nobody, aal1, aal2, aal4}}});
}

TEST(SpecEvaluate, ResourceIsTheEmptyTextWhereThereIsNone) {
  constexpr std::string_view a = R"("resource":"a")";
  constexpr std::string_view ab = R"("resource":"a/b")";
  constexpr std::string_view empty = R"("resource":"")";
  expect({{R"({"resource":{"equals":"a"}})", {a}, {nobody, ab, empty}},
          {R"({"resource":{"equals":""}})", {nobody, empty}, {a}},
          {R"({"resource":{"glob":"a/*"}})", {ab}, {nobody, a}},
          {R"({"resource":{"glob":""}})", {nobody, empty}, {a}},
          {R"({"resource":{"glob":"**"}})", {nobody, a, ab}, {}},
          {R"({"resource":{"notGlob":"a/*"}})", {nobody, a}, {ab}},
          {R"({"resource":{"notGlob":""}})", {a}, {nobody, empty}},
          {R"({"resource":{"glob":"**","notGlob":"a"}})", {nobody, ab}, {a}},
          {R"({"resource":{}})", {nobody, a}, {}}});
}

TEST(SpecEvaluate, LabelsAnyAllAndNone) {
  constexpr std::string_view phi = R"("labels":["phi"])";
  constexpr std::string_view two = R"("labels":["pii","phi"])";
  constexpr std::string_view empty = R"("labels":[])";
  expect({{R"({"labels":{"any":["phi","legal"]}})", {phi, two}, {nobody, empty}},
          {R"({"labels":{"any":[]}})", {}, {nobody, phi}},
          {R"({"labels":{"all":["phi","pii"]}})", {two}, {nobody, phi}},
          {R"({"labels":{"all":[]}})", {nobody, phi}, {}},
          {R"({"labels":{"none":["pii"]}})", {nobody, empty, phi}, {two}},
          {R"({"labels":{"none":[]}})", {nobody, two}, {}},
          {R"({"labels":{"any":["phi"],"none":["pii"]}})", {phi}, {two, nobody}}});
}

TEST(SpecEvaluate, PurposeIsTheEmptyTextWhereThereIsNone) {
  constexpr std::string_view care = R"("purpose":"care")";
  constexpr std::string_view empty = R"("purpose":"")";
  expect({{R"({"purpose":{"equals":"care"}})", {care}, {nobody, empty, R"("purpose":"Care")"}},
          {R"({"purpose":{"equals":""}})", {nobody, empty}, {care}},
          {R"({"purpose":{"anyOf":["care","research"]}})", {care}, {nobody, empty}},
          {R"({"purpose":{"anyOf":[""]}})", {nobody, empty}, {care}},
          {R"({"purpose":{"anyOf":[]}})", {}, {nobody, empty, care}},
          {R"({"purpose":{"equals":"care","anyOf":["research"]}})", {}, {care, nobody}}});
}

TEST(SpecEvaluate, RiskTierMustBeKnownAndListed) {
  constexpr std::string_view high = R"("ctx":{"riskTier":"high"})";
  constexpr std::string_view low = R"("ctx":{"riskTier":"low"})";
  constexpr std::string_view odd = R"("ctx":{"riskTier":"extreme"})";
  expect({{R"({"riskTierAny":["high","regulated"]})", {high}, {nobody, null_context, low, odd}},
          {R"({"riskTierAny":["low","moderate","high","regulated"]})", {low, high}, {nobody, odd}},
          {R"({"riskTierAny":[]})", {}, {nobody, high}}});
}

TEST(SpecEvaluate, EveryConditionMustHold) {
  expect({{R"({"subject":{"rolesAny":["nurse"]},"purpose":{"equals":"care"}})",
           {R"("purpose":"care","ctx":{"principal":{"roles":["nurse"]}})"},
           {R"("purpose":"care")", nurse}}});
}

// --- order ---

std::vector<std::string> order(std::string_view rules, std::string_view members = "") {
  const World made = world(rules);
  const Asked asked = ask(members);
  std::vector<std::string> ids;
  for (const std::size_t at : matches(made.bundle, asked.request, asked.root())) {
    ids.push_back(made.bundle.rules[at].id.text());
  }
  const auto winner = evaluate(made.bundle, asked.request, asked.root());
  EXPECT_EQ(winner ? made.bundle.rules[*winner].id.text() : "none", ids.empty() ? "none" : ids[0]);
  return ids;
}

std::string list(const std::vector<std::string>& rules) {
  return fmt::format("{}", fmt::join(rules, ","));
}

TEST(SpecEvaluate, HigherPriorityThenDenyThenSmallerId) {
  EXPECT_THAT(order(list({rule("a", "0", "deny"), rule("b", "1", "allow"), rule("c", "0.5", "deny"),
                          rule("d", "-3", "deny")})),
              ElementsAre("b", "c", "a", "d"));
  EXPECT_THAT(order(list({rule("a", "1", "allow"), rule("z", "1", "deny")})),
              ElementsAre("z", "a"));
  EXPECT_THAT(order(list({rule("é", "1", "deny"), rule("b", "1", "deny"), rule("B", "1", "deny"),
                          rule("b1", "1", "deny")})),
              ElementsAre("B", "b", "b1", "é"));
}

TEST(SpecEvaluate, OnlyRulesOfTheOpCount) {
  EXPECT_THAT(order(list({rule("a", "0", "allow", "{}", "Op"),
                          rule("b", "0", "allow", "{}", "op.x"), rule("c", "0", "allow")})),
              ElementsAre("c"));
}

TEST(SpecEvaluate, NoRuleMeansNothingWins) {
  EXPECT_THAT(order(""), IsEmpty());
  EXPECT_THAT(order(rule("a", "0", "allow", R"({"purpose":{"equals":"x"}})")), IsEmpty());
}

TEST(SpecEvaluate, ARuleWithoutConditionsAlwaysApplies) {
  EXPECT_THAT(order(R"({"id":"a","description":"","priority":0,"op":"op","effect":"allow"})"),
              ElementsAre("a"));
}

}  // namespace
}  // namespace writ::spec
