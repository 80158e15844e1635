// policy.decide and policy.explain: which policy answers, for whom, and what the answer commits to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "canon/digest.h"
#include "ops/test_world.h"

namespace writ::ops {
namespace {

using testing::HasSubstr;

constexpr std::string_view letters = R"({"id":"letters","description":"d","priority":5,
    "op":"send","effect":"allow","obligations":[{"kind":"token-cap","maxTokens":7},
    {"kind":"require-redaction","profile":"medical-strict"}],
    "when":{"resource":{"glob":"letters/**"}}})";

std::string sha256_of(std::string_view json) {
  return canon::sha256_hex(canon::canonical(must(canon::Json::parse(json)).value()));
}

TEST(PolicyDecide, TheWinningRuleAnswers) {
  World world;
  const std::string hash = world.install(bundle("1.0.0", letters))["/policyHash"];
  const Reply allowed = world.decide(R"({"op":"send","resource":"letters/a/b"})");
  EXPECT_EQ(allowed["/allow"], "true");
  EXPECT_EQ(allowed["/ruleIds"], R"(["letters"])");
  EXPECT_EQ(allowed["/policyHash"], hash);
  EXPECT_EQ(allowed["/obligations"], R"([{"kind":"token-cap","maxTokens":7},)"
                                     R"({"kind":"require-redaction","profile":"medical-strict"}])");
  EXPECT_EQ(allowed["/reason"], "(absent)");
}

TEST(PolicyDecide, WhatNoRuleSpeaksOfIsDenied) {
  World world;
  const std::string hash = world.install(bundle("1.0.0", letters))["/policyHash"];
  for (const char* request : {R"({"op":"never heard of"})", R"({"op":""})", R"({"op":"SEND"})",
                              R"({"op":"send","resource":"packets/a"})", R"({"op":"send"})"}) {
    const Reply denied = world.decide(request);
    EXPECT_EQ(denied["/allow"], "false") << request;
    EXPECT_EQ(denied["/reason"], "DEFAULT_DENY") << request;
    EXPECT_EQ(denied["/ruleIds"] + denied["/obligations"], "[][]") << request;
    EXPECT_EQ(denied["/policyHash"], hash) << request;
  }
}

TEST(PolicyDecide, AnUnknownPolicyDeniesAndHasNoHash) {
  World world;
  world.install(bundle("1.0.0"));
  for (const char* where : {R"("tenantId":"nobody")", R"("tenantId":"t","name":"other")",
                            R"("tenantId":"T")", R"("tenantId":"default","name":"t")"}) {
    const Reply denied =
        world.ask("policy.decide", fmt::format(R"({{{},"request":{{"op":"read"}}}})", where));
    EXPECT_EQ(denied["/allow"], "false") << where;
    EXPECT_EQ(denied["/reason"], "UNKNOWN_POLICY") << where;
    EXPECT_EQ(denied["/policyHash"], "") << where;
  }
}

TEST(PolicyDecide, ARequestThatDoesNotReadIsAProblemThatTellsEveryFault) {
  World world;
  world.install(bundle("1.0.0"));
  const Reply reply = world.decide(R"({"op":7,"labels":["a",1],"more":true})");
  ASSERT_TRUE(reply.problem());
  std::string where;
  for (const Fault& fault : reply.problem()->faults) where += fault.pointer + " ";
  EXPECT_EQ(where, "/request/labels/1 /request/more /request/op ");
  EXPECT_EQ(world.decide("{}").code(), "record.invalid");
  EXPECT_EQ(world.ask("policy.decide", R"({"request":{"op":"read"}})").code(), "record.invalid");
}

TEST(PolicyDecide, TheDecisionHashCoversTheDocumentedMaterial) {
  World world;
  const std::string hash = world.install(bundle("1.0.0", letters))["/policyHash"];
  const Reply allowed = world.decide(
      R"({"op":"send","resource":"letters/é","labels":["b","a"],"purpose":"care",
          "ctx":{"principal":{"id":"nora"}}})");
  EXPECT_EQ(allowed["/decisionHash"],
            sha256_of(fmt::format(
                R"({{"policyHash":"{}","op":"send","resource":"letters/é","labels":["b","a"],
                    "purpose":"care","ruleIds":["letters"],"allow":true,"obligations":
                    [{{"kind":"token-cap","maxTokens":7}},
                     {{"kind":"require-redaction","profile":"medical-strict"}}]}})",
                hash)));
  const Reply denied = world.decide(R"({"op":"x"})");
  EXPECT_EQ(denied["/decisionHash"],
            sha256_of(fmt::format(R"({{"policyHash":"{}","op":"x","resource":null,"labels":[],
                                      "purpose":null,"ruleIds":[],"allow":false,)"
                                  R"("obligations":[]}})",
                                  hash)));
  const Reply unknown = world.ask("policy.decide", R"({"tenantId":"n","request":{"op":"x"}})");
  EXPECT_EQ(unknown["/decisionHash"],
            sha256_of(R"({"policyHash":"","op":"x","resource":null,"labels":[],"purpose":null,
                          "ruleIds":[],"allow":false,"obligations":[]})"));
}

TEST(PolicyDecide, ABundleEndsAtItsTimeWithoutAnybodyDoingAnything) {
  World world;
  const std::string hash = world.install(
      with(bundle("1.0.0"), "/expiresAt", R"("2026-11-23T13:00:00+00:30")"))["/policyHash"];
  world.now = at("2026-11-23T12:29:59.999Z");
  EXPECT_EQ(world.decide()["/allow"], "true");
  world.now = at("2026-11-23T12:30:00Z");
  const Reply denied = world.decide();
  EXPECT_EQ(denied["/allow"], "false");
  EXPECT_EQ(denied["/reason"], "POLICY_EXPIRED");
  EXPECT_EQ(denied["/policyHash"], hash);
  EXPECT_EQ(denied["/ruleIds"], "[]");
  EXPECT_EQ(world.ask("policy.explain",
                      R"({"tenantId":"t","request":{"op":"read"}})")["/decision/reason"],
            "POLICY_EXPIRED");
}

TEST(PolicyDecide, ARevokedKeyEndsEverythingThatItSigned) {
  World world;
  world.install(bundle("1.0.0"));
  EXPECT_EQ(world.decide()["/allow"], "true");
  world.revoke(world.key_id());
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(world.decide()["/allow"], "false");
    EXPECT_EQ(world.decide()["/reason"], "POLICY_KEY_REVOKED");
    EXPECT_EQ(world.decide(R"({"op":"unheard"})")["/reason"], "POLICY_KEY_REVOKED");
    EXPECT_EQ(world.ask("policy.explain", R"({"tenantId":"t","request":{"op":"read"}})")["/rules"],
              "[]");
    world.reopen();
  }
}

TEST(PolicyDecide, ARetiredKeyGoesOnVouching) {
  World world;
  world.install(bundle("1.0.0"));
  world.ask("keys.retire", fmt::format(R"({{"keyId":"{}"}})", world.key_id()));
  world.reopen();
  EXPECT_EQ(world.decide()["/allow"], "true");
}

// --- who asks ----------------------------------------------------------------------------------

constexpr std::string_view for_nurses = R"({"id":"nurses","description":"d","priority":5,
    "op":"read","effect":"allow",
    "when":{"subject":{"rolesAny":["nurse"],"assuranceAtLeast":"aal2"}}})";
constexpr std::string_view for_ward = R"({"id":"ward","description":"d","priority":5,
    "op":"enter","effect":"allow","when":{"attributes":[
      {"left":"/ctx/principal/ward","test":"equals","right":{"value":"3B"}}]}})";
constexpr std::string_view not_for_eve = R"({"id":"not-eve","description":"d","priority":9,
    "op":"read","effect":"deny","reasonCode":"EVE","when":{"attributes":[
      {"left":"/ctx/principal/id","test":"equals","right":{"value":"eve"}}]}})";

constexpr std::string_view claims =
    R"({"principal":{"id":"nora","roles":["nurse"],"assurance":"aal3","ward":"3B"},)"
    R"("riskTier":"low"})";

class Identity : public testing::Test {
 protected:
  Identity() {
    world.install(bundle("1.0.0", fmt::format("{},{},{}", for_nurses, for_ward, not_for_eve)));
  }
  static Caller known_as(std::string id, std::vector<std::string> roles, std::string assurance) {
    return {.principal = id,
            .capabilities = {Capability::decide},
            .identity = policy::RequestPrincipal{.id = id, .roles = roles, .assurance = assurance}};
  }
  std::string allowed(std::string_view op, const Caller& caller, std::string_view ctx = claims) {
    return world.decide(fmt::format(R"({{"op":"{}","ctx":{}}})", op, ctx), caller)["/allow"];
  }
  World world;
};

TEST_F(Identity, TheOperatorIsBelieved) {
  EXPECT_EQ(allowed("read", operator_caller()), "true");
  EXPECT_EQ(allowed("enter", operator_caller()), "true");
}

TEST_F(Identity, OthersAreWhoTheirCredentialSaysTheyAre) {
  EXPECT_EQ(allowed("read", known_as("bob", {"clerk"}, "aal3")), "false");
  EXPECT_EQ(allowed("read", known_as("bob", {"nurse"}, "aal1")), "false");
  EXPECT_EQ(allowed("read", known_as("bob", {"nurse"}, "aal2")), "true");
  EXPECT_EQ(allowed("read", known_as("bob", {"nurse"}, "aal2"), "{}"), "true");
}

TEST_F(Identity, NothingOfTheClaimedPrincipalIsLeftForPointers) {
  EXPECT_EQ(allowed("enter", known_as("bob", {"nurse"}, "aal3")), "false");
}

TEST_F(Identity, ADenyOfOneselfCannotBeDodgedByAnotherName) {
  const Caller eve = known_as("eve", {"nurse"}, "aal3");
  EXPECT_EQ(allowed("read", eve), "false");
  EXPECT_EQ(world.decide(R"({"op":"read"})", eve)["/reason"], "EVE");
  const std::string body =
      fmt::format(R"({{"tenantId":"t","request":{{"op":"read","ctx":{}}}}})", claims);
  EXPECT_EQ(world.ask("policy.explain", body, eve)["/decision/reason"], "EVE");
}

TEST_F(Identity, TheRestOfTheContextIsTheCallers) {
  world.install(bundle("1.1.0", R"({"id":"low","description":"d","priority":1,"op":"read",
      "effect":"allow","when":{"riskTierAny":["low"],"attributes":[
        {"left":"/ctx/more","test":"equals","right":{"value":[1]}}]}})"));
  const Caller bob = known_as("bob", {}, "aal1");
  EXPECT_EQ(allowed("read", bob, R"({"riskTier":"low","more":[1]})"), "true");
  EXPECT_EQ(allowed("read", bob, R"({"riskTier":"high","more":[1]})"), "false");
}

// --- explain -----------------------------------------------------------------------------------

TEST(PolicyExplain, TellsWhatBecameOfEveryRuleOfTheOp) {
  World world;
  world.install(bundle("1.0.0", fmt::format("{},{},{}", for_nurses, not_for_eve, letters)));
  const Reply reply = world.ask("policy.explain", R"({"tenantId":"t","request":{"op":"read",
      "ctx":{"principal":{"id":"nora","roles":["nurse"],"assurance":"aal2"}}}})");
  EXPECT_EQ(reply["/decision/allow"], "true");
  EXPECT_EQ(reply["/decision/decisionHash"],
            world.decide(R"({"op":"read","ctx":{"principal":{"id":"nora","roles":["nurse"],
                            "assurance":"aal2"}}})")["/decisionHash"]);
  EXPECT_EQ(reply["/rules/0/ruleId"] + reply["/rules/0/applies"], "not-evefalse");
  EXPECT_THAT(reply["/rules/0/failed"], HasSubstr("attributes"));
  EXPECT_EQ(reply["/rules/1/ruleId"] + reply["/rules/1/won"], "nursestrue");
  EXPECT_EQ(reply["/rules/2"], "(absent)");
}

}  // namespace
}  // namespace writ::ops
