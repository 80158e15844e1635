// Staged bundles: shadows, canaries, and how they end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ops/test_memory.h"
#include "ops/test_world.h"

namespace writ::ops {
namespace {

using testing::HasSubstr;

class Rollouts : public testing::Test {
 protected:
  Rollouts() { EXPECT_EQ(world.install(bundle("1.0.0")).outcome(), "done"); }

  Reply stage(std::string_view bundle, std::string_view how = R"("mode":"shadow")") {
    return world.ask("policy.stage", fmt::format(R"({{"signed":{},{}}})", world.sign(bundle), how));
  }
  Reply activate(std::string_view version) {
    return world.ask("policy.activate",
                     fmt::format(R"({{"tenantId":"t","version":"{}"}})", version));
  }
  Reply withdraw(std::string_view more = "") {
    return world.ask("policy.withdraw", fmt::format(R"({{"tenantId":"t"{}}})", more));
  }
  Reply impact() { return world.ask("policy.impact", R"({"tenantId":"t"})"); }
  std::string session(std::string_view update) {
    return world.ask("session.create",
                     fmt::format(R"({{"tenantId":"t","principal":"ann","policyUpdate":"{}"}})",
                                 update))["/sessionId"];
  }
  std::string answer(std::string_view session) {
    const Reply reply =
        world.ask("session.decide",
                  fmt::format(R"({{"sessionId":"{}","request":{{"op":"read"}}}})", session));
    return reply["/allow"] == "true" ? "allow" : reply["/reason"];
  }

  World world;
};

constexpr std::string_view canary = R"("mode":"canary","share":1)";

TEST_F(Rollouts, AShadowIsNeverObeyed) {
  EXPECT_EQ(stage(bundle("2.0.0", shut_door)).outcome(), "done");
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(world.decide()["/allow"], "true");
    EXPECT_EQ(answer(session("follow")), "allow");
    world.reopen();
  }
}

TEST_F(Rollouts, WhatAShadowWouldChangeIsJournalledAndCounted) {
  world.decide();
  EXPECT_EQ(stage(bundle("2.0.0", shut_door)).outcome(), "done");
  world.decide();
  world.decide(R"({"op":"read","resource":"x"})");
  world.decide(R"({"op":"write"})");  // denied by both
  const Reply told = impact();
  EXPECT_EQ(told["/decisions"] + " " + told["/differing"], "3 2");
  EXPECT_EQ(told["/changes/0/before"], R"({"outcome":"allow","ruleIds":["open"]})");
  EXPECT_EQ(told["/changes/0/after"], R"({"outcome":"deny","reason":"SHUT","ruleIds":["shut"]})");
  EXPECT_EQ(told["/changes/0/count"], "2");
  EXPECT_EQ(told["/changes/0/examples/0/request"], R"({"op":"read"})");
  EXPECT_EQ(told["/changes/1"], "(absent)");
  const auto index = static_cast<std::uint64_t>(std::stoi(told["/changes/0/examples/0/index"]));
  const auto entries = must(world.engine().journal().entries(index, index + 1));
  EXPECT_THAT(entries.front(), HasSubstr(R"("shadow":{"decisionHash":")"));
  EXPECT_EQ(world.ask("journal.replay", "{}")["/ok"], "true");
}

constexpr std::string_view memory_rule =
    R"({"id":"keep","description":"d","priority":1,"op":"memory.retrieve","effect":"allow",)"
    R"("memory":{"locality":"approved_external"}})";
TEST_F(Rollouts, WhatAShadowWouldChangeOfAMemorysAnswersIsCounted) {
  EXPECT_EQ(world.install(bundle("1.1.0", memory_rule)).outcome(), "done");
  EXPECT_EQ(stage(bundle("2.0.0", with(memory_rule, "/effect", R"("deny")"))).outcome(), "done");
  EXPECT_EQ(world.ask("memory.evaluate", memory_question("retrieve"))["/permitted"], "true");
  const Reply told = impact();
  EXPECT_EQ(told["/decisions"] + " " + told["/differing"], "1 1");
  EXPECT_EQ(told["/changes/0/before"], R"({"outcome":"allow","ruleIds":["keep"]})");
  EXPECT_EQ(told["/changes/0/after"], R"({"outcome":"deny","ruleIds":["keep"]})");
}

TEST_F(Rollouts, AShadowThatAnswersAMemorysQuestionAlikeChangesNothing) {
  EXPECT_EQ(world.install(bundle("1.1.0", memory_rule)).outcome(), "done");
  EXPECT_EQ(stage(bundle("2.0.0", memory_rule)).outcome(), "done");
  EXPECT_EQ(world.ask("memory.evaluate", memory_question("retrieve"))["/permitted"], "true");
  const Reply alike = impact();
  EXPECT_EQ(alike["/decisions"] + " " + alike["/differing"], "1 0");
  EXPECT_EQ(stage(bundle("3.0.0", with(memory_rule, "/memory", R"({"mutation_authority":"none"})")))
                .outcome(),
            "done");
  EXPECT_EQ(world.ask("memory.evaluate", memory_question("retrieve"))["/permitted"], "true");
  EXPECT_EQ(impact()["/differing"], "1");  // permitted by both, and less of it
}

TEST_F(Rollouts, AnEqualAnswerByARuleOfAnotherNameIsTold) {
  EXPECT_EQ(stage(bundle("2.0.0", with(open_door, "/id", R"("opened")"))).outcome(), "done");
  world.decide();
  EXPECT_EQ(impact()["/changes/0/after/ruleIds"], R"(["opened"])");
}

TEST_F(Rollouts, ACanaryDecidesForItsShareOfTheSessionsAlone) {
  EXPECT_EQ(stage(bundle("2.0.0", shut_door), R"("mode":"canary","share":0.5)").outcome(), "done");
  EXPECT_EQ(world.decide()["/allow"], "true");
  int shut = 0;
  for (int i = 0; i < 40; ++i) {
    const std::string id = session("follow");
    const bool in = session::in_share(id, 0.5);
    EXPECT_EQ(answer(id), in ? "SHUT" : "allow");
    shut += in ? 1 : 0;
  }
  EXPECT_GT(shut, 5);
  EXPECT_LT(shut, 35);
}

TEST_F(Rollouts, ACanaryTakesOverSessionsThatFollowAndEndsThoseThatAreToClose) {
  const std::string follows = session("follow"), stays = session("pin"), ends = session("close");
  EXPECT_EQ(stage(bundle("2.0.0", shut_door), canary).outcome(), "done");
  EXPECT_EQ(answer(follows), "SHUT");
  EXPECT_EQ(answer(stays), "allow");
  EXPECT_EQ(answer(ends), "SESSION_CLOSED");
}

TEST_F(Rollouts, WithdrawingGoesBackToWhatIsInForce) {
  EXPECT_EQ(stage(bundle("2.0.0", shut_door), canary).outcome(), "done");
  const std::string follows = session("follow"), pinned = session("pin"), ends = session("close");
  EXPECT_EQ(answer(pinned), "SHUT");
  EXPECT_EQ(withdraw(R"(,"mode":"shadow")").outcome(), "not-staged at /name");
  EXPECT_EQ(withdraw()["/withdrawn/0/version"], "2.0.0");
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(answer(follows), "allow");
    EXPECT_EQ(answer(pinned), "POLICY_WITHDRAWN");
    EXPECT_EQ(answer(ends), "SESSION_CLOSED");
    world.reopen();
  }
  EXPECT_EQ(withdraw().outcome(), "not-staged at /name");
}

TEST_F(Rollouts, ActivatingBringsWhatIsStagedIntoForce) {
  EXPECT_EQ(stage(bundle("2.0.0", shut_door), canary).outcome(), "done");
  const std::string pinned = session("pin");
  EXPECT_EQ(activate("2.0.0").outcome(), "done");
  EXPECT_EQ(world.decide()["/reason"], "SHUT");
  EXPECT_EQ(answer(pinned), "SHUT");
  EXPECT_EQ(withdraw().outcome(), "not-staged at /name");
}

TEST_F(Rollouts, PuttingWhatIsStagedDoesNotBringItIntoForce) {
  const std::string signed_bundle = world.sign(bundle("2.0.0", shut_door));
  EXPECT_EQ(
      world.ask("policy.stage", fmt::format(R"({{"signed":{},"mode":"shadow"}})", signed_bundle))
          .outcome(),
      "done");
  const Reply put = world.put(signed_bundle);
  EXPECT_EQ(put["/ok"] + put["/inForce"], "truefalse");
  EXPECT_EQ(world.decide()["/allow"], "true");
}

TEST_F(Rollouts, AHigherVersionInForceEndsThem) {
  EXPECT_EQ(stage(bundle("2.0.0", shut_door)).outcome(), "done");
  EXPECT_EQ(stage(bundle("2.1.0", shut_door), canary).outcome(), "done");
  EXPECT_EQ(world.install(bundle("2.0.5")).outcome(), "done");
  EXPECT_EQ(impact().code(), "ops.nothing_staged");  // the shadow was 2.0.0
  EXPECT_EQ(answer(session("follow")), "SHUT");      // the canary is above
  EXPECT_EQ(world.install(bundle("2.2.0")).outcome(), "done");
  EXPECT_EQ(answer(session("follow")), "allow");
}

TEST_F(Rollouts, WhatWasOnlyStagedIsNotGoneBackTo) {
  EXPECT_EQ(stage(bundle("1.1.0", shut_door), canary).outcome(), "done");
  EXPECT_EQ(withdraw().outcome(), "done");
  EXPECT_EQ(world.install(bundle("1.2.0")).outcome(), "done");
  EXPECT_EQ(world.ask("policy.rollback", R"({"tenantId":"t"})")["/version"], "1.0.0");
  EXPECT_EQ(world.ask("policy.pin", R"({"tenantId":"t","version":"~1.1.0"})").outcome(),
            "unknown-version at /version");
}

TEST_F(Rollouts, RefuseWhatMayNotBeTried) {
  EXPECT_EQ(world.install(bundle("2.0.0")).outcome(), "done");
  const auto refused = [&](std::string_view bundle, std::string_view how) {
    return stage(bundle, how).outcome();
  };
  // A canary goes upwards only; a shadow decides nothing.
  EXPECT_EQ(refused(bundle("1.5.0"), canary), "version-rollback at /bundle/version");
  EXPECT_EQ(refused(bundle("1.5.0"), R"("mode":"shadow")"), "done");
  EXPECT_EQ(refused(bundle("2.0.0", shut_door), R"("mode":"shadow")"),
            "version-conflict at /bundle/version");
  EXPECT_EQ(refused(with(bundle("3.0.0"), "/expiresAt", R"("2026-11-01T00:00:00Z")"), canary),
            "expired at /bundle/expiresAt");
  world.ask("policy.pin", R"({"tenantId":"t","version":"2.x"})");
  EXPECT_EQ(refused(bundle("3.0.0"), canary), "pin-excludes-version at /bundle/version");
  EXPECT_EQ(world
                .ask("policy.stage",
                     fmt::format(R"({{"signed":{},"mode":"shadow"}})",
                                 with(world.sign(bundle("3.0.0")), "/bundle/issuedBy", R"("eve")")))
                .outcome(),
            "policy-hash-mismatch at /bundle/policyHash");
}

TEST_F(Rollouts, AShareIsOfCanariesAndAboveZero) {
  for (const char* wrong : {R"("mode":"canary")", R"("mode":"canary","share":0)",
                            R"("mode":"canary","share":1.5)", R"("mode":"shadow","share":0.5)"}) {
    EXPECT_EQ(stage(bundle("2.0.0"), wrong).code(), "record.invalid") << wrong;
  }
}

TEST_F(Rollouts, AreTriedBeforeAnythingIsInForce) {
  const std::string other = with(bundle("1.0.0"), "/name", R"("other")");
  EXPECT_EQ(stage(other, canary).outcome(), "done");
  EXPECT_EQ(world.ask("policy.decide",
                      R"({"tenantId":"t","name":"other","request":{"op":"read"}})")["/reason"],
            "UNKNOWN_POLICY");
  EXPECT_EQ(world.ask("session.create",
                      R"({"tenantId":"t","policyName":"other","principal":"a"})")["/session/arm"],
            "canary");
}

TEST_F(Rollouts, TheirKeyMustStayGood) {
  world.now = at("2026-11-23T12:00:01Z");  // the newest key signs
  const std::string key = world.new_key();
  EXPECT_EQ(stage(bundle("2.0.0", shut_door), canary).outcome(), "done");
  const std::string id = session("follow");
  world.revoke(key);
  EXPECT_EQ(answer(id), "POLICY_KEY_REVOKED");
  EXPECT_EQ(world.decide()["/allow"], "true");
}

}  // namespace
}  // namespace writ::ops
