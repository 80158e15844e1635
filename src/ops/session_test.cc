// Sessions: what they are bound to, whom they speak for, what they may use up, and how they end.
#include <future>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ops/ledger.h"
#include "ops/test_world.h"

namespace writ::ops {
namespace {

using testing::HasSubstr;

constexpr std::string_view nurses_only =
    R"({"id":"nurses","description":"d","priority":1,"op":"read","effect":"allow",)"
    R"("when":{"subject":{"rolesAny":["nurse"]}}})";

class Sessions : public testing::Test {
 protected:
  Sessions() { EXPECT_EQ(world.install(bundle("1.0.0")).outcome(), "done"); }

  // `more` begins with a comma.
  Reply create(std::string_view more = "", const Caller& caller = operator_caller()) {
    return world.ask("session.create",
                     fmt::format(R"({{"tenantId":"t","principal":"ann"{}}})", more), caller);
  }
  std::string open(std::string_view more = "") {
    const Reply made = create(more);
    EXPECT_EQ(made.outcome(), "done");
    return made["/sessionId"];
  }
  Reply decide(std::string_view id, std::string_view request = R"({"op":"read"})",
               const Caller& caller = operator_caller(), std::string_view more = "") {
    return world.ask("session.decide",
                     fmt::format(R"({{"sessionId":"{}","request":{}{}}})", id, request, more),
                     caller);
  }
  // The reason of a decision, or `allow`.
  std::string answer(std::string_view id, std::string_view request = R"({"op":"read"})",
                     std::string_view more = "") {
    const Reply reply = decide(id, request, operator_caller(), more);
    return reply["/allow"] == "true" ? "allow" : reply["/reason"];
  }
  Reply get(std::string_view id) {
    return world.ask("session.get", fmt::format(R"({{"sessionId":"{}"}})", id));
  }
  void close(std::string_view id) {
    EXPECT_EQ(world.ask("session.close", fmt::format(R"({{"sessionId":"{}"}})", id))["/closedNow"],
              "true");
  }
  void put_principal(std::string_view roles) {
    EXPECT_EQ(
        world
            .ask("principal.put",
                 fmt::format(R"({{"tenantId":"t","principal":{{"id":"ann","roles":{}}}}})", roles))
            .outcome(),
        "done");
  }
  static Caller network(std::string principal, Capability capability = Capability::decide) {
    return {.principal = principal,
            .tenant = "t",
            .capabilities = {capability},
            .identity = policy::RequestPrincipal{.id = principal, .roles = {{"nurse"}}}};
  }

  World world;
};

TEST_F(Sessions, AreBoundToTheVerifiedBundleThatDecides) {
  const Reply made = create(R"(,"purpose":"care","riskTier":"high")");
  const std::string hash = world.decide()["/policyHash"];
  EXPECT_EQ(made["/session/policyHash"], hash);
  EXPECT_EQ(made["/session/policyVersion"] + made["/session/arm"], "1.0.0active");
  EXPECT_EQ(made["/session/policyUpdate"], "follow");
  const std::string id = made["/sessionId"];
  EXPECT_EQ(decide(id)["/policyHash"], hash);
  world.reopen();
  EXPECT_EQ(get(id)["/session"], made["/session"]);
  EXPECT_EQ(get(id)["/open"], "true");
  EXPECT_EQ(answer(id), "allow");
}

TEST_F(Sessions, DecideAsPolicyDecideDoes) {
  const std::string id = open(R"(,"purpose":"care")");
  const Reply in_session = decide(id, R"({"op":"read","resource":"a"})");
  const Reply outside = world.decide(
      R"({"op":"read","resource":"a","purpose":"care","ctx":{"principal":{"id":"ann"}}})");
  EXPECT_EQ(in_session.text(), outside.text());
}

TEST_F(Sessions, AreToldInTheJournal) {
  const std::string id = open();
  decide(id);
  const auto size = must(world.engine().state()) ? world.engine().journal().size() : 0;
  const auto entries = must(world.engine().journal().entries(size - 1, size));
  EXPECT_THAT(entries.front(), HasSubstr(fmt::format(R"("session":"{}")", id)));
  EXPECT_THAT(entries.front(), HasSubstr(R"("op":"session.decide")"));
  EXPECT_EQ(world.ask("journal.replay", "{}")["/ok"], "true");
}

TEST_F(Sessions, NeedAVersionWithinWhatWasAskedFor) {
  EXPECT_EQ(create(R"(,"policyVersion":"1.0.0")").outcome(), "done");
  EXPECT_EQ(create(R"(,"policyVersion":"^1")").outcome(), "done");
  EXPECT_EQ(create(R"(,"policyVersion":">=2")").outcome(),
            "version-not-in-force at /policyVersion");
  EXPECT_EQ(world.install(bundle("1.1.0")).outcome(), "done");
  // An older one is not to be had by asking for it.
  EXPECT_EQ(create(R"(,"policyVersion":"1.0.0")").outcome(),
            "version-not-in-force at /policyVersion");
  EXPECT_EQ(create(R"(,"policyVersion":"one")").code(), "record.invalid");
}

TEST_F(Sessions, NeedAPolicyThatDecides) {
  EXPECT_EQ(create(R"(,"policyName":"other")").outcome(), "UNKNOWN_POLICY at /policyName");
  world.revoke(world.key_id());
  EXPECT_EQ(create().outcome(), "POLICY_KEY_REVOKED at /policyName");
}

TEST_F(Sessions, FollowPinOrCloseWhenAnotherBundleComesIntoForce) {
  const std::string follows = open(R"(,"policyUpdate":"follow")");
  const std::string stays = open(R"(,"policyUpdate":"pin")");
  const std::string ends = open(R"(,"policyUpdate":"close")");
  EXPECT_EQ(world.install(bundle("1.1.0", shut_door)).outcome(), "done");
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(answer(follows), "SHUT");
    EXPECT_EQ(answer(stays), "allow");
    EXPECT_EQ(answer(ends), "SESSION_CLOSED");
    EXPECT_EQ(get(ends)["/session/closeReason"], "policy-changed");
    world.reopen();
  }
  // Going back does not open it again.
  EXPECT_EQ(world.ask("policy.rollback", R"({"tenantId":"t"})").outcome(), "done");
  EXPECT_EQ(answer(ends), "SESSION_CLOSED");
  EXPECT_EQ(answer(follows), "allow");
}

TEST_F(Sessions, APinnedOneEndsWithTheTrustInItsBundle) {
  const std::string id = open(R"(,"policyUpdate":"pin")");
  const std::string key = world.key_id();
  EXPECT_EQ(world.install(bundle("1.1.0")).outcome(), "done");
  world.revoke(key);
  EXPECT_EQ(answer(id), "POLICY_KEY_REVOKED");
}

TEST_F(Sessions, ClosedOnesRefuseForEver) {
  const std::string id = open();
  close(id);
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(answer(id), "SESSION_CLOSED");
    EXPECT_EQ(get(id)["/open"], "false");
    EXPECT_EQ(get(id)["/session/closeReason"], "asked");
    world.reopen();
  }
  EXPECT_EQ(world.ask("session.close", fmt::format(R"({{"sessionId":"{}"}})", id))["/closedNow"],
            "false");
  EXPECT_EQ(decide("ses_none").code(), "ops.unknown_session");
  EXPECT_EQ(world.ask("session.close", R"({"sessionId":"ses_none"})").code(),
            "ops.unknown_session");
}

TEST_F(Sessions, AreListedByState) {
  const std::string one = open(), two = open(), three = open();
  close(two);
  const auto count = [&](std::string_view more) {
    const Reply list = world.ask("session.list", fmt::format(R"({{"tenantId":"t"{}}})", more));
    return list.value().find("sessions")->items().size();
  };
  EXPECT_EQ(count(""), 2u);
  EXPECT_EQ(count(R"(,"state":"closed")"), 1u);
  EXPECT_EQ(count(R"(,"state":"all")"), 3u);
  const Reply page = world.ask("session.list", R"({"tenantId":"t","state":"all","limit":2})");
  EXPECT_EQ(page.value().find("sessions")->items().size(), 2u);
  EXPECT_EQ(count(fmt::format(R"(,"state":"all","after":"{}")", page["/next"])), 1u);
  EXPECT_EQ(world.ask("session.list", R"({"tenantId":"u"})")["/sessions"], "[]");
}

// --- who -----------------------------------------------------------------------------------------

TEST_F(Sessions, TheDirectorysRolesCountForWhoIsInIt) {
  EXPECT_EQ(world.install(bundle("2.0.0", nurses_only)).outcome(), "done");
  put_principal(R"(["nurse"])");
  const std::string id = open();
  EXPECT_EQ(get(id)["/session/assertedRoles"], "ignore");
  EXPECT_EQ(answer(id), "allow");
  put_principal(R"(["clerk"])");
  EXPECT_EQ(answer(id), "DEFAULT_DENY");
  EXPECT_EQ(answer(id, R"({"op":"read","ctx":{"principal":{"id":"ann","roles":["nurse"]}}})"),
            "DEFAULT_DENY");
}

TEST_F(Sessions, ToldRolesCountWhereTheyAreAccepted) {
  EXPECT_EQ(world.install(bundle("2.0.0", nurses_only)).outcome(), "done");
  const std::string told = R"(,"principal":{"id":"ann","roles":["nurse"]})";
  const auto create_told = [&](std::string_view more) {
    return world.ask("session.create", fmt::format(R"({{"tenantId":"t"{}{}}})", told, more));
  };
  const Reply unknown = create_told("");
  EXPECT_EQ(unknown["/session/assertedRoles"], "accept");
  EXPECT_EQ(answer(unknown["/sessionId"]), "allow");
  EXPECT_EQ(answer(create_told(R"(,"assertedRoles":"ignore")")["/sessionId"]), "DEFAULT_DENY");
  put_principal(R"(["clerk"])");
  EXPECT_EQ(answer(create_told("")["/sessionId"]), "DEFAULT_DENY");
  EXPECT_EQ(answer(create_told(R"(,"assertedRoles":"accept")")["/sessionId"]), "allow");
}

TEST_F(Sessions, AnotherPrincipalIsRefused) {
  const std::string id = open();
  EXPECT_EQ(answer(id, R"({"op":"read","ctx":{"principal":{"id":"bob"}}})"),
            "SESSION_PRINCIPAL_MISMATCH");
}

TEST_F(Sessions, ANetworkCallersWordDoesNotCount) {
  EXPECT_EQ(create(R"(,"assertedRoles":"accept")", network("ann")).code(), "ops.not_believed");
  EXPECT_EQ(create("", network("bob")).code(), "ops.foreign_principal");
  const Reply made = create("", network("ann"));
  EXPECT_EQ(made["/session/assertedRoles"], "ignore");
  EXPECT_EQ(decide(made["/sessionId"], R"({"op":"read"})", network("ann"))["/allow"], "true");
  EXPECT_EQ(decide(made["/sessionId"], R"({"op":"read"})", network("bob")).code(),
            "ops.foreign_principal");
  Caller host = network("host");
  host.speaks_for_tenant = true;
  EXPECT_EQ(create("", host).outcome(), "done");
  EXPECT_EQ(decide(made["/sessionId"], R"({"op":"read"})", host)["/allow"], "true");
}

TEST_F(Sessions, OfAnotherTenantAreAsUnknown) {
  const std::string id = open();
  Caller stranger = network("ann");
  stranger.tenant = "u";
  stranger.capabilities = Capabilities::all();
  EXPECT_EQ(decide(id, R"({"op":"read"})", stranger).code(), "ops.unknown_session");
  for (const char* operation : {"session.get", "session.close"}) {
    EXPECT_EQ(world.ask(operation, fmt::format(R"({{"sessionId":"{}"}})", id), stranger).code(),
              "ops.unknown_session");
  }
  close(id);
  EXPECT_EQ(decide(id, R"({"op":"read"})", stranger).code(), "ops.unknown_session");
}

// --- what for, and how much ----------------------------------------------------------------------

TEST_F(Sessions, RequireWhatTheySay) {
  const std::string id = open(R"(,"purpose":"care","requireMembers":["labels","/ctx/shift"])");
  EXPECT_EQ(answer(id), "SESSION_MEMBER_MISSING");
  EXPECT_EQ(answer(id, R"({"op":"read","labels":[],"ctx":{"shift":"day"}})"), "allow");
  EXPECT_EQ(answer(id, R"({"op":"read","purpose":"sport","labels":[],"ctx":{"shift":"day"}})"),
            "SESSION_PURPOSE_MISMATCH");
  EXPECT_EQ(create(R"(,"requireMembers":["/a~2"])").code(), "record.invalid");
}

TEST_F(Sessions, ABudgetOfDecisionsIsUsedUpAcrossRestarts) {
  const std::string id = open(R"(,"budget":{"maxDecisions":3})");
  EXPECT_EQ(answer(id), "allow");
  world.reopen();
  EXPECT_EQ(get(id)["/used/decisions"], "1");
  EXPECT_EQ(answer(id), "allow");
  EXPECT_EQ(answer(id), "allow");
  EXPECT_EQ(answer(id), "BUDGET_DECISIONS_SPENT");
  world.reopen();
  EXPECT_EQ(answer(id), "BUDGET_DECISIONS_SPENT");
  EXPECT_EQ(world.ask("journal.replay", "{}")["/ok"], "true");
}

TEST_F(Sessions, RefusalsOfTheSessionCostNothingAndDenialsOfThePolicyNoTokens) {
  EXPECT_EQ(world.install(bundle("1.1.0", shut_door)).outcome(), "done");
  const std::string id = open(R"(,"budget":{"maxDecisions":5,"maxTokens":100},"purpose":"p")");
  EXPECT_EQ(answer(id, R"({"op":"read","purpose":"q"})"), "SESSION_PURPOSE_MISMATCH");
  EXPECT_EQ(get(id)["/used/decisions"], "0");
  EXPECT_EQ(answer(id, R"({"op":"read"})", R"(,"tokens":100)"), "SHUT");
  EXPECT_EQ(get(id)["/used/decisions"] + get(id)["/used/tokens"], "10");
}

TEST_F(Sessions, ABudgetOfTokensWantsThemStated) {
  EXPECT_EQ(world
                .install(bundle("1.1.0",
                                R"({"id":"m","description":"d","priority":1,"op":"llm.complete",)"
                                R"("effect":"allow"})"))
                .outcome(),
            "done");
  const std::string id = open(R"(,"budget":{"maxTokens":100})");
  const auto complete = [&](std::string_view tokens) {
    return answer(id, R"({"op":"llm.complete"})", tokens);
  };
  EXPECT_EQ(complete(""), "BUDGET_TOKENS_UNSTATED");
  EXPECT_EQ(complete(R"(,"tokens":60)"), "allow");
  EXPECT_EQ(complete(R"(,"tokens":41)"), "BUDGET_TOKENS_SPENT");
  EXPECT_EQ(complete(R"(,"tokens":40)"), "allow");
  EXPECT_EQ(complete(R"(,"tokens":1)"), "BUDGET_TOKENS_SPENT");
  EXPECT_EQ(decide(id, R"({"op":"read"})", operator_caller(), R"(,"tokens":-1)").code(),
            "record.invalid");
}

TEST_F(Sessions, ABudgetOfBytesCountsCanonicalRequests) {
  const std::string id = open(R"(,"budget":{"maxEvalBytes":100})");
  // {"ctx":{"principal":{"id":"ann"}},"op":"read"} has 46 bytes, however it is written.
  EXPECT_EQ(answer(id, R"({ "op" : "read" })"), "allow");
  EXPECT_EQ(get(id)["/used/evalBytes"], "46");
  EXPECT_EQ(answer(id), "allow");
  EXPECT_EQ(answer(id), "BUDGET_EVAL_BYTES_SPENT");
}

TEST_F(Sessions, ABudgetOfTimeEnds) {
  const std::string id = open(R"(,"budget":{"maxEvalMs":1})");
  int allowed = 0;
  while (answer(id) == "allow" && allowed <= 1000) ++allowed;
  EXPECT_LE(allowed, 1000);  // at least a microsecond each
  EXPECT_EQ(answer(id), "BUDGET_EVAL_MS_SPENT");
}

// What was used in memory when the process died was reserved before.
TEST_F(Sessions, ACrashNeverGivesABudgetBack) {
  const std::string id = open(R"(,"budget":{"maxDecisions":1000})");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(answer(id), "allow");
  const auto snapshot = must(world.engine().store().read());
  const auto row = must(snapshot->find_document(used_kind, "t", id));
  ASSERT_TRUE(row);
  const auto reserved = must(canon::decode<session::Used>(must(canon::Json::parse(*row->record))));
  EXPECT_GE(reserved.decisions.value, 20);
  EXPECT_LE(reserved.decisions.value, 20 + 1000 / 64);
}

// Who closes a session holds the store's turn to write and settles the ledger; who charges a
// session may wait for that turn.
TEST_F(Sessions, SettlingDoesNotWaitForAChargeThatWaitsForTheStore) {
  const std::string id = open(R"(,"budget":{"maxDecisions":5})");
  const auto state = must(world.engine().state());
  const OpenSession& session = *state->sessions.find("", id);
  const Ledger::Place place{world.engine().store(), session.record, world.now};
  auto transaction = must(place.store.begin_write());
  std::promise<void> asking;
  auto charged = std::async(std::launch::async, [&] {
    asking.set_value();
    return must(session.ledger->charge(place, {.decisions = {1}}));
  });
  asking.get_future().wait();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  auto settled = std::async(std::launch::async, [&] {
    return session.ledger->settle(*transaction, session.record, world.now).has_value();
  });
  EXPECT_EQ(settled.wait_for(std::chrono::seconds(2)), std::future_status::ready);
  EXPECT_TRUE(settled.get());
  transaction.reset();
  EXPECT_EQ(charged.get(), "");
}

}  // namespace
}  // namespace writ::ops
