// Bundle sources: what counts as contact, what is kept, and when decisions end.
#include "ops/source.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ops/source_poll.h"
#include "ops/test_world.h"

namespace writ::ops {
namespace {

using testing::HasSubstr;

Instant later(Instant from, std::int64_t seconds) {
  return {from.microseconds + seconds * 1'000'000};
}

// A world whose tenant `t` pulls its policy from a directory.
class SourceTest : public testing::Test {
 protected:
  SourceTest() { std::filesystem::create_directory(folder); }

  void offer(const std::string& file, std::string_view content) const {
    std::ofstream(folder / file, std::ios::binary) << content;
  }
  void withdraw(const std::string& file) const { std::filesystem::remove(folder / file); }
  Reply put_source(std::string_view more = R"(,"failClosedAfter":100)") {
    return world.ask("source.put", fmt::format(R"({{"tenantId":"t","location":"{}","every":10{}}})",
                                               folder.string(), more));
  }
  Reply poll() { return world.ask("source.poll", R"({"tenantId":"t"})"); }
  Reply get() { return world.ask("source.get", R"({"tenantId":"t"})"); }
  // Polls at a moment, `seconds` after the beginning.
  Reply poll_at(std::int64_t seconds) {
    world.now = later(start, seconds);
    return poll();
  }
  std::string reason_at(std::int64_t seconds) {
    world.now = later(start, seconds);
    return world.decide()["/reason"];
  }

  World world;
  const Instant start = world.now;
  const std::filesystem::path folder = world.path() / "bundles";
};

TEST_F(SourceTest, APollBringsTheHighestVersionIntoForce) {
  offer("a.json", world.sign(bundle("1.0.0")));
  offer("b.json", world.sign(bundle("1.2.0", shut_door)));
  offer("c.json", world.sign(bundle("1.1.0")));
  EXPECT_EQ(put_source()["/created"], "true");
  EXPECT_EQ(world.decide()["/reason"], "UNKNOWN_POLICY");
  const Reply polled = poll();
  EXPECT_EQ(polled["/ok"], "true");
  EXPECT_EQ(polled["/brought"], "true");
  EXPECT_EQ(polled["/report/standing/version"], "1.2.0");
  EXPECT_EQ(world.decide()["/reason"], "SHUT");
  EXPECT_EQ(poll()["/brought"], "false");
}

TEST_F(SourceTest, DecisionsEndAtTheBoundAndComeBackWithContact) {
  offer("a.json", world.sign(bundle("1.0.0")));
  put_source();
  poll();
  EXPECT_EQ(reason_at(99), "(absent)");
  EXPECT_EQ(reason_at(100), "POLICY_SOURCE_STALE");
  EXPECT_EQ(world.ask("policy.explain",
                      R"({"tenantId":"t","request":{"op":"read"}})")["/decision/reason"],
            "POLICY_SOURCE_STALE");
  EXPECT_EQ(get()["/stale"], "true");
  EXPECT_EQ(poll_at(150)["/ok"], "true");
  EXPECT_EQ(reason_at(249), "(absent)");
  EXPECT_EQ(reason_at(250), "POLICY_SOURCE_STALE");
}

TEST_F(SourceTest, SessionsEndWithTheirPolicyWhateverTheyAreBoundTo) {
  offer("a.json", world.sign(bundle("1.0.0")));
  put_source();
  poll();
  for (const char* update : {"follow", "pin"}) {
    world.now = start;
    const Reply made = world.ask(
        "session.create",
        fmt::format(R"({{"tenantId":"t","policyName":"default","principal":{{"id":"nora"}},)"
                    R"("policyUpdate":"{}"}})",
                    update));
    ASSERT_FALSE(made.problem()) << describe(*made.problem());
    const auto reason = [&] {
      return world.ask("session.decide",
                       fmt::format(R"({{"sessionId":"{}","request":{{"op":"read"}}}})",
                                   made["/session/sessionId"]))["/reason"];
    };
    EXPECT_EQ(reason(), "(absent)") << made.text();
    world.now = later(start, 100);
    EXPECT_EQ(reason(), "POLICY_SOURCE_STALE") << update;
  }
}

TEST_F(SourceTest, WithoutAnyContactTheTimeRunsFromTheBeginning) {
  world.install(bundle("1.0.0"));
  put_source();
  EXPECT_EQ(reason_at(99), "(absent)");
  EXPECT_EQ(reason_at(100), "POLICY_SOURCE_STALE");
}

TEST_F(SourceTest, WithoutABoundDecisionsDoNotEnd) {
  offer("a.json", world.sign(bundle("1.0.0")));
  put_source("");
  poll();
  withdraw("a.json");
  EXPECT_EQ(poll_at(1'000'000)["/reason"], "source-empty");
  EXPECT_EQ(reason_at(1'000'001), "(absent)");
  EXPECT_EQ(get()["/decidesUntil"], "(absent)");
}

TEST_F(SourceTest, AClockThatGoesBackEndsDecisions) {
  offer("a.json", world.sign(bundle("1.0.0")));
  put_source();
  poll_at(50);
  EXPECT_EQ(reason_at(49), "POLICY_SOURCE_STALE");
  // Back by less than the last contact's age: the failed polls since have seen a later time.
  withdraw("a.json");
  EXPECT_EQ(poll_at(140)["/ok"], "false");
  EXPECT_EQ(reason_at(60), "POLICY_SOURCE_STALE");
  EXPECT_EQ(poll_at(60)["/ok"], "false");
  EXPECT_EQ(reason_at(61), "POLICY_SOURCE_STALE");
  // Contact is by the clock of now, whatever it was.
  offer("a.json", world.sign(bundle("1.0.0")));
  EXPECT_EQ(poll_at(60)["/ok"], "true");
  EXPECT_EQ(reason_at(61), "(absent)");
}

TEST_F(SourceTest, WhatIsRefusedIsNoContact) {
  offer("a.json", world.sign(bundle("1.1.0")));
  put_source();
  poll();
  const std::string good = world.sign(bundle("1.2.0"));
  const std::string old = world.sign(bundle("1.0.0"));
  const std::string conflict = world.sign(bundle("1.1.0", shut_door));
  const std::string expired =
      world.sign(with(bundle("1.2.0"), "/expiresAt", R"("2026-11-02T00:00:00Z")"));
  const std::string foreign = world.sign(with(bundle("1.2.0"), "/tenantId", R"("u")"));
  const std::pair<std::string, const char*> cases[] = {
      {old, "version-rollback"},
      {conflict, "version-conflict"},
      {expired, "expired"},
      {foreign, "source-mismatch"},
      {without(good, "/signature"), "missing-member"},
      {with(good, "/bundle/issuedBy", R"("eve")"), "policy-hash-mismatch"},
      {with(good, "/signature/keyId", R"("nobody")"), "unknown-key"},
      {good.substr(0, good.size() / 2), "incomplete"},
      {"", "incomplete"}};
  for (const auto& [content, reason] : cases) {
    offer("a.json", content);
    const Reply polled = poll_at(50);
    EXPECT_EQ(polled["/ok"], "false") << reason;
    EXPECT_EQ(polled["/reason"], reason) << polled.text();
    EXPECT_EQ(polled["/report/standing/contactAt"], start.text()) << reason;
    EXPECT_EQ(polled["/report/decidesUntil"], later(start, 100).text()) << reason;
    EXPECT_EQ(world.decide()["/allow"], "true") << reason;
  }
  EXPECT_EQ(reason_at(100), "POLICY_SOURCE_STALE");
}

TEST_F(SourceTest, AnOlderBundleIsNoContactThoughItIsStored) {
  const std::string old = world.sign(bundle("1.0.0"));
  world.put(old);
  world.install(bundle("1.1.0"));
  offer("a.json", old);
  put_source();
  EXPECT_EQ(poll()["/reason"], "version-rollback");
  EXPECT_EQ(poll()["/report/standing/contactAt"], "(absent)");
}

TEST_F(SourceTest, AnUnchangedPlaceIsNoContactOnceSomethingNewerIsInForce) {
  offer("a.json", world.sign(bundle("1.0.0")));
  put_source();
  EXPECT_EQ(poll()["/ok"], "true");
  world.install(bundle("2.0.0"));
  EXPECT_EQ(poll()["/reason"], "version-rollback");
}

TEST_F(SourceTest, WhatAPinKeepsOutIsContactAndItsPredecessorIsNotAnyMore) {
  const std::string first = world.sign(bundle("1.0.0"));
  offer("a.json", first);
  put_source();
  poll();
  world.ask("policy.pin", R"({"tenantId":"t","version":"1.0.0"})");
  offer("a.json", world.sign(bundle("1.1.0")));
  const Reply polled = poll();
  EXPECT_EQ(polled["/ok"], "true") << polled.text();
  EXPECT_EQ(polled["/report/standing/version"], "1.1.0");
  EXPECT_THAT(world.standing(), HasSubstr("1.0.0"));
  offer("a.json", first);
  EXPECT_EQ(poll()["/reason"], "version-rollback");
}

TEST_F(SourceTest, APassedOverFileIsLookedAtAgainWhenItsKeyIsKnown) {
  World issuer;
  offer("a.json", world.sign(bundle("1.0.0")));
  offer("b.json", issuer.sign(bundle("1.1.0")));
  put_source();
  EXPECT_EQ(poll()["/report/standing/version"], "1.0.0");
  EXPECT_THAT(get()["/standing/passedOver/0"], HasSubstr("b.json"));
  const Reply exported =
      issuer.ask("keys.export", fmt::format(R"({{"keyId":"{}"}})", issuer.key_id()));
  const Reply imported = world.ask(
      "keys.import", fmt::format(R"({{"purpose":"audit","keyId":"{}","pem":{}}})", issuer.key_id(),
                                 canon::canonical(*exported.value().find("pem"))));
  ASSERT_FALSE(imported.problem()) << describe(*imported.problem());
  EXPECT_EQ(poll()["/report/standing/version"], "1.1.0");
  EXPECT_EQ(get()["/standing/passedOver"], "(absent)");
}

TEST_F(SourceTest, ARevokedKeyEndsContact) {
  offer("a.json", world.sign(bundle("1.0.0")));
  put_source();
  poll();
  const std::string key = world.key_id();
  world.new_key();
  world.revoke(key);
  offer("b.json", "");  // so that the place is read again
  EXPECT_EQ(poll()["/reason"], "key-revoked");
}

TEST_F(SourceTest, ARestartKnowsHowItStood) {
  offer("a.json", world.sign(bundle("1.0.0")));
  put_source();
  poll();
  withdraw("a.json");
  poll_at(50);
  const std::string before = get().text();
  world.reopen();
  EXPECT_EQ(get().text(), before);
  EXPECT_EQ(get()["/standing/failure/reason"], "source-empty");
  EXPECT_EQ(reason_at(100), "POLICY_SOURCE_STALE");
}

TEST_F(SourceTest, PuttingASourceAgainGivesNoTime) {
  offer("a.json", world.sign(bundle("1.0.0")));
  put_source();
  poll();
  world.now = later(start, 90);
  EXPECT_EQ(put_source()["/created"], "false");
  EXPECT_EQ(reason_at(100), "POLICY_SOURCE_STALE");
  world.ask("source.put", R"({"tenantId":"t","location":"/elsewhere","every":10,
                              "failClosedAfter":100})");
  EXPECT_EQ(world.decide()["/reason"], "POLICY_SOURCE_STALE");
}

TEST_F(SourceTest, ADeletedSourceBoundsNothing) {
  world.install(bundle("1.0.0"));
  put_source();
  EXPECT_EQ(reason_at(100), "POLICY_SOURCE_STALE");
  EXPECT_EQ(world.ask("source.delete", R"({"tenantId":"t"})")["/ok"], "true");
  EXPECT_EQ(world.decide()["/allow"], "true");
  EXPECT_EQ(get().code(), fault::unknown_source.name);
  EXPECT_EQ(poll().code(), fault::unknown_source.name);
  EXPECT_EQ(world.ask("source.delete", R"({"tenantId":"t"})").code(), fault::unknown_source.name);
}

TEST_F(SourceTest, OnlyWhatIsNewIsJournalled) {
  offer("a.json", world.sign(bundle("1.0.0")));
  put_source();
  EXPECT_EQ(poll()["/brought"], "true");
  const std::string size = world.ask("journal.head", "{}")["/size"];
  poll();
  EXPECT_EQ(world.ask("journal.head", "{}")["/size"], size);
  withdraw("a.json");
  poll();
  const std::string failed = world.ask("journal.head", "{}")["/size"];
  EXPECT_NE(failed, size);
  poll();
  EXPECT_EQ(world.ask("journal.head", "{}")["/size"], failed);
}

TEST_F(SourceTest, OneSourceIsPolledOnceAtATime) {
  put_source();
  {
    const auto claim = world.engine().source_polls().claim("t", "default");
    ASSERT_TRUE(claim);
    EXPECT_EQ(poll().code(), fault::source_busy.name);
  }
  {
    const auto by_hand = world.engine().source_polls().claim_by_hand();
    ASSERT_TRUE(by_hand);
    EXPECT_EQ(poll().code(), fault::source_busy.name);
  }
  EXPECT_EQ(poll()["/reason"], "source-empty");
  world.engine().source_polls().stop();
  EXPECT_EQ(poll().code(), fault::sources_stopped.name);
}

TEST_F(SourceTest, ThereAreNotTooMany) {
  const auto put = [&](int number) {
    return world.ask(
        "source.put",
        fmt::format(R"({{"tenantId":"t","name":"{}","location":"/b","every":9}})", number));
  };
  for (int i = 0; i < static_cast<int>(most_sources); ++i) ASSERT_FALSE(put(i).problem()) << i;
  EXPECT_EQ(put(1000).code(), fault::too_many_sources.name);
  EXPECT_FALSE(put(0).problem());
}

TEST_F(SourceTest, NothingThatMakesNoSenseIsKept) {
  for (const std::string_view more :
       {R"(,"location":"b.json")", R"(,"location":"http://example.org/b")",
        R"(,"location":"https://u:p@example.org/")", R"(,"caFile":"ca.pem")",
        R"(,"failClosedAfter":9)", R"(,"timeout":61)", R"(,"every":0)"}) {
    const std::string request = R"({"tenantId":"t","location":"/b","every":10})";
    const std::size_t name_end = more.find('"', 2);
    const std::string pointer = fmt::format("/{}", more.substr(2, name_end - 2));
    const Reply reply =
        world.ask("source.put", with(request, pointer, more.substr(more.find(':') + 1)));
    EXPECT_EQ(reply.code(), canon::record::invalid.name) << more;
    ASSERT_FALSE(reply.problem()->faults.empty()) << more;
    EXPECT_EQ(reply.problem()->faults[0].pointer, pointer);
  }
}

}  // namespace
}  // namespace writ::ops
