#include "policy/access_question.h"

#include <gtest/gtest.h>

#include "canon/canonical.h"
#include "canon/digest.h"
#include "policy/decision.h"
#include "policy/test_bundle.h"

namespace writ::policy {
namespace {

constexpr std::string_view whole = R"({"action":{"name":"read","properties":{"soft":true}},)"
                                   R"("context":{"purpose":"care","riskTier":"low"},)"
                                   R"("ctx":{"principal":{"assurance":"aal2","id":"nora",)"
                                   R"("roles":["nurse"],"ward":"3B"}},)"
                                   R"("resource":{"id":"1","properties":{"labels":["phi"],)"
                                   R"("ward":"3B"},"type":"record"},)"
                                   R"("subject":{"id":"nora","type":"user"}})";

AccessQuestion question(std::string_view document) {
  Result<AccessQuestion> made = AccessQuestion::of_document(json(document));
  EXPECT_TRUE(made) << document << (made ? "" : describe(made.error()));
  return made ? *made : AccessQuestion();
}

std::string text_of(const AccessQuestion& question) {
  std::string text;
  question.append_document(text);
  return text;
}

// Whether a question is allowed by one rule on the op `read`, with this condition.
bool allows(std::string_view document, std::string_view when, std::string_view more = "") {
  const auto policy = CompiledPolicy::compile(bundle(fmt::format(
      R"({{"id":"r","description":"d","priority":1,"op":"read","effect":"allow","when":{}{}}})",
      when, more)));
  return question(document).decide(*policy).allow;
}

std::string equal(std::string_view pointer, std::string_view value) {
  return fmt::format(R"({{"attributes":[{{"left":"{}","test":"equals","right":{{"value":{}}}}}]}})",
                     pointer, value);
}

TEST(AccessQuestion, ItsDocumentIsCanonicalAndMakesItAgain) {
  EXPECT_EQ(text_of(question(whole)), whole);
  EXPECT_EQ(text_of(question(whole)), canon::canonical(json(whole).value()));
}

TEST(AccessQuestion, EveryConditionReadsItsPlace) {
  for (const std::string_view when :
       {R"({"subject":{"rolesAny":["nurse"]}})", R"({"subject":{"assuranceAtLeast":"aal2"}})",
        R"({"resource":{"equals":"record/1"}})", R"({"labels":{"any":["phi"]}})",
        R"({"purpose":{"equals":"care"}})", R"({"riskTierAny":["low"]})"}) {
    EXPECT_TRUE(allows(whole, when)) << when;
    EXPECT_FALSE(allows(R"({"action":{"name":"read"},"ctx":{"principal":{"id":"x"}},)"
                        R"("resource":{"id":"2","type":"record"},)"
                        R"("subject":{"id":"x","type":"user"}})",
                        when))
        << when;
  }
}

TEST(AccessQuestion, EveryPropertyIsReachable) {
  EXPECT_TRUE(allows(whole, equal("/subject/id", R"("nora")")));
  EXPECT_TRUE(allows(whole, equal("/subject/type", R"("user")")));
  EXPECT_TRUE(allows(whole, equal("/action/name", R"("read")")));
  EXPECT_TRUE(allows(whole, equal("/action/properties/soft", "true")));
  EXPECT_TRUE(allows(whole, equal("/argsSummary/soft", "true")));
  EXPECT_TRUE(allows(whole, equal("/resource/properties/ward", R"("3B")")));
  EXPECT_TRUE(allows(whole, equal("/context/purpose", R"("care")")));
  EXPECT_TRUE(allows(whole, equal("/ctx/principal/ward", R"("3B")")));
  EXPECT_FALSE(allows(whole, equal("/op", R"("read")")));
}

TEST(AccessQuestion, ASubjectsPropertiesGiveItNoRole) {
  constexpr std::string_view claiming =
      R"({"action":{"name":"read"},"ctx":{"principal":{"id":"eve"}},)"
      R"("resource":{"id":"1","type":"record"},"subject":{"id":"eve",)"
      R"("properties":{"roles":["nurse"]},"type":"user"}})";
  EXPECT_FALSE(allows(claiming, R"({"subject":{"rolesAny":["nurse"]}})"));
}

TEST(AccessQuestion, WhatIsOwedMustBeAskedFor) {
  constexpr std::string_view owed = R"(,"obligations":[{"kind":"token-cap","maxTokens":1}])";
  constexpr std::string_view asking =
      R"({"action":{"name":"read"},"context":{"writ":{"obligations":true}},)"
      R"("ctx":{"principal":{"id":"x"}},"resource":{"id":"1","type":"record"},)"
      R"("subject":{"id":"x","type":"user"}})";
  EXPECT_FALSE(allows(whole, "{}", owed));
  EXPECT_TRUE(allows(asking, "{}", owed));
  const auto policy = CompiledPolicy::compile(bundle(fmt::format(
      R"({{"id":"r","description":"d","priority":1,"op":"read","effect":"allow"{}}})", owed)));
  const AccessQuestion untold = question(whole);
  const PDPDecision decision = untold.decide(*policy);
  EXPECT_EQ(decision.reason, reason::obligations_untold);
  EXPECT_TRUE(decision.rule_ids.empty());
  EXPECT_TRUE(decision.obligations.empty());
  const PDPDecision refused =
      refuse(untold.pdp_request(), decision.policy_hash, reason::obligations_untold);
  EXPECT_EQ(decision.decision_hash.text(), refused.decision_hash.text());
}

TEST(AccessQuestion, NoTwoResourcesHaveOneName) {
  EXPECT_EQ(resource_name("record", "a/b"), "record/a/b");
  EXPECT_EQ(resource_name("record/a", "b"), "record%2Fa/b");
  EXPECT_EQ(resource_name("record%2Fa", "b"), "record%252Fa/b");
  EXPECT_EQ(resource_name("", ""), "/");
}

TEST(AccessQuestion, ABatchIsKeptWithSharedPartsOnce) {
  const AccessQuestion shared = question(whole);
  AccessQuestion other = shared;
  std::string difference;
  other.append_difference(difference, shared);
  EXPECT_EQ(difference, "{}");
  constexpr std::string_view resource = R"({"id":"2","type":"record"})";
  other.set(std::make_shared<const ResourcePart>(
      resource_part({{.type = "record", .id = "2"}, json(resource)})));
  difference.clear();
  other.append_difference(difference, shared);
  EXPECT_EQ(difference, R"({"resource":{"id":"2","type":"record"}})");
  const std::string batch = shared.batch_document("[{}]");
  EXPECT_EQ(batch, canon::canonical(json(batch).value()));
  EXPECT_EQ(canon::canonical(*json(batch).value().find("evaluations")), "[{}]");
}

TEST(AccessQuestion, APartThatIsReplacedLeavesNothingBehind) {
  AccessQuestion asked = question(whole);
  asked.set(std::make_shared<const ContextPart>(context_part(std::nullopt)));
  asked.set(std::make_shared<const ResourcePart>(
      resource_part({{.type = "t", .id = "i"}, json(R"({"id":"i","type":"t"})")})));
  EXPECT_FALSE(asked.pdp_request().purpose);
  EXPECT_FALSE(asked.pdp_request().labels);
  EXPECT_FALSE(asked.pdp_request().ctx->risk_tier);
  EXPECT_EQ(asked.pdp_request().ctx->principal->id, "nora");
  EXPECT_EQ(asked.pdp_request().resource, "t/i");
}

TEST(AccessQuestion, ADocumentThatItCannotHaveBeenIsRefused) {
  for (const std::string_view document :
       {R"({})",
        R"({"action":{"name":"a"},"ctx":{},"resource":{"id":"i","type":"t"},)"
        R"("subject":{"id":"i","type":"t"},"more":1})",
        R"({"action":{"name":"a"},"ctx":{"principal":{"roles":"x"}},)"
        R"("resource":{"id":"i","type":"t"},"subject":{"id":"i","type":"t"}})"}) {
    EXPECT_FALSE(AccessQuestion::of_document(json(document))) << document;
  }
}

}  // namespace
}  // namespace writ::policy
