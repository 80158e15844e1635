// By hand, for what must be found and what must not; spec/tools_test.cc tries on random worlds that
// what is found is true, and that no dodge of a deny that needs something is missed.
#include "policy/check.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "canon/canonical.h"

namespace writ::policy {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

canon::Json json(std::string_view text) {
  Result<canon::Json> parsed = canon::Json::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : canon::Json();
}

std::string bundle(std::string_view rules, std::string_view more = "") {
  return fmt::format(R"({{"schemaVersion":1,"tenantId":"t","name":"default","version":"1.0.0",
      "issuedAt":"2026-11-23T14:08:00Z","issuedBy":"ann","rules":[{}]{}}})",
                     rules, more);
}

struct Rule {
  std::string_view id;
  std::string_view effect = "allow";
  double priority = 0;
  std::string_view when = R"({"subject":{"rolesAny":["someone"]}})";
  std::string_view more = "";
  std::string_view op = "read";

  std::string text() const {
    return fmt::format(
        R"({{"id":"{}","description":"d","priority":{},"op":"{}","effect":"{}","when":{}{}}})", id,
        priority, op, effect, when, more);
  }
};

CheckReport report_of(std::initializer_list<Rule> rules,
                      const std::vector<std::string>& resources = {}) {
  std::string text;
  for (const Rule& rule : rules) (text += text.empty() ? "" : ",") += rule.text();
  CheckReport report = check_bundle(json(bundle(text)), resources);
  EXPECT_EQ(report.ok, report.errors.value == 0);
  EXPECT_EQ(report.findings.size(),
            static_cast<std::size_t>(report.errors.value + report.warnings.value));
  return report;
}

// "code rule pointer" for each finding.
std::vector<std::string> found(const CheckReport& report) {
  std::vector<std::string> lines;
  for (const Finding& one : report.findings) {
    lines.push_back(fmt::format("{} {} {}", one.code, one.rule_id.value_or("-"), one.pointer));
  }
  return lines;
}

std::vector<std::string> found(std::initializer_list<Rule> rules,
                               const std::vector<std::string>& resources = {}) {
  return found(report_of(rules, resources));
}

// --- whole bundles -------------------------------------------------------------------------------

TEST(Check, AGoodBundleHasNoFindings) {
  const CheckReport report = report_of(
      {{.id = "a", .when = R"({"subject":{"rolesAny":["nurse"]},"labels":{"any":["phi"]}})"},
       {.id = "b", .when = R"({"subject":{"rolesAny":["clerk"]},"resource":{"glob":"f/**"}})"}});
  EXPECT_TRUE(report.ok);
  EXPECT_THAT(found(report), IsEmpty());
}

TEST(Check, ABundleWithoutRulesIsAWarning) {
  const CheckReport report = report_of({});
  EXPECT_TRUE(report.ok);
  EXPECT_THAT(found(report), ElementsAre("policy.no_rules - /rules"));
}

TEST(Check, WhatCannotBeReadGivesItsFaultsWithTheirRules) {
  const Rule twice{.id = "é"};
  const Rule bad_glob{.id = "g", .when = R"({"resource":{"glob":"a["}})"};
  const auto duplicate = check_bundle(json(bundle(twice.text() + "," + twice.text())), {});
  EXPECT_FALSE(duplicate.ok);
  EXPECT_THAT(found(duplicate), ElementsAre("policy.duplicate_rule é /rules/1/id"));
  EXPECT_THAT(duplicate.findings[0].message, HasSubstr("two rules have the id `é`"));

  const auto invalid = check_bundle(json(bundle(bad_glob.text(), R"(,"x":1)")), {});
  EXPECT_FALSE(invalid.ok);
  EXPECT_THAT(found(invalid),
              UnorderedElementsAre("policy.invalid_glob g /rules/0/when/resource/glob",
                                   "record.unknown_member - /x"));
}

TEST(Check, HostileDocumentsAreFindingsToo) {
  for (const std::string_view text :
       {"null", "[]", "{}", "3", R"({"rules":3})", R"({"rules":[{}]})", R"({"bundle":[]})",
        R"({"rules":[{"id":7}]})", R"({"bundle":{"rules":[null]},"signature":1})"}) {
    const CheckReport report = check_bundle(json(text), {});
    EXPECT_FALSE(report.ok) << text;
    EXPECT_THAT(report.findings, Not(IsEmpty())) << text;
  }
}

TEST(Check, ASignedBundlesFindingsPointIntoIt) {
  const std::string text =
      fmt::format(R"({{"bundle":{},"signature":{{"keyId":"k","alg":"ed25519","sig":"AA=="}}}})",
                  bundle(Rule{.id = "a", .when = "{}"}.text()));
  EXPECT_THAT(found(check_bundle(json(text), {})),
              ElementsAre("policy.unconditional_allow a /bundle/rules/0"));
}

TEST(Check, AHashOfOtherContentIsAnError) {
  const std::string hash = fmt::format(R"(,"policyHash":"{}")", std::string(64, 'a'));
  EXPECT_THAT(found(check_bundle(json(bundle("", hash)), {})),
              ElementsAre("policy.hash_mismatch - /policyHash"));
}

TEST(Check, ABundleThatExpiresBeforeItIsIssuedIsAnError) {
  const auto at = [](std::string_view time) {
    return found(check_bundle(
        json(bundle(Rule{.id = "a"}.text(), fmt::format(R"(,"expiresAt":"{}")", time))), {}));
  };
  EXPECT_THAT(at("2026-11-23T14:08:00Z"), ElementsAre("policy.expired_at_issue - /expiresAt"));
  EXPECT_THAT(at("2026-11-23T14:08:01Z"), IsEmpty());
}

// --- rules that apply to nothing -----------------------------------------------------------------

TEST(Check, ARuleThatCanApplyToNothingIsAnErrorAtItsCondition) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"subject":{"rolesAny":[]}})", "/when/subject/rolesAny"},
      {R"({"labels":{"any":[]}})", "/when/labels/any"},
      {R"({"labels":{"any":["a","b"],"none":["b","c","a"]}})", "/when/labels/any"},
      {R"({"labels":{"all":["a","b"],"none":["b"]}})", "/when/labels/all"},
      {R"({"purpose":{"anyOf":[]}})", "/when/purpose/anyOf"},
      {R"({"purpose":{"equals":"a","anyOf":["b"]}})", "/when/purpose/equals"},
      {R"({"riskTierAny":[]})", "/when/riskTierAny"},
      {R"({"resource":{"equals":"a/b","glob":"*"}})", "/when/resource/equals"},
      {R"({"resource":{"equals":"a/b","notGlob":"a/**"}})", "/when/resource/equals"},
      {R"({"resource":{"glob":"a/b/*","notGlob":"a/**"}})", "/when/resource/notGlob"},
      {R"({"resource":{"notGlob":"**"}})", "/when/resource/notGlob"},
      {R"({"resource":{"glob":"a[/]b"}})", "/when/resource/glob"},
      {R"({"attributes":[{"left":"/p","test":"exists"},{"left":"/p","test":"absent"}]})",
       "/when/attributes/0"},
  };
  for (const auto& [when, pointer] : cases) {
    for (const std::string_view effect : {"allow", "deny"}) {
      const CheckReport report = report_of({{.id = "r", .effect = effect, .when = when}});
      EXPECT_FALSE(report.ok) << when;
      EXPECT_THAT(found(report),
                  ElementsAre(fmt::format("policy.never_applies r /rules/0{}", pointer)))
          << when;
    }
  }
}

TEST(Check, ComparisonsContradictEachOtherOnlyWhereTheyAreDecided) {
  for (const std::string_view when :
       {R"({"attributes":[{"left":"/p","test":"absent"},
                          {"left":"/p","test":"equals","right":{"value":1}}]})",
        R"({"attributes":[{"left":"/p","test":"equals","right":{"value":1}},
                          {"left":"/p","test":"equals","right":{"value":2}}]})",
        R"({"attributes":[{"left":"/p","test":"in","right":{"value":[]}}]})"}) {
    EXPECT_THAT(found({{.id = "r", .effect = "allow", .when = when}}),
                ElementsAre(HasSubstr("policy.never_applies r /rules/0/when/attributes/")));
    EXPECT_THAT(found({{.id = "r", .effect = "deny", .when = when}}), IsEmpty()) << when;
  }
}

TEST(Check, WhatCanApplyIsNotReported) {
  for (const std::string_view when :
       {R"({"labels":{"any":["a","b"],"none":["b"]}})",
        R"({"purpose":{"equals":"a","anyOf":["a"]}})",
        R"({"resource":{"equals":"a/b","glob":"a/*","notGlob":"b/*"}})",
        R"({"resource":{"glob":"a/**","notGlob":"a/b/**"}})", R"({"resource":{"glob":"{[/],x}"}})",
        R"({"labels":{"any":["b"],"none":["B"]}})"}) {
    EXPECT_THAT(found({{.id = "r", .when = when}}), IsEmpty()) << when;
  }
}

// --- shadows -------------------------------------------------------------------------------------

// Whether a deny with `better` is found to cover an allow with `worse`.
bool shadows(std::string_view better, std::string_view worse) {
  const auto lines = found({{.id = "better", .effect = "deny", .priority = 2, .when = better},
                            {.id = "worse", .effect = "allow", .priority = 1, .when = worse}});
  return std::ranges::find(lines, "policy.shadowed worse /rules/1") != lines.end();
}

TEST(Check, ARuleWhoseConditionsImplyABetterRulesNeverWins) {
  const std::pair<std::string_view, std::string_view> pairs[] = {
      {"{}", R"({"labels":{"any":["x"]}})"},
      {R"({"subject":{"rolesAny":["a","b","c"]}})", R"({"subject":{"rolesAny":["c","a"]}})"},
      {R"({"subject":{"rolesAny":["a","b"]}})", R"({"subject":{"rolesAll":["x","b"]}})"},
      {R"({"subject":{"rolesAll":["a"]}})", R"({"subject":{"rolesAny":["a"]}})"},
      {R"({"subject":{"rolesAll":["a"]}})", R"({"subject":{"rolesAll":["b","a"]}})"},
      {R"({"subject":{"rolesAll":[]}})", R"({"labels":{"any":["x"]}})"},
      {R"({"subject":{"assuranceAtLeast":"aal2"}})", R"({"subject":{"assuranceAtLeast":"aal3"}})"},
      {R"({"labels":{"none":["a"]}})", R"({"labels":{"none":["b","a"],"any":["c"]}})"},
      {R"({"purpose":{"anyOf":["a","b"]}})", R"({"purpose":{"equals":"b"}})"},
      {R"({"riskTierAny":["low","high"]})", R"({"riskTierAny":["high"]})"},
      {R"({"resource":{"glob":"a/**"}})", R"({"resource":{"equals":"a/b/c"}})"},
      {R"({"resource":{"glob":"a/**"}})",
       R"({"resource":{"glob":"a/b/*"},"labels":{"any":["x"]}})"},
      {R"({"resource":{"glob":"**"}})", R"({"labels":{"any":["x"]}})"},
      {R"({"resource":{"equals":"a"}})", R"({"resource":{"glob":"a"}})"},
      {R"({"resource":{"glob":"a/*","notGlob":"a/b*"}})", R"({"resource":{"equals":"a/c"}})"},
      {R"({"resource":{"notGlob":"b/**"}})", R"({"resource":{"glob":"a/*"}})"},
      {R"({"resource":{"notGlob":"b/c/*"}})", R"({"resource":{"glob":"*/*/*","notGlob":"b/**"}})"},
      {R"({"attributes":[{"left":"/n","test":"lessThan","right":{"value":10}}]})",
       R"({"attributes":[{"left":"/m","test":"exists"},
                         {"right":{"value":1e1},"test":"lessThan","left":"/n"}]})"},
  };
  for (const auto& [better, worse] : pairs) EXPECT_TRUE(shadows(better, worse)) << better << worse;
}

TEST(Check, ARuleThatMayApplyWhereTheBetterDoesNotIsLeftAlone) {
  const std::pair<std::string_view, std::string_view> pairs[] = {
      {R"({"labels":{"any":["x"]}})", "{}"},
      {R"({"subject":{"rolesAny":["a"]}})", R"({"subject":{"rolesAny":["a","b"]}})"},
      {R"({"subject":{"rolesAny":["a"]}})", R"({"labels":{"any":["a"]}})"},
      {R"({"subject":{"rolesAll":["a"]}})", R"({"subject":{"rolesAny":["a","b"]}})"},
      {R"({"subject":{"assuranceAtLeast":"aal3"}})", R"({"subject":{"assuranceAtLeast":"aal2"}})"},
      {R"({"labels":{"none":["a","b"]}})", R"({"labels":{"none":["a"]}})"},
      {R"({"purpose":{"equals":"b"}})", R"({"purpose":{"anyOf":["a","b"]}})"},
      {R"({"riskTierAny":["low","moderate","high","regulated"]})", R"({"labels":{"any":["x"]}})"},
      {R"({"resource":{"glob":"a/*"}})", R"({"resource":{"glob":"a/**"}})"},
      {R"({"resource":{"equals":"a"}})", R"({"resource":{"glob":"a*"}})"},
      {R"({"resource":{"equals":"A"}})", R"({"resource":{"equals":"a"}})"},
      {R"({"resource":{"notGlob":"b/**"}})", R"({"resource":{"glob":"*/c"}})"},
      {R"({"attributes":[{"left":"/n","test":"lessThan","right":{"value":10}}]})",
       R"({"attributes":[{"left":"/n","test":"lessThan","right":{"value":9}}]})"},
  };
  for (const auto& [better, worse] : pairs) EXPECT_FALSE(shadows(better, worse)) << better << worse;
}

TEST(Check, AnUndecidedComparisonOfADenyDoesNotImplyTheSameOfAnAllow) {
  constexpr std::string_view compared =
      R"({"attributes":[{"left":"/n","test":"lessThan","right":{"value":10}}]})";
  // Without `/n` the deny applies and the better allow does not: the deny wins.
  EXPECT_THAT(found({{.id = "a", .effect = "allow", .priority = 2, .when = compared},
                     {.id = "b", .effect = "deny", .priority = 1, .when = compared}}),
              IsEmpty());
  constexpr std::string_view decided = R"({"attributes":[{"left":"/n","test":"absent"}]})";
  EXPECT_THAT(found({{.id = "a", .effect = "allow", .priority = 2, .when = decided},
                     {.id = "b", .effect = "deny", .priority = 1, .when = decided}}),
              ElementsAre("policy.shadowed b /rules/1"));
}

TEST(Check, TheOrderOfTheBundleDoesNotMatterAndTiesGoToTheDenyAndTheSmallerId) {
  const std::string_view when = R"({"labels":{"any":["x"]}})";
  EXPECT_THAT(found({{.id = "a", .effect = "allow", .when = when},
                     {.id = "b", .effect = "deny", .when = when}}),
              ElementsAre("policy.shadowed a /rules/0"));
  EXPECT_THAT(found({{.id = "b", .when = when}, {.id = "a", .when = when}}),
              ElementsAre("policy.redundant b /rules/0"));
}

TEST(Check, ARuleThatSaysTheSameAsItsShadowIsOnlyRedundant) {
  const std::string_view when = R"({"labels":{"any":["x"]}})";
  const auto report =
      report_of({{.id = "a", .priority = 1, .when = when, .more = R"(,"obligations":[])"},
                 {.id = "b", .when = when}});
  EXPECT_TRUE(report.ok);
  EXPECT_THAT(found(report), ElementsAre("policy.redundant b /rules/1"));
  EXPECT_THAT(report.findings[0].message, HasSubstr("`a`"));
  EXPECT_THAT(found({{.id = "a", .priority = 1, .when = when, .more = R"(,"reasonCode":"X")"},
                     {.id = "b", .when = when}}),
              ElementsAre("policy.shadowed b /rules/1"));
}

TEST(Check, RulesOfOtherOpsAndRulesThatNeverApplyCastNoShadow) {
  const std::string_view when = R"({"labels":{"any":["x"]}})";
  EXPECT_THAT(found({{.id = "a", .effect = "deny", .priority = 9, .when = "{}", .op = "write"},
                     {.id = "b", .when = when}}),
              IsEmpty());
  EXPECT_THAT(found({{.id = "a", .effect = "deny", .priority = 9, .when = R"({"riskTierAny":[]})"},
                     {.id = "b", .when = when}}),
              ElementsAre("policy.never_applies a /rules/0/when/riskTierAny"));
}

// --- dodges --------------------------------------------------------------------------------------

TEST(Check, ADenyIsDodgedByLeavingOutWhatTheAllowDoesNotAskFor) {
  struct Case {
    std::string_view deny, condition, member;
  };
  const Case cases[] = {
      {R"({"labels":{"any":["phi"]}})", "/when/labels", "/labels"},
      {R"({"labels":{"all":["phi"]}})", "/when/labels", "/labels"},
      {R"({"resource":{"glob":"secret/**"}})", "/when/resource", "/resource"},
      {R"({"resource":{"notGlob":"{,open/**}"}})", "/when/resource", "/resource"},
      {R"({"purpose":{"anyOf":["sale"]}})", "/when/purpose", "/purpose"},
      {R"({"riskTierAny":["regulated"]})", "/when/riskTierAny", "/ctx/riskTier"},
      {R"({"subject":{"rolesAny":["guest"]}})", "/when/subject", "/ctx/principal/roles"},
      {R"({"subject":{"assuranceAtLeast":"aal2"}})", "/when/subject/assuranceAtLeast",
       "/ctx/principal/assurance"},
      {R"({"attributes":[{"left":"/argsSummary/url","test":"exists"}]})", "/when/attributes",
       "/argsSummary/url"},
  };
  for (const Case& c : cases) {
    const auto report = report_of(
        {{.id = "no", .effect = "deny", .priority = 9, .when = c.deny},
         {.id = "yes", .when = R"({"attributes":[{"left":"/ctx/session","test":"exists"}]})"}});
    EXPECT_TRUE(report.ok);
    ASSERT_THAT(found(report),
                ElementsAre(fmt::format("policy.dodgeable_deny no /rules/0{}", c.condition)))
        << c.deny;
    EXPECT_THAT(report.findings[0].message,
                HasSubstr(fmt::format("leaving out `{}`, which `yes`", c.member)));
  }
}

// What is found of a deny of `phi` and an allow with this condition and priority.
std::vector<std::string> dodged(std::string_view allow, double priority = 0) {
  return found({{.id = "no",
                 .effect = "deny",
                 .priority = 5,
                 .when = R"({"labels":{"any":["phi"]},"purpose":{"equals":""}})"},
                {.id = "yes", .priority = priority, .when = allow}});
}

TEST(Check, AnAllowThatAsksForTheMemberIsNoDodge) {
  for (const std::string_view allow :
       {R"({"labels":{"any":["public"]}})", R"({"labels":{"all":["public"]}})",
        R"({"attributes":[{"left":"/labels/0","test":"exists"}]})",
        R"({"attributes":[{"left":"/labels","test":"contains","right":{"value":"public"}}]})"}) {
    EXPECT_THAT(dodged(allow), IsEmpty()) << allow;
  }
}

TEST(Check, AskingForAMemberThatMayBeEmptyIsNotEnough) {
  const std::string line = "policy.dodgeable_deny no /rules/0/when/labels";
  for (const std::string_view allow :
       {R"({"labels":{"none":["phi"]}})", R"({"attributes":[{"left":"/labels","test":"exists"}]})",
        R"({"labels":{"all":[]},"subject":{"rolesAny":["a"]}})",
        R"({"attributes":[{"left":"/labels","test":"notEquals","right":{"value":["phi"]}}]})"}) {
    EXPECT_THAT(dodged(allow), ElementsAre(line)) << allow;
  }
}

TEST(Check, AnAllowThatOutranksTheDenyIsADodgeOnlyIfItLooksAtTheMember) {
  EXPECT_THAT(dodged(R"({"subject":{"rolesAny":["a"]}})", 9), IsEmpty());
  EXPECT_THAT(dodged(R"({"labels":{"none":["phi"]}})", 9),
              ElementsAre("policy.dodgeable_deny no /rules/0/when/labels"));
}

TEST(Check, RulesThatNeverMeetAreNoDodge) {
  EXPECT_THAT(dodged(R"({"purpose":{"equals":"care"}})"), IsEmpty());
  const std::string_view apart[][2] = {
      {R"({"labels":{"any":["phi"]},"resource":{"glob":"a/**"}})",
       R"({"resource":{"glob":"b/**"}})"},
      {R"({"labels":{"any":["phi"]},"riskTierAny":["low"]})", R"({"riskTierAny":["high"]})"}};
  for (const auto& [deny, allow] : apart) {
    EXPECT_THAT(found({{.id = "no", .effect = "deny", .priority = 5, .when = deny},
                       {.id = "yes", .when = allow}}),
                IsEmpty());
  }
}

TEST(Check, ADenyOfWhatLacksTheMemberEndsTheDodge) {
  const Rule deny{
      .id = "no", .effect = "deny", .priority = 5, .when = R"({"labels":{"any":["phi"]}})"};
  const Rule allow{.id = "yes", .when = R"({"subject":{"rolesAny":["a"]}})"};
  EXPECT_THAT(found({deny,
                     allow,
                     {.id = "unlabelled",
                      .effect = "deny",
                      .priority = 5,
                      .when = R"({"labels":{"none":["phi","open"]}})"}}),
              IsEmpty());
  // Not if it is narrower than the allow, worse, or needs something itself.
  for (const Rule& weak :
       {Rule{.id = "weak",
             .effect = "deny",
             .priority = 5,
             .when = R"({"labels":{"none":["open"]},"resource":{"notGlob":"x"}})"},
        Rule{.id = "weak",
             .effect = "deny",
             .priority = -5,
             .when = R"({"labels":{"none":["phi","open"]}})"}}) {
    EXPECT_THAT(found({deny, allow, weak}),
                Contains("policy.dodgeable_deny no /rules/0/when/labels"));
  }
}

TEST(Check, WithoutAnAllowThereIsNoDodge) {
  EXPECT_THAT(found({{.id = "no", .effect = "deny", .when = R"({"labels":{"any":["phi"]}})"},
                     {.id = "yes", .op = "write"}}),
              IsEmpty());
}

// --- memory --------------------------------------------------------------------------------------

constexpr std::string_view cap = R"(,"memory":{"locality":"local_only"})";

TEST(Check, AnAllowOfAMemoryActionNeedsItsLevels) {
  EXPECT_THAT(found({{.id = "a", .op = "memory.retrieve"}}),
              ElementsAre("policy.no_memory_cap a /rules/0"));
  EXPECT_THAT(found({{.id = "a", .more = cap, .op = "memory.retrieve"},
                     {.id = "b",
                      .effect = "deny",
                      .when = R"({"purpose":{"equals":""}})",
                      .op = "memory.export"}}),
              IsEmpty());
}

TEST(Check, MemoryRulesDoNotShadowEachOtherSinceEachHasItsSay) {
  EXPECT_THAT(
      found({{.id = "a", .effect = "deny", .priority = 9, .when = "{}", .op = "memory.retrieve"},
             {.id = "b", .more = cap, .op = "memory.retrieve"}}),
      IsEmpty());
}

TEST(Check, OddMemoryRulesAreReported) {
  EXPECT_THAT(found({{.id = "a", .more = cap}}),
              ElementsAre("policy.stray_memory_cap a /rules/0/memory"));
  EXPECT_THAT(found({{.id = "a", .more = cap, .op = "memory.retreive"}}),
              ElementsAre("policy.unknown_memory_action a /rules/0/op"));
  EXPECT_THAT(
      found({{.id = "a", .more = R"(,"memory":{"destination":[]})", .op = "memory.export"}}),
      ElementsAre("policy.never_applies a /rules/0/memory/destination"));
}

TEST(Check, ANarrowedDenyOfAMemoryActionEndsNoDodge) {
  const Rule deny{
      .id = "no", .effect = "deny", .when = R"({"labels":{"any":["phi"]}})", .op = "memory.export"};
  const Rule allow{.id = "yes", .more = cap, .op = "memory.export"};
  Rule catcher{.id = "c",
               .effect = "deny",
               .when = R"({"labels":{"none":["open"]}})",
               .op = "memory.export"};
  EXPECT_THAT(found({deny, allow, catcher}), IsEmpty());
  catcher.more = R"(,"memory":{"destination":["cloud_api"]})";
  EXPECT_THAT(found({deny, allow, catcher}),
              ElementsAre("policy.dodgeable_deny no /rules/0/when/labels"));
}

// --- obligations and the rest --------------------------------------------------------------------

TEST(Check, ObligationsThatAreNeverOwedOrAddNothingAreReported) {
  constexpr std::string_view several =
      R"(,"obligations":[{"kind":"token-cap","maxTokens":200},{"kind":"deny-egress","reason":"x"},
                         {"kind":"require-redaction","profile":"default"},
                         {"kind":"token-cap","maxTokens":100},{"kind":"deny-egress","reason":"x"},
                         {"kind":"log-level","level":"audit"},
                         {"kind":"token-cap","maxTokens":100}])";
  EXPECT_THAT(found({{.id = "a", .more = several}}),
              ElementsAre("policy.pointless_obligation a /rules/0/obligations/0",
                          "policy.pointless_obligation a /rules/0/obligations/4",
                          "policy.pointless_obligation a /rules/0/obligations/6"));
  constexpr std::string_view two =
      R"(,"obligations":[{"kind":"log-level","level":"security"},
                         {"kind":"require-verified-report"}])";
  EXPECT_THAT(found({{.id = "a", .effect = "deny", .more = two}}),
              ElementsAre("policy.unreachable_obligation a /rules/0/obligations/1"));
  EXPECT_THAT(found({{.id = "a", .when = R"({"riskTierAny":[]})", .more = two}}),
              ElementsAre("policy.never_applies a /rules/0/when/riskTierAny",
                          "policy.unreachable_obligation a /rules/0/obligations"));
}

TEST(Check, AnApprovalThatNobodyCanGiveIsAnError) {
  EXPECT_THAT(
      found({{.id = "a", .more = R"(,"obligations":[{"kind":"require-approval",
              "policy":{"allowedRoles":[],"expiresInSeconds":60}}])"}}),
      ElementsAre("policy.impossible_approval a /rules/0/obligations/0/policy/allowedRoles"));
}

TEST(Check, AnAllowWithoutConditionsIsAWarning) {
  for (const std::string_view when : {"{}", R"({"subject":{"rolesAll":[]},"labels":{"none":[]}})",
                                      R"({"resource":{"glob":"**"}})", R"({"attributes":[]})"}) {
    const auto report = report_of({{.id = "a", .when = when}});
    EXPECT_TRUE(report.ok);
    EXPECT_THAT(found(report), ElementsAre("policy.unconditional_allow a /rules/0")) << when;
  }
  EXPECT_THAT(found({{.id = "a", .effect = "deny", .when = "{}"}}), IsEmpty());
}

TEST(Check, ANotGlobThatTakesNothingAwayIsAWarning) {
  for (const std::string_view when :
       {R"({"resource":{"glob":"a/**","notGlob":"b/**"}})", R"({"resource":{"notGlob":"[/]"}})"}) {
    EXPECT_THAT(found({{.id = "a", .effect = "deny", .when = when}}),
                ElementsAre("policy.pointless_condition a /rules/0/when/resource/notGlob"));
  }
}

TEST(Check, ARuleAboutNoneOfTheKnownResourcesIsAWarning) {
  const std::vector<std::string> known = {"b/ä", "a/x/1", "a", "a/x.txt"};
  const auto unknown = [&](std::string_view resource) {
    return !found({{.id = "r",
                    .effect = "deny",
                    .when = fmt::format(R"({{"resource":{}}})", resource)}},
                  known)
                .empty();
  };
  for (const std::string_view resource :
       {R"({"glob":"a/*"})", R"({"glob":"{q,b}/?"})", R"({"equals":"a"})", R"({"glob":"**/1"})",
        R"({"glob":"a/**","notGlob":"a/x/*"})", R"({"notGlob":"z"})", R"({"glob":"{zz,a}"})"}) {
    EXPECT_FALSE(unknown(resource)) << resource;
  }
  for (const std::string_view resource :
       {R"({"glob":"c/**"})", R"({"equals":"b"})", R"({"glob":"A"})", R"({"glob":"a?"})",
        R"({"glob":"a/**","notGlob":"a/x*{,/*}"})"}) {
    EXPECT_TRUE(unknown(resource)) << resource;
  }
  // Without any known resource there is nothing to say.
  EXPECT_THAT(found({{.id = "r", .when = R"({"resource":{"glob":"c"}})"}}), IsEmpty());
}

TEST(Check, FindingsComeInTheOrderOfTheRules) {
  EXPECT_THAT(found({{.id = "c", .when = R"({"riskTierAny":[]})"},
                     {.id = "b", .when = "{}"},
                     {.id = "a", .effect = "deny", .priority = 1, .when = "{}"}}),
              ElementsAre("policy.never_applies c /rules/0/when/riskTierAny",
                          "policy.unconditional_allow b /rules/1", "policy.shadowed b /rules/1"));
}

// --- large bundles -------------------------------------------------------------------------------

// Generous, for slow and busy machines; a good one takes about a second.
constexpr std::chrono::duration<double> long_time = std::chrono::seconds(180);

// Checks ten thousand rules of one op, of which the condition of rule i is `when(i)`.
template <class When>
CheckReport check_many(When&& when) {
  std::string rules;
  for (int i = 0; i < 10'000; ++i) {
    const std::string id = fmt::format("r{}", i);
    const std::string condition = when(i);
    if (i > 0) rules += ',';
    rules += Rule{.id = id,
                  .effect = i % 2 == 0 ? "deny" : "allow",
                  .priority = double(i % 7),
                  .when = condition}
                 .text();
  }
  const canon::Json document = json(bundle(rules));
  const auto start = std::chrono::steady_clock::now();
  const CheckReport report = check_bundle(document, {"a", "b/c"});
  EXPECT_LT(std::chrono::steady_clock::now() - start, long_time);
  return report;
}

std::ptrdiff_t count(const CheckReport& report, std::string_view code) {
  return std::ranges::count(report.findings, code, &Finding::code);
}

TEST(Check, TenThousandRulesOfOneOpTakeSeconds) {
  const auto roles = [](int i) {
    return fmt::format(R"({{"subject":{{"rolesAny":["r{}","s{}"]}},"labels":{{"all":["l{}"]}}}})",
                       i, i + 1, i % 100);
  };
  const auto resources = [](int i) {
    return fmt::format(R"({{"resource":{{"glob":"tenant{}/**/x*"}}}})", i);
  };
  const auto same = [](int) { return std::string(R"({"labels":{"any":["x"]}})"); };
  EXPECT_EQ(count(check_many(roles), finding::not_all_compared), 0);
  EXPECT_EQ(count(check_many(resources), finding::not_all_compared), 0);
  const CheckReport all_but_one = check_many(same);
  EXPECT_EQ(count(all_but_one, finding::not_all_compared), 0);
  EXPECT_EQ(count(all_but_one, finding::shadowed) + count(all_but_one, finding::redundant), 9'999);
}

TEST(Check, HostileGlobsStopTheComparisonAndThatIsSaid) {
  const auto hostile = [](int i) {
    return fmt::format(
        R"({{"resource":{{"glob":"*{{a,*b}}{{c,*d}}*{{e,**/f}}?{}*x*y*{{**,z}}"}}}})",
        std::string(static_cast<std::size_t>(i % 50), 'q') + std::to_string(i));
  };
  EXPECT_EQ(count(check_many(hostile), finding::not_all_compared), 1);
}

}  // namespace
}  // namespace writ::policy
