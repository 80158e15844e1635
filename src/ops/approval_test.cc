// What approvals do to decisions: asked for once, allowed once, and nothing but what was granted.
#include <algorithm>
#include <array>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ops/test_approvals.h"

namespace writ::ops {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

using Approvals = ApprovalTest;

TEST_F(Approvals, ADecisionThatOwesOneAsksForIt) {
  const Reply reply = send();
  EXPECT_EQ(reply["/allow"], "true");
  EXPECT_THAT(reply["/obligations"], HasSubstr("require-approval"));
  EXPECT_THAT(reply["/approval/approvalId"], MatchesRegex("apr_[0-9a-f]+"));
  EXPECT_EQ(reply["/approval/approvalId"].size(), 4u + 32u);
  EXPECT_EQ(reply["/approval/state"], "pending");
  EXPECT_EQ(reply["/approval/expiresAt"], "2026-11-23T13:00:00.000Z");
  EXPECT_EQ(world.decide(without(question(), "/ctx"))["/approval"], "(absent)");
}

TEST_F(Approvals, TheDecisionsHashIsThatOfADecisionWithoutThem) {
  const Reply reply = send();
  EXPECT_EQ(reply["/decisionHash"], hash_of(reply, question()));
}

TEST_F(Approvals, TheSameQuestionAsksOnce) {
  const std::string first = send()["/approval/approvalId"];
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(send()["/approval/approvalId"], first);
    world.now.microseconds += 1'000'000;
    world.reopen();
  }
  EXPECT_EQ(listed(), 1u);
  EXPECT_EQ(world.ask("approval.request", asked(question()))["/approval/approvalId"], first);
  const std::string other = with(question(), "/resource", R"("letters/2")");
  EXPECT_NE(world.decide(other)["/approval/approvalId"], first);
  EXPECT_NE(
      world.decide(with(question(), "/ctx/principal/id", R"("nils")"))["/approval/approvalId"],
      first);
}

TEST_F(Approvals, AGrantedOneAllowsOnce) {
  const std::string id = granted();
  EXPECT_EQ(send()["/approval/state"], "granted");
  const Reply used = send(id);
  EXPECT_EQ(used["/allow"], "true");
  EXPECT_EQ(used["/obligations"], R"([{"kind":"token-cap","maxTokens":7}])");
  EXPECT_EQ(used["/approval"], fmt::format(R"({{"approvalId":"{}","state":"used"}})", id));
  EXPECT_EQ(used["/decisionHash"], hash_of(used, question()));
  for (int round = 0; round < 2; ++round) {
    const Reply again = send(id);
    EXPECT_THAT(again["/obligations"], HasSubstr("require-approval"));
    EXPECT_EQ(again["/approval/refusal"], "used");
    EXPECT_EQ(again["/approval/state"], "pending");
    EXPECT_NE(again["/approval/approvalId"], id);
    world.reopen();
  }
  const Reply kept = get(id);
  EXPECT_EQ(kept["/state"] + kept["/ended/by"] + kept["/request"], "usedoperator(absent)");
}

TEST_F(Approvals, OfManyUsesAtOnceOneWins) {
  const std::string id = granted();
  constexpr std::size_t threads = 8;
  std::vector<std::string> states(threads);
  {
    std::vector<std::jthread> askers;
    for (std::string& state : states) {
      askers.emplace_back([&] {
        const Reply reply = send(id);
        state = reply["/approval/state"] + " " + reply["/approval/refusal"];
      });
    }
  }
  EXPECT_EQ(std::ranges::count(states, "used (absent)"), 1) << testing::PrintToString(states);
  EXPECT_EQ(std::ranges::count(states, "pending used"), 7) << testing::PrintToString(states);
}

TEST_F(Approvals, AUseSurvivesWhoeverAsked) {
  const std::string id = granted();
  world.reopen();
  EXPECT_EQ(send(id)["/approval/state"], "used");
  world.reopen();
  EXPECT_EQ(send(id)["/approval/refusal"], "used");
}

TEST_F(Approvals, WhatIsNotGrantedDoesNotCount) {
  EXPECT_EQ(send("apr_none")["/approval/refusal"], "unknown-approval");
  const std::string id = send()["/approval/approvalId"];
  const Reply pending = send(id);
  EXPECT_EQ(pending["/approval/refusal"] + pending["/approval/state"], "pendingpending");
  EXPECT_EQ(pending["/approval/approvalId"], id);
  EXPECT_EQ(deny(id).outcome(), "done");
  const Reply denied = send(id);
  EXPECT_EQ(denied["/approval/refusal"] + denied["/approval/state"], "denieddenied");
  EXPECT_THAT(denied["/obligations"], HasSubstr("require-approval"));
  EXPECT_EQ(get(id)["/ended/reason"], "not today");
}

TEST_F(Approvals, ADenialStandsForItsTime) {
  const std::string id = send()["/approval/approvalId"];
  deny(id);
  world.now = at("2026-11-23T12:59:59Z");
  EXPECT_EQ(send()["/approval/state"], "denied");
  world.now = at("2026-11-23T13:00:00Z");
  EXPECT_EQ(send()["/approval/state"], "pending");
  EXPECT_NE(send()["/approval/approvalId"], id);
}

TEST_F(Approvals, AGrantEndsAtItsTime) {
  const std::string id = send()["/approval/approvalId"];
  world.now = at("2026-11-23T12:30:00Z");
  grant(id);
  EXPECT_EQ(get(id)["/expiresAt"], "2026-11-23T13:30:00.000Z");
  world.now = at("2026-11-23T13:30:00Z");
  EXPECT_EQ(send(id)["/approval/refusal"], "expired");
  EXPECT_EQ(get(id)["/state"], "expired");
  EXPECT_EQ(withdraw(id).outcome(), "expired at /approvalId");
}

TEST_F(Approvals, WhatNobodyGrantedInTimeCannotBeGranted) {
  const std::string id = send()["/approval/approvalId"];
  world.now = at("2026-11-23T13:00:00Z");
  EXPECT_EQ(grant(id).outcome(), "expired at /approvalId");
  EXPECT_NE(send()["/approval/approvalId"], id);
}

TEST_F(Approvals, AnotherQuestionIsNotAllowedByIt) {
  const std::string id = granted();
  for (const auto& [place, text] :
       std::vector<std::pair<const char*, const char*>>{{"/resource", R"("letters/2")"},
                                                        {"/purpose", R"("research")"},
                                                        {"/labels", R"(["phi"])"},
                                                        {"/ctx/more", "1"},
                                                        {"/ctx/principal/id", R"("nils")"}}) {
    const Reply reply = world.ask("policy.decide", asked(with(question(), place, text), id));
    EXPECT_EQ(reply["/approval/refusal"], "for-another-question") << place;
    EXPECT_THAT(reply["/obligations"], HasSubstr("require-approval")) << place;
  }
  EXPECT_EQ(send(id)["/approval/state"], "used");
}

TEST_F(Approvals, AnotherTenantOrPolicyKnowsNothingOfIt) {
  const std::string id = granted();
  world.install(with(letters_bundle("1.0.0"), "/tenantId", R"("u")"));
  world.install(with(letters_bundle("1.0.0"), "/name", R"("second")"));
  const std::string body = asked(question(), id);
  EXPECT_EQ(world.ask("policy.decide", with(body, "/tenantId", R"("u")"))["/approval/refusal"],
            "unknown-approval");
  EXPECT_EQ(world.ask("policy.decide", with(body, "/name", R"("second")"))["/approval/refusal"],
            "other-policy");
  EXPECT_EQ(send(id)["/approval/state"], "used");
}

TEST_F(Approvals, AnotherVersionOfThePolicyDoesNotTakeIt) {
  const std::string id = granted();
  world.install(letters_bundle("1.1.0"));
  const Reply reply = send(id);
  EXPECT_EQ(reply["/approval/refusal"], "other-policy");
  EXPECT_THAT(reply["/obligations"], HasSubstr("require-approval"));
  EXPECT_NE(reply["/approval/approvalId"], id);
}

// What counts is the bundle that decides, which in a pinned session is not the one in force.
TEST_F(Approvals, ASessionAsksForThemAndUsesThem) {
  put_principal("nora", R"(["nurse"])", "aal2");
  const std::string session = world.ask("session.create", R"({"tenantId":"t","principal":"nora",
      "policyUpdate":"pin"})")["/sessionId"];
  world.install(letters_bundle("1.1.0"));
  const auto send_there = [&](std::string_view more) {
    return world.ask(
        "session.decide",
        fmt::format(R"({{"sessionId":"{}","request":{{"op":"send"}}{}}})", session, more));
  };
  const std::string id = send_there("")["/approval/approvalId"];
  EXPECT_EQ(get(id)["/asker"], "nora");
  EXPECT_EQ(grant(id).outcome(), "done");
  const std::string shown = fmt::format(R"(,"approvalId":"{}")", id);
  EXPECT_EQ(world.ask("policy.decide", asked(R"({"op":"send","ctx":{"principal":{"id":"nora"}}})",
                                             id))["/approval/refusal"],
            "other-policy");
  EXPECT_EQ(send_there(shown)["/approval/state"], "used");
  EXPECT_EQ(send_there(shown)["/approval/refusal"], "used");
  EXPECT_THAT(told("session"), HasSubstr(session + " " + session));
  EXPECT_EQ(world.ask("journal.replay", "{}")["/ok"], "true");
}

TEST_F(Approvals, ARefusalStaysOne) {
  const std::string id = granted();
  world.install(bundle("1.1.0", shut_letters));
  const Reply denied = send(id);
  EXPECT_EQ(denied["/allow"] + denied["/reason"], "falseSHUT");
  EXPECT_EQ(denied["/approval"], R"({"refusal":"other-policy"})");
  EXPECT_EQ(denied["/decisionHash"], hash_of(denied, question()));
}

TEST_F(Approvals, AnExpiredPolicyOrARevokedKeyOfItRefusesAllTheSame) {
  world.install(with(letters_bundle("1.2.0"), "/expiresAt", R"("2026-11-23T12:10:00Z")"));
  const std::string id = granted();
  world.now = at("2026-11-23T12:10:00Z");
  const Reply expired = send(id);
  EXPECT_EQ(expired["/allow"] + expired["/reason"], "falsePOLICY_EXPIRED");
  EXPECT_EQ(expired["/approval/refusal"], "not-demanded");
  world.now = at("2026-11-23T12:09:00Z");
  world.revoke(world.key_id());
  EXPECT_EQ(send(id)["/allow"], "false");
}

TEST_F(Approvals, WhatOwesNoneSaysSoWhereOneIsShown) {
  const std::string id = granted();
  const Reply reply = world.ask("policy.decide", asked(R"({"op":"read"})", id));
  EXPECT_EQ(reply["/allow"] + reply["/approval/refusal"], "truefor-another-question");
  EXPECT_EQ(reply["/approval/state"], "(absent)");
}

TEST_F(Approvals, AKeyThatWasRevokedVouchesForNothing) {
  const std::string id = granted();
  world.revoke(world.key_id("approval"));
  const Reply reply = send(id);
  EXPECT_EQ(reply["/approval/refusal"], "key-revoked");
  EXPECT_THAT(reply["/obligations"], HasSubstr("require-approval"));
  EXPECT_EQ(withdraw(id).outcome(), "done");
}

TEST_F(Approvals, ARetiredKeyGoesOnVouching) {
  const std::string id = granted();
  world.ask("keys.retire", fmt::format(R"({{"keyId":"{}"}})", world.key_id("approval")));
  EXPECT_EQ(send(id)["/approval/state"], "used");
}

// --- somebody writes into the store --------------------------------------------------------------

TEST_F(Approvals, WhatWasAlteredInTheStoreIsRefused) {
  for (const auto& [from, to, why] : std::vector<std::array<std::string, 3>>{
           {R"("id":"dora")", R"("id":"vera")", "signature-invalid"},
           {R"("inDirectory":true)", R"("inDirectory":false)", "signature-invalid"},
           {R"("expiresAt":"2026-11-23T13:00:00.000Z","grantedAt")",
            R"("expiresAt":"2030-11-23T13:00:00.000Z","grantedAt")", "signature-invalid"},
           {R"("alg":"ed25519")", R"("alg":"hmac-sha256")", "alg-mismatch"},
           {R"("keyId":")", R"("keyId":"x)", "unknown-key"}}) {
    const std::string id = granted();
    tamper(id, from, to);
    EXPECT_EQ(send(id)["/approval/refusal"], why) << from;
    withdraw(id);
  }
}

TEST_F(Approvals, AGrantOfOneQuestionIsNoneOfAnother) {
  const std::string id = granted();
  const std::string other =
      world.decide(with(question(), "/resource", R"("letters/2")"))["/approval/approvalId"];
  const std::string grant = get(id)["/grant"];
  tamper(other, R"("requestHash")", fmt::format(R"("grant":{},"requestHash")", grant));
  tamper(other, R"("state":"pending")", R"("state":"granted")");
  EXPECT_EQ(world.ask("policy.decide", asked(with(question(), "/resource", R"("letters/2")"),
                                             other))["/approval/refusal"],
            "altered");
}

TEST_F(Approvals, AStateWithoutAGrantIsNoGrant) {
  const std::string id = send()["/approval/approvalId"];
  tamper(id, R"("state":"pending")", R"("state":"granted")");
  EXPECT_EQ(send(id)["/approval/refusal"], "altered");
}

// Terms that were weakened before the grant are under its signature, and are not the policy's.
TEST_F(Approvals, TermsThatAreNotThePolicysAreRefused) {
  const std::string id = send()["/approval/approvalId"];
  tamper(id, R"(["doctor"])", R"(["porter"])");
  EXPECT_EQ(grant(id, "pete").outcome(), "done");
  EXPECT_EQ(send(id)["/approval/refusal"], "altered");
}

TEST_F(Approvals, ARowInThePlaceOfAnotherIsADamagedStore) {
  send();
  world.close();
  world.tamper(
      "UPDATE documents SET record = replace(record, 'apr_', 'apr_0'), "
      "sequence = sequence + 100 WHERE kind = 'approval'");
  EXPECT_EQ(world.open(std::nullopt).error().code.name, "store.corrupt");
}

// --- the journal ---------------------------------------------------------------------------------

TEST_F(Approvals, TheJournalTellsOfThemAndReplayAgrees) {
  const std::string id = granted();
  send(id);
  send(id);
  EXPECT_THAT(told("requestedApproval"), StartsWith(id + " apr_"));
  EXPECT_EQ(told("approvalId"), id + " " + id + " ");
  EXPECT_THAT(told("op"),
              HasSubstr("policy.decide keys.new approval.grant policy.decide policy.decide "));
  const Reply replay = world.ask("journal.replay", "{}");
  EXPECT_EQ(replay["/ok"] + replay["/replayed"], "true3") << replay.text();
}

TEST_F(Approvals, AFloodIsBounded) {
  const std::string id = send()["/approval/approvalId"];
  fill_up_like(id, ApprovalBook::max_pending);
  const std::string other = with(question(), "/resource", R"("letters/2")");
  const Reply refused = world.decide(other);
  EXPECT_EQ(refused["/approval"], R"({"notFiled":"too-many-pending"})");
  EXPECT_THAT(refused["/obligations"], HasSubstr("require-approval"));
  EXPECT_EQ(world.ask("approval.request", asked(other)).outcome(), "too-many-pending at /request");
  EXPECT_EQ(send()["/approval/approvalId"], id);
  world.now = at("2026-11-23T13:00:00Z");
  EXPECT_EQ(world.decide(other)["/approval/state"], "pending");
  EXPECT_EQ(must(world.engine().state())->approvals.size("t"), 1u);
}

TEST_F(Approvals, ALargeRequestIsNotKeptForAnybodyToLookAt) {
  const std::string large = with(question(), "/purpose", '"' + std::string(20'000, 'x') + '"');
  EXPECT_EQ(world.decide(large)["/approval"], R"({"notFiled":"request-too-large"})");
  EXPECT_EQ(world.ask("approval.request", asked(large)).outcome(), "request-too-large at /request");
}

}  // namespace
}  // namespace writ::ops
