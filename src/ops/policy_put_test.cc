// What policy.put takes and refuses. Whatever it refuses, what is in force stays in force.
#include <gtest/gtest.h>

#include "ops/test_world.h"

namespace writ::ops {
namespace {

// Version 1.1.0 is in force, and a refused put must leave it so.
class PolicyPut : public testing::Test {
 protected:
  PolicyPut() {
    EXPECT_EQ(world.install(bundle("1.1.0")).outcome(), "done");
    before = world.standing();
  }
  ~PolicyPut() override {
    world.reopen();
    EXPECT_EQ(world.standing(), before);
    EXPECT_EQ(world.decide()["/allow"], "true");
  }

  void expect_refused(std::string_view content, std::string_view outcome) {
    EXPECT_EQ(world.put(content).outcome(), outcome) << content;
    EXPECT_EQ(world.standing(), before) << outcome;
    EXPECT_EQ(world.decide()["/ruleIds"], R"(["open"])") << outcome;
  }
  void expect_rule_refused(std::string_view rule, std::string_view outcome) {
    expect_refused(with(world.sign(bundle("1.2.0", shut_door)), "/bundle/rules/0", rule), outcome);
  }

  World world;
  std::string before;
};

TEST_F(PolicyPut, RefusesAHashThatIsNotOfTheContent) {
  const std::string content = world.sign(bundle("1.2.0", shut_door));
  expect_refused(with(content, "/bundle/changelog", R"("slipped in")"),
                 "policy-hash-mismatch at /bundle/policyHash");
  expect_refused(with(content, "/bundle/policyHash", fmt::format("\"{:064}\"", 7)),
                 "policy-hash-mismatch at /bundle/policyHash");
  expect_refused(without(content, "/bundle/policyHash"), "not-finalized at /bundle/policyHash");
}

TEST_F(PolicyPut, RefusesASignatureThatIsNotOfTheContent) {
  const std::string content = world.sign(bundle("1.2.0", shut_door));
  const std::string other = world.sign(bundle("1.3.0", shut_door));
  const std::string sig = fmt::format("\"{}\"", Reply(other)["/signature/sig"]);
  expect_refused(with(content, "/signature/sig", sig), "signature-invalid at /signature");
  expect_refused(with(content, "/signature/sig", R"("AAAA")"), "signature-malformed at /signature");
  // A content that was finalized anew, with the signature of the old one.
  const std::string forged = world.finalize(bundle("1.2.0", open_door));
  expect_refused(with(content, "/bundle", forged), "signature-invalid at /signature");
}

TEST_F(PolicyPut, RefusesAKeyThatMaySignNothingHere) {
  const std::string next = bundle("1.2.0", shut_door);
  const std::string content = world.sign(next);
  expect_refused(with(content, "/signature/keyId", R"("audit-0000000000000000")"),
                 "unknown-key at /signature");
  expect_refused(with(content, "/signature/alg", R"("hmac-sha256")"), "alg-mismatch at /signature");
  expect_refused(world.sign(next, R"(,"keyPurpose":"approval")"),
                 "key-purpose-mismatch at /signature");

  world.now = at("2026-11-23T12:00:01Z");  // the newest key is the one that signs
  world.new_key(R"({"tenants":["other"]})");
  const std::string elsewhere = world.sign(with(next, "/tenantId", R"("other")"));
  const std::string key = fmt::format("\"{}\"", Reply(elsewhere)["/signature/keyId"]);
  EXPECT_NE(key, fmt::format("\"{}\"", Reply(content)["/signature/keyId"]));
  expect_refused(with(content, "/signature/keyId", key), "key-tenant-mismatch at /signature");
}

TEST_F(PolicyPut, RefusesWhatARevokedKeySignedAndTakesWhatARetiredOneSigned) {
  const std::string first = world.key_id();
  const std::string content = world.sign(bundle("1.2.0", shut_door));
  const std::string other = world.ask("keys.rotate", R"({"purpose":"audit"})")["/key/keyId"];
  EXPECT_NE(other, first);
  const std::string by_other = world.sign(bundle("1.2.0", shut_door));
  EXPECT_EQ(Reply(by_other)["/signature/keyId"], other);
  EXPECT_EQ(world.revoke(other).problem(), std::nullopt);
  expect_refused(by_other, "key-revoked at /signature");
  EXPECT_EQ(world.ask("policy.verify", content).outcome(), "done");  // `first` is retired
}

TEST_F(PolicyPut, RefusesABundlePastItsTime) {
  std::string content =
      world.sign(with(bundle("1.2.0", shut_door), "/expiresAt", R"("2026-11-23T12:00:00Z")"));
  expect_refused(content, "expired at /bundle/expiresAt");  // the very moment counts
  world.now = at("2026-11-23T11:59:59.999Z");
  before = "1.2.0 2 " + world.put(content)["/policyHash"];
  EXPECT_EQ(world.standing(), before);
  content = world.sign(bundle("1.3.0"));  // for the destructor
  EXPECT_EQ(world.put(content).outcome(), "done");
  before = world.standing();
}

TEST_F(PolicyPut, RefusesToGoBack) {
  expect_refused(world.sign(bundle("1.0.9", shut_door)), "version-rollback at /bundle/version");
  expect_refused(world.sign(bundle("0.9.0", shut_door)), "version-rollback at /bundle/version");
}

TEST_F(PolicyPut, RefusesAnotherContentUnderAStoredVersion) {
  expect_refused(world.sign(bundle("1.1.0", shut_door)), "version-conflict at /bundle/version");
}

TEST_F(PolicyPut, TheIdenticalBundleIsTakenAndChangesNothing) {
  const std::string same = world.ask("policy.get", R"({"tenantId":"t"})").text();
  const Reply reply = world.put(same);
  EXPECT_EQ(reply.text(), fmt::format(R"({{"generation":1,"inForce":true,"ok":true,)"
                                      R"("policyHash":"{}"}})",
                                      Reply(same)["/bundle/policyHash"]));
  EXPECT_EQ(world.standing(), before);
}

TEST_F(PolicyPut, AReplayOfAnOldVersionChangesNothing) {
  const std::string old = world.ask("policy.get", R"({"tenantId":"t"})").text();
  EXPECT_EQ(world.install(bundle("1.2.0")).outcome(), "done");
  before = world.standing();
  const Reply reply = world.put(old);
  EXPECT_EQ(reply.outcome(), "done");
  EXPECT_EQ(reply["/inForce"], "false");
  EXPECT_EQ(world.standing(), before);
}

TEST_F(PolicyPut, AStoredVersionWhoseKeyIsRevokedIsNoSuccess) {
  const std::string same = world.ask("policy.get", R"({"tenantId":"t"})").text();
  const std::string old_key = world.key_id();
  const std::string other = world.ask("keys.rotate", R"({"purpose":"audit"})")["/key/keyId"];
  const std::string resigned = world.sign(bundle("1.1.0"));
  EXPECT_EQ(Reply(resigned)["/signature/keyId"], other);
  EXPECT_EQ(Reply(resigned)["/bundle/policyHash"], Reply(same)["/bundle/policyHash"]);
  EXPECT_EQ(world.put(resigned).outcome(), "done");  // still stored under the first signature
  world.revoke(old_key);
  EXPECT_EQ(world.put(resigned).outcome(), "stored-key-revoked at /signature/keyId");
  EXPECT_EQ(world.standing(), before);
  EXPECT_EQ(world.decide()["/reason"], "POLICY_KEY_REVOKED");
  EXPECT_EQ(world.install(bundle("1.1.1")).outcome(), "done");  // the way out
  before = world.standing();
}

TEST_F(PolicyPut, RefusesRulesThatCannotBe) {
  expect_rule_refused(with(open_door, "/when", R"({"resource":{"glob":"a[b"}})"),
                      "invalid-glob at /bundle/rules/0/when/resource/glob");
  expect_rule_refused(with(open_door, "/when", R"({"resource":{"notGlob":"{a"}})"),
                      "invalid-glob at /bundle/rules/0/when/resource/notGlob");
  expect_rule_refused(with(open_door, "/obligations", R"([{"kind":"require-prayer"}])"),
                      "unknown-kind at /bundle/rules/0/obligations/0/kind");
  expect_rule_refused(with(open_door, "/effect", R"("permit")"),
                      "wrong-value at /bundle/rules/0/effect");
  expect_rule_refused(with(open_door, "/effects", R"("allow")"),
                      "unknown-member at /bundle/rules/0/effects");
  expect_rule_refused(with(open_door, "/priority", R"("1")"),
                      "wrong-type at /bundle/rules/0/priority");
  expect_rule_refused(without(open_door, "/effect"), "missing-member at /bundle/rules/0/effect");
  expect_rule_refused(with(open_door, "/when",
                           R"({"attributes":[{"left":"/op","test":"like","right":{"value":1}}]})"),
                      "wrong-value at /bundle/rules/0/when/attributes/0/test");
}

TEST_F(PolicyPut, RefusesARuleIdGivenTwice) {
  const std::string content = world.sign(bundle("1.2.0", shut_door));
  const std::string twice = fmt::format("[{},{}]", shut_door, shut_door);
  expect_refused(with(content, "/bundle/rules", twice), "duplicate-rule at /bundle/rules/1/id");
}

TEST_F(PolicyPut, TellsEveryFaultAtOnce) {
  std::string content = world.sign(bundle("1.2.0", shut_door));
  content = with(content, "/bundle/rules/0/effect", R"("maybe")");
  content = with(content, "/bundle/version", R"("1.2")");
  content = with(content, "/bundle/schemaVersion", "2");
  const Reply reply = world.put(content);
  EXPECT_EQ(reply["/faults/0/pointer"], "/bundle/rules/0/effect");
  EXPECT_EQ(reply["/faults/1/pointer"], "/bundle/schemaVersion");
  EXPECT_EQ(reply["/faults/2/pointer"], "/bundle/version");
  EXPECT_EQ(reply["/faults/3"], "(absent)");
  expect_refused("[]", "wrong-type at ");
  expect_refused("{}", "missing-member at /bundle");
}

TEST_F(PolicyPut, StoresWhatThePinExcludesAndLeavesInForceWhatIs) {
  ASSERT_EQ(world.ask("policy.pin", R"({"tenantId":"t","version":"^1.0.0"})").outcome(), "done");
  const Reply reply = world.install(bundle("2.0.0", shut_door));
  EXPECT_EQ(reply.outcome(), "done");
  EXPECT_EQ(reply["/inForce"], "false");
  EXPECT_EQ(reply["/generation"], "1");
  EXPECT_EQ(world.standing(), before);
  // Within the pin, and below what is stored but was never in force.
  EXPECT_EQ(world.install(bundle("1.2.0"))["/inForce"], "true");
  before = world.standing();
}

TEST(PolicyPutElsewhere, NamesAndTenantsDoNotMix) {
  World world;
  const std::string first = bundle("1.0.0");
  EXPECT_EQ(world.install(first)["/generation"], "1");
  EXPECT_EQ(world.install(with(first, "/name", R"("second")"))["/generation"], "1");
  EXPECT_EQ(world.install(with(first, "/tenantId", R"("u")"))["/generation"], "1");
  EXPECT_EQ(world.install(with(bundle("0.1.0", shut_door), "/name", R"("third")"))["/inForce"],
            "true");
  EXPECT_EQ(world.decide()["/allow"], "true");
  EXPECT_EQ(world.ask("policy.decide",
                      R"({"tenantId":"t","name":"third","request":{"op":"read"}})")["/reason"],
            "SHUT");
}

TEST(PolicyPutElsewhere, NothingIsInForceAfterARefusedFirstPut) {
  World world;
  const std::string content = world.sign(bundle("1.0.0"));
  EXPECT_EQ(world.put(with(content, "/bundle/version", R"("1.0.1")")).outcome(),
            "policy-hash-mismatch at /bundle/policyHash");
  EXPECT_EQ(world.decide()["/reason"], "UNKNOWN_POLICY");
  EXPECT_EQ(world.ask("policy.list", R"({"tenantId":"t"})").text(), R"({"policies":[]})");
}

}  // namespace
}  // namespace writ::ops
