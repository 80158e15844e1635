// Going back and forth among stored versions: policy.activate, policy.rollback, policy.pin.
#include <gtest/gtest.h>

#include "canon/digest.h"
#include "ops/test_world.h"

namespace writ::ops {
namespace {

// Versions 1.0.0 (which denies) and 1.1.0 (which allows) are stored; the later one is in force.
class PolicyActivation : public testing::Test {
 protected:
  PolicyActivation() {
    EXPECT_EQ(world.install(bundle("1.0.0", shut_door)).outcome(), "done");
    EXPECT_EQ(world.install(bundle("1.1.0")).outcome(), "done");
    before = world.standing();
  }

  // A signed activation, as a ceremony elsewhere would make it.
  std::string activation(std::string_view version, int sequence,
                         std::string_view purpose = "approval") {
    const Reply stored =
        world.ask("policy.get", fmt::format(R"({{"tenantId":"t","version":"{}"}})", version));
    const std::string hash = stored.problem() ? std::string(64, '0') : stored["/bundle/policyHash"];
    return sign(fmt::format(R"({{"tenantId":"t","name":"default","version":"{}","policyHash":"{}",)"
                            R"("sequence":{},"issuedAt":"2026-11-23T12:00:00Z","issuedBy":"eve",)"
                            R"("reason":"because"}})",
                            version, hash, sequence),
                purpose);
  }
  std::string sign(std::string_view content, std::string_view purpose = "approval") {
    const keys::Purpose wanted =
        purpose == "approval" ? keys::Purpose::approval : keys::Purpose::audit;
    auto state = must(world.engine().state());
    if (!state->keys->current_key_id(wanted, keys::Alg::ed25519, "t")) {
      world.new_key(fmt::format(R"({{"purpose":"{}"}})", purpose));
      state = must(world.engine().state());
    }
    const std::string key = must(state->keys->current_key_id(wanted, keys::Alg::ed25519, "t"));
    const std::string hash =
        canon::sha256_hex(canon::canonical(must(canon::Json::parse(content)).value()));
    return fmt::format(R"({{"activation":{},"signature":{}}})", content,
                       canon::encode(must(state->keys->sign(key, hash))));
  }

  void expect_refused(std::string_view content, std::string_view outcome) {
    EXPECT_EQ(world.ask("policy.activate", content).outcome(), outcome) << content;
    EXPECT_EQ(world.standing(), before) << outcome;
    EXPECT_EQ(world.decide()["/allow"], "true") << outcome;
  }

  World world;
  std::string before;
};

TEST_F(PolicyActivation, BringsAnOlderVersionIntoForceAndMovesTheGeneration) {
  const Reply reply = world.ask("policy.activate", activation("1.0.0", 1));
  EXPECT_EQ(reply.outcome(), "done");
  EXPECT_EQ(reply["/version"] + " " + reply["/generation"], "1.0.0 3");
  EXPECT_EQ(world.decide()["/reason"], "SHUT");
  world.reopen();
  EXPECT_EQ(world.decide()["/reason"], "SHUT");
}

TEST_F(PolicyActivation, RefusesARepeatedOrAnOlderOne) {
  const std::string back = activation("1.0.0", 5);
  ASSERT_EQ(world.ask("policy.activate", back).outcome(), "done");
  const std::string forth = activation("1.1.0", 6);
  ASSERT_EQ(world.ask("policy.activate", forth).outcome(), "done");
  before = world.standing();
  expect_refused(back, "sequence-not-rising at /activation/sequence");
  expect_refused(activation("1.0.0", 6), "sequence-not-rising at /activation/sequence");
}

TEST_F(PolicyActivation, RefusesWhatWasNeverPut) {
  expect_refused(activation("3.0.0", 1), "unknown-version at /activation/version");
  const std::string elsewhere =
      sign(with(Reply(activation("1.0.0", 1))["/activation"], "/name", R"("nothing")"));
  expect_refused(elsewhere, "unknown-version at /activation/version");
}

TEST_F(PolicyActivation, RefusesWhatIsInForce) {
  expect_refused(activation("1.1.0", 1), "already-in-force at /activation/version");
}

TEST_F(PolicyActivation, RefusesAnotherContent) {
  const std::string other = with(Reply(activation("1.0.0", 1))["/activation"], "/policyHash",
                                 fmt::format("\"{}\"", std::string(64, 'a')));
  expect_refused(sign(other), "policy-hash-mismatch at /activation/policyHash");
}

TEST_F(PolicyActivation, RefusesWhatNoApprovalKeySigned) {
  const std::string good = activation("1.0.0", 1);
  expect_refused(activation("1.0.0", 1, "audit"), "key-purpose-mismatch at /signature");
  expect_refused(with(good, "/signature/keyId", R"("approval-none")"), "unknown-key at /signature");
  expect_refused(with(good, "/activation/sequence", "2"), "signature-invalid at /signature");
  expect_refused(with(good, "/activation/reason", R"("x")"), "signature-invalid at /signature");
  world.revoke(Reply(good)["/signature/keyId"]);
  expect_refused(good, "key-revoked at /signature");
}

TEST_F(PolicyActivation, RefusesAVersionWhoseOwnKeyIsRevoked) {
  const std::string old_key = world.key_id();
  world.ask("keys.rotate", R"({"purpose":"audit"})");
  ASSERT_EQ(world.install(bundle("1.2.0")).outcome(), "done");
  before = world.standing();
  world.revoke(old_key);
  expect_refused(activation("1.0.0", 1), "key-revoked at /activation/version");
}

TEST_F(PolicyActivation, RefusesAVersionPastItsTime) {
  ASSERT_EQ(
      world.install(with(bundle("1.2.0", shut_door), "/expiresAt", R"("2026-11-24T00:00:00Z")"))
          .outcome(),
      "done");
  ASSERT_EQ(world.install(bundle("1.3.0")).outcome(), "done");
  before = world.standing();
  world.now = at("2026-11-24T00:00:00Z");
  expect_refused(activation("1.2.0", 1), "expired at /activation/version");
}

TEST_F(PolicyActivation, RefusesWhatDoesNotRead) {
  const std::string good = activation("1.0.0", 1);
  expect_refused(with(good, "/activation/sequence", "0"), "wrong-value at /activation/sequence");
  expect_refused(with(good, "/activation/sequence", "1.5"), "wrong-value at /activation/sequence");
  expect_refused(without(good, "/signature"), "missing-member at /signature");
}

TEST_F(PolicyActivation, RollbackGoesToTheHighestVersionBelow) {
  const Reply reply = world.ask("policy.rollback", R"({"tenantId":"t"})");
  EXPECT_EQ(reply["/version"] + " " + reply["/generation"], "1.0.0 3");
  EXPECT_EQ(world.decide()["/reason"], "SHUT");
  EXPECT_EQ(world.ask("policy.rollback", R"({"tenantId":"t"})").outcome(),
            "no-earlier-version at (absent)");
  // The way forward again is an activation too: what was in force once is not put again.
  EXPECT_EQ(world.ask("policy.rollback", R"({"tenantId":"t","version":"1.1.0"})")["/generation"],
            "4");
  EXPECT_EQ(world.decide()["/allow"], "true");
}

TEST_F(PolicyActivation, ARefusedRollbackChangesNothing) {
  const std::string keys = world.ask("keys.list", "{}").text();
  EXPECT_EQ(world.ask("policy.rollback", R"({"tenantId":"t","version":"7.0.0"})").outcome(),
            "unknown-version at /version");
  EXPECT_EQ(world.ask("policy.rollback", R"({"tenantId":"nobody"})").outcome(),
            "no-earlier-version at (absent)");
  EXPECT_EQ(world.standing(), before);
  EXPECT_EQ(world.ask("keys.list", "{}").text(), keys);
}

TEST_F(PolicyActivation, ARollbackIsBelowTheHighWater) {
  ASSERT_EQ(world.ask("policy.rollback", R"({"tenantId":"t"})").outcome(), "done");
  EXPECT_EQ(world.install(bundle("1.0.5")).outcome(), "version-rollback at /bundle/version");
  EXPECT_EQ(world.install(bundle("1.1.1")).outcome(), "done");
}

TEST_F(PolicyActivation, APinMovesToTheHighestVersionWithin) {
  const Reply reply = world.ask("policy.pin", R"({"tenantId":"t","version":"1.0.0"})");
  EXPECT_EQ(reply["/version"] + " " + reply["/generation"] + " " + reply["/pin"], "1.0.0 3 1.0.0");
  EXPECT_EQ(world.decide()["/reason"], "SHUT");
  before = world.standing();
  const Reply forth = world.ask("policy.activate", activation("1.1.0", 9));
  EXPECT_EQ(forth.outcome(), "pin-excludes-version at /activation/version");
  EXPECT_EQ(world.standing(), before);
  EXPECT_EQ(world.ask("policy.pin", R"({"tenantId":"t"})")["/pin"], "(absent)");
  EXPECT_EQ(world.standing(), before);  // taking a pin away moves nothing
  EXPECT_EQ(world.ask("policy.activate", activation("1.1.0", 9)).outcome(), "done");
}

TEST_F(PolicyActivation, APinThatNothingStoredIsWithinChangesNothing) {
  EXPECT_EQ(world.ask("policy.pin", R"({"tenantId":"t","version":"^2.0.0"})").outcome(),
            "unknown-version at /version");
  EXPECT_EQ(world.standing(), before);
  EXPECT_EQ(world.ask("policy.list", R"({"tenantId":"t"})")["/policies/0/pin"], "(absent)");
  EXPECT_EQ(world.ask("policy.pin", R"({"tenantId":"t","version":"latest"})").code(),
            "record.invalid");
}

TEST_F(PolicyActivation, APinAheadOfAnyBundleHolds) {
  ASSERT_EQ(world.ask("policy.pin", R"({"tenantId":"u","version":"^2.0.0"})").outcome(), "done");
  const auto of = [](std::string_view version) {
    return with(bundle(version), "/tenantId", R"("u")");
  };
  EXPECT_EQ(world.install(of("1.0.0"))["/inForce"], "false");
  EXPECT_EQ(world.ask("policy.decide", R"({"tenantId":"u","request":{"op":"read"}})")["/reason"],
            "UNKNOWN_POLICY");
  EXPECT_EQ(world.install(of("2.1.0"))["/inForce"], "true");
}

TEST_F(PolicyActivation, EveryChangeIsInTheHistory) {
  ASSERT_EQ(world.ask("policy.rollback", R"({"tenantId":"t","reason":"bad day"})").outcome(),
            "done");
  const auto rows = must(must(world.engine().store().read())->activations("t", "default", 0, 10));
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1].kind, store::ActivationKind::put);
  EXPECT_EQ(rows[2].kind, store::ActivationKind::activate);
  const Reply kept(Result<std::string>(rows[2].signed_activation.value()));
  EXPECT_EQ(kept["/activation/reason"], "bad day");
  EXPECT_EQ(kept["/activation/issuedBy"], "operator");
}

}  // namespace
}  // namespace writ::ops
