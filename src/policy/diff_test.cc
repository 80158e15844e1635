#include "policy/diff.h"

#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "canon/canonical.h"
#include "policy/any_bundle.h"

namespace writ::policy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

canon::Json json(std::string_view text) {
  Result<canon::Json> parsed = canon::Json::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : canon::Json();
}

PolicyBundle bundle(std::string_view rules, std::string_view version = "1.0.0",
                    std::string_view more = "") {
  Result<PolicyBundle> read = bundle_of(json(fmt::format(
      R"({{"schemaVersion":1,"tenantId":"t","name":"default","version":"{}",
           "issuedAt":"2026-11-23T14:08:00Z","issuedBy":"ann","rules":[{}]{}}})",
      version, rules, more)));
  EXPECT_TRUE(read) << (read ? "" : describe(read.error()));
  return read ? *read : PolicyBundle();
}

std::string rule(std::string_view id, std::string_view effect, std::string_view when = "{}",
                 std::string_view more = "") {
  return fmt::format(
      R"({{"id":"{}","description":"d","priority":0,"op":"read","effect":"{}","when":{}{}}})", id,
      effect, when, more);
}

std::vector<canon::Sourced<PDPRequest>> requests(std::initializer_list<std::string_view> texts) {
  std::vector<canon::Sourced<PDPRequest>> list;
  for (const std::string_view text : texts) {
    canon::Json source = json(text);
    list.push_back({*canon::decode<PDPRequest>(source), source});
  }
  return list;
}

std::string text_of(const std::optional<canon::Json>& value) {
  return value ? canon::canonical(value->value()) : "-";
}

std::vector<std::string> lines(const std::vector<MemberChange>& changes) {
  std::vector<std::string> lines;
  for (const MemberChange& change : changes) {
    lines.push_back(
        fmt::format("{}: {} -> {}", change.pointer, text_of(change.before), text_of(change.after)));
  }
  return lines;
}

TEST(Diff, ABundleAndItselfAreTheSame) {
  const PolicyBundle one = bundle(rule("a", "allow"));
  const BundleDiff result = diff(one, one, std::nullopt);
  EXPECT_TRUE(result.same);
  EXPECT_FALSE(result.decisions);
  EXPECT_TRUE(diff(bundle(""), bundle(""), requests({R"({"op":"x"})"})).same);
}

TEST(Diff, TheOrderOfRulesIsNoDifference) {
  const BundleDiff result = diff(bundle(rule("a", "allow") + "," + rule("b", "deny")),
                                 bundle(rule("b", "deny") + "," + rule("a", "allow")), {});
  EXPECT_TRUE(result.same);
  EXPECT_NE(result.before.policy_hash, result.after.policy_hash);
}

TEST(Diff, RulesAreComparedById) {
  const BundleDiff result =
      diff(bundle(rule("c", "allow") + "," + rule("a", "allow") + "," + rule("é", "deny")),
           bundle(rule("a", "deny") + "," + rule("d", "allow") + "," + rule("b", "allow") + "," +
                  rule("é", "deny")),
           {});
  EXPECT_FALSE(result.same);
  ASSERT_EQ(result.rules.added.size(), 2U);
  EXPECT_EQ(result.rules.added[0].rule_id.text(), "b");
  EXPECT_EQ(result.rules.added[1].rule_id.text(), "d");
  ASSERT_EQ(result.rules.removed.size(), 1U);
  EXPECT_EQ(result.rules.removed[0].rule_id.text(), "c");
  EXPECT_EQ(result.rules.removed[0].effect, Effect::allow);
  ASSERT_EQ(result.rules.changed.size(), 1U);
  EXPECT_EQ(result.rules.changed[0].rule_id.text(), "a");
  EXPECT_THAT(lines(result.rules.changed[0].members), ElementsAre(R"(/effect: "allow" -> "deny")"));
}

TEST(Diff, ChangedMembersComeOneByOneWithTheirValues) {
  const BundleDiff result = diff(
      bundle(rule("a", "allow", R"({"labels":{"any":["x","y"]},"purpose":{"equals":"p"}})")),
      bundle(rule("a", "allow", R"({"labels":{"any":["y"],"none":["~/"]},"riskTierAny":["low"]})",
                  R"(,"reasonCode":"R")")),
      {});
  ASSERT_EQ(result.rules.changed.size(), 1U);
  EXPECT_THAT(
      lines(result.rules.changed[0].members),
      ElementsAre(R"(/reasonCode: - -> "R")", R"(/when/labels/any: ["x","y"] -> ["y"])",
                  R"(/when/labels/none: - -> ["~/"])", R"(/when/purpose: {"equals":"p"} -> -)",
                  R"(/when/riskTierAny: - -> ["low"])"));
}

TEST(Diff, PointersAreEscaped) {
  EXPECT_THAT(lines(changes(json(R"({"a/b":{"~":1}})"), json(R"({"a/b":{"~":2}})"))),
              ElementsAre("/a~1b/~0: 1 -> 2"));
}

TEST(Diff, MetadataIsComparedWithoutRulesAndHash) {
  const BundleDiff result =
      diff(bundle(rule("a", "allow")), bundle("", "1.1.0", R"(,"changelog":"less")"), {});
  EXPECT_THAT(lines(result.metadata),
              ElementsAre(R"(/changelog: - -> "less")", R"(/version: "1.0.0" -> "1.1.0")"));
  EXPECT_EQ(result.after.version.text(), "1.1.0");
}

TEST(Diff, RequestsAreDecidedUnderBoth) {
  const PolicyBundle before =
      bundle(rule("all", "allow") + "," + rule("x", "deny", R"({"labels":{"any":["x"]}})"));
  const PolicyBundle after =
      bundle(rule("all", "allow", "{}", R"(,"obligations":[{"kind":"token-cap","maxTokens":5}])") +
             "," + rule("y", "deny", R"({"labels":{"any":["y"]}})", R"(,"reasonCode":"Y")"));
  const BundleDiff result =
      diff(before, after,
           requests({R"({"op":"other"})", R"({"op":"read","labels":["x"]})",
                     R"({"op":"read","labels":["x","y"]})",
                     R"({"op":"read","labels":["y"],"resource":"f"})", R"({"op":"read"})"}));
  ASSERT_TRUE(result.decisions);
  const DecisionChanges& decisions = *result.decisions;
  EXPECT_EQ(decisions.compared.value, 5);
  EXPECT_EQ(decisions.now_allowed.value, 1);
  EXPECT_EQ(decisions.now_denied.value, 1);
  ASSERT_EQ(decisions.changed.size(), 4U);
  EXPECT_EQ(decisions.changed[0].index.value, 1);
  EXPECT_FALSE(decisions.changed[0].before.allow);
  EXPECT_TRUE(decisions.changed[0].after.allow);
  EXPECT_EQ(decisions.changed[1].before.reason, "DEFAULT_DENY");  // denied twice, by other rules
  EXPECT_EQ(decisions.changed[1].after.reason, "Y");
  EXPECT_EQ(decisions.changed[2].resource, "f");
  EXPECT_EQ(decisions.changed[2].after.rule_ids.at(0).text(), "y");
  EXPECT_THAT(decisions.changed[3].before.obligations, IsEmpty());
  EXPECT_EQ(decisions.changed[3].after.obligations.size(), 1U);
}

TEST(Diff, TheResultIsWrittenAsJson) {
  const BundleDiff result =
      diff(bundle(rule("a", "allow")), bundle(rule("b", "deny")), requests({R"({"op":"read"})"}));
  const canon::Json written = json(canon::encode(result));
  EXPECT_FALSE(written.value().find("same")->boolean());
  EXPECT_EQ(written.value().find("decisions")->find("nowDenied")->number(), 1);
}

TEST(Diff, LargeBundlesAreQuick) {
  std::string rules;
  for (int i = 0; i < 10'000; ++i) {
    rules += (i > 0 ? "," : "") + rule(fmt::format("r{}", i), "allow");
  }
  const BundleDiff result = diff(bundle(rules), bundle(""), {});
  EXPECT_EQ(result.rules.removed.size(), 10'000U);
}

}  // namespace
}  // namespace writ::policy
