// The records that come from outside, read as a whole: the rules that span several members, and the
// places that faults are given.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "canon/record.h"
#include "policy/bundle.h"
#include "policy/request.h"

namespace writ::policy {
namespace {

using canon::Json;
using ::testing::ElementsAre;

Json read_json(std::string_view text) {
  Result<Json> json = Json::parse(text);
  EXPECT_TRUE(json.has_value()) << text;
  return json.value_or(Json());
}

std::string rule(std::string_view id, std::string_view more = "") {
  return fmt::format(R"({{"description":"","effect":"allow","id":"{}","op":"llm.complete",)"
                     R"("priority":1{}}})",
                     id, more);
}

std::string bundle(std::string_view rules) {
  return fmt::format(
      R"({{"issuedAt":"2026-11-23T14:08:00Z","issuedBy":"u","name":"n","rules":[{}],)"
      R"("schemaVersion":1,"tenantId":"t","version":"1.0.0"}})",
      rules);
}

template <class R>
std::vector<std::string> faults_of(std::string_view text) {
  const Result<R> read = canon::decode<R>(read_json(text));
  if (read) return {"none"};
  std::vector<std::string> faults;
  for (const Fault& fault : read.error().faults) {
    faults.push_back(fmt::format("{} {}", fault.pointer, fault.code));
  }
  return faults;
}

std::vector<std::string> comparison_faults(std::string_view comparison) {
  return faults_of<Comparison>(comparison);
}

TEST(Records, a_bundle_is_written_as_it_was_read) {
  const std::string text = bundle(
      rule("r1", R"(,"obligations":[{"kind":"require-approval","policy":{"allowedRoles":["a"],)"
                 R"("expiresInSeconds":60,"minAssurance":"aal3"}},{"kind":"token-cap",)"
                 R"("maxTokens":0},{"kind":"require-verified-report"}],"reasonCode":"R",)"
                 R"("when":{"labels":{"any":["phi"]},"riskTierAny":["low"]})") +
      "," + rule("r2"));
  const Json json = read_json(text);
  const Result<PolicyBundle> read = canon::decode<PolicyBundle>(json);
  ASSERT_TRUE(read.has_value()) << describe(read.error());
  EXPECT_EQ(canon::encode(*read), canon::canonical(json.value()));
}

TEST(Records, a_signed_bundle_keeps_the_bundle_as_it_came) {
  const Json json = read_json(R"({"bundle":)" + bundle(rule("r1", R"(,"memory":{})")) +
                              R"(,"signature":{"alg":"ed25519","keyId":"k","sig":"AA=="}})");
  const Result<SignedPolicyBundle> read = canon::decode<SignedPolicyBundle>(json);
  ASSERT_TRUE(read.has_value()) << describe(read.error());
  EXPECT_EQ(canon::canonical(read->bundle.source.value()),
            canon::canonical(*json.value().find("bundle")));
}

TEST(Records, rule_ids_are_unique_in_a_bundle) {
  EXPECT_THAT(faults_of<PolicyBundle>(bundle(rule("a") + "," + rule("b") + "," + rule("a"))),
              ElementsAre("/rules/2/id policy.duplicate_rule"));
  EXPECT_THAT(faults_of<PolicyBundle>(bundle(rule("a") + "," + rule("A"))), ElementsAre("none"));
}

TEST(Records, globs_must_be_globs) {
  EXPECT_THAT(faults_of<ResourceConstraint>(R"({"glob":"{a","notGlob":"[b"})"),
              ElementsAre("/glob policy.invalid_glob", "/notGlob policy.invalid_glob"));
  EXPECT_THAT(faults_of<ResourceConstraint>(R"({"equals":"{a","glob":"a/**"})"),
              ElementsAre("none"));
}

TEST(Records, a_comparison_has_what_its_test_compares_with) {
  EXPECT_THAT(comparison_faults(R"({"left":"/a","test":"exists"})"), ElementsAre("none"));
  EXPECT_THAT(comparison_faults(R"({"left":"/a","test":"exists","right":{"value":1}})"),
              ElementsAre("/right policy.invalid_comparison"));
  EXPECT_THAT(comparison_faults(R"({"left":"/a","test":"equals"})"),
              ElementsAre("/right policy.invalid_comparison"));
  EXPECT_THAT(comparison_faults(R"({"left":"/a","test":"equals","right":{}})"),
              ElementsAre("/right policy.invalid_comparison"));
  EXPECT_THAT(
      comparison_faults(R"({"left":"/a","test":"equals","right":{"value":1,"pointer":"/b"}})"),
      ElementsAre("/right policy.invalid_comparison"));
  EXPECT_THAT(comparison_faults(R"({"left":"/a","test":"equals","right":{"value":null}})"),
              ElementsAre("none"));
  EXPECT_THAT(comparison_faults(R"({"left":"/a","test":"in","right":{"value":"b"}})"),
              ElementsAre("/right/value policy.invalid_comparison"));
  EXPECT_THAT(comparison_faults(R"({"left":"/a","test":"glob","right":{"value":1}})"),
              ElementsAre("/right/value policy.invalid_comparison"));
  EXPECT_THAT(comparison_faults(R"({"left":"/a","test":"glob","right":{"value":"{"}})"),
              ElementsAre("/right/value policy.invalid_glob"));
  EXPECT_THAT(comparison_faults(R"({"left":"a","test":"matches"})"),
              ElementsAre("/left record.wrong_value", "/test record.wrong_value"));
}

TEST(Records, a_request_may_know_more_than_rules_read) {
  const Result<PDPRequest> read = canon::decode<PDPRequest>(read_json(
      R"({"ctx":{"host":{"x":1},"principal":{"id":null,"mfa":true}},"op":"memory.retrieve"})"));
  ASSERT_TRUE(read.has_value()) << describe(read.error());
  EXPECT_FALSE(read->ctx->principal->id.has_value());
  EXPECT_THAT(faults_of<PDPRequest>(R"({"op":"x","more":1})"),
              ElementsAre("/more record.unknown_member"));
  EXPECT_THAT(faults_of<PDPRequest>(R"({"op":null,"resource":null})"),
              ElementsAre("/op record.wrong_type", "/resource record.wrong_type"));
}

}  // namespace
}  // namespace writ::policy
