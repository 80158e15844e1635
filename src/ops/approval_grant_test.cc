// Who may decide about an approval, and what becomes of it.
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ops/test_approvals.h"

namespace writ::ops {
namespace {

using testing::HasSubstr;

using Granting = ApprovalTest;

// Somebody with a credential of their own, on the network.
Caller known_as(std::string id, std::vector<std::string> roles, std::string assurance) {
  return {.principal = id,
          .tenant = "t",
          .capabilities = {Capability::approve, Capability::decide},
          .identity = policy::RequestPrincipal{
              .id = id, .roles = std::move(roles), .assurance = std::move(assurance)}};
}

TEST_F(Granting, TheGrantIsASignedRecordOfWhatWasApproved) {
  const std::string id = granted();
  const Reply approval = get(id);
  const std::string grant = approval["/grant/grant"];
  EXPECT_EQ(approval["/grant/grant/approvalId"], id);
  for (const char* same :
       {"/tenantId", "/name", "/policyHash", "/requestHash", "/asker", "/terms", "/expiresAt"}) {
    EXPECT_EQ(approval[std::string("/grant/grant") + same], approval[same]) << same;
  }
  EXPECT_EQ(approval["/grant/grant/approver"],
            R"({"assurance":"aal2","id":"dora","inDirectory":true,"roles":["doctor"]})");
  EXPECT_EQ(approval["/grant/grant/grantedBy"], "operator");
  EXPECT_EQ(approval["/terms/0/allowedRoles"], R"(["doctor"])");
  EXPECT_EQ(approval["/requestHash"],
            canon::sha256_hex(canon::canonical(must(canon::Json::parse(question())).value())));
  const auto state = must(world.engine().state());
  const auto signed_grant = must(
      canon::decode<policy::SignedApprovalGrant>(must(canon::Json::parse(approval["/grant"]))));
  EXPECT_TRUE(state->keys
                  ->verify(signed_grant.signature,
                           canon::sha256_hex(canon::canonical(signed_grant.grant.source.value())),
                           keys::Purpose::approval, "t")
                  .ok());
}

TEST_F(Granting, ItTakesTheRoleAtTheAssurance) {
  const std::string id = send()["/approval/approvalId"];
  for (const char* nobody : {"pete", "vera", "stranger"}) {
    const Reply reply = grant(id, nobody);
    EXPECT_EQ(reply.outcome(), "approver-not-allowed at /approver") << nobody;
    EXPECT_THAT(reply["/message"], HasSubstr("doctor at aal2 or better")) << nobody;
  }
  EXPECT_EQ(act("deny", id, R"(,"approver":"pete")").outcome(),
            "approver-not-allowed at /approver");
  EXPECT_EQ(get(id)["/state"], "pending");
  EXPECT_EQ(grant(id, "dora").outcome(), "done");
}

TEST_F(Granting, ACredentialSaysWhoGrants) {
  const std::string id = send()["/approval/approvalId"];
  EXPECT_EQ(act("grant", id, "", known_as("drew", {"nurse"}, "aal3")).outcome(),
            "approver-not-allowed at /approver");
  EXPECT_EQ(act("grant", id, "", known_as("drew", {"doctor"}, "aal1")).outcome(),
            "approver-not-allowed at /approver");
  EXPECT_EQ(act("grant", id, "", known_as("drew", {"doctor"}, "unheard-of")).outcome(),
            "approver-not-allowed at /approver");
  EXPECT_EQ(act("grant", id, "", known_as("drew", {"doctor"}, "aal3")).outcome(), "done");
  EXPECT_EQ(get(id)["/grant/grant/approver"],
            R"({"assurance":"aal3","id":"drew","inDirectory":false,"roles":["doctor"]})");
}

TEST_F(Granting, TheDirectoryCountsMoreThanTheCredential) {
  const std::string id = send()["/approval/approvalId"];
  EXPECT_EQ(act("grant", id, "", known_as("pete", {"doctor"}, "aal3")).outcome(),
            "approver-not-allowed at /approver");
  EXPECT_EQ(act("grant", id, "", known_as("dora", {}, "aal1")).outcome(), "done");
}

TEST_F(Granting, NobodySpeaksForOthersUnlessTheyMay) {
  const std::string id = send()["/approval/approvalId"];
  Caller pete = known_as("pete", {}, "aal1");
  EXPECT_EQ(act("grant", id, R"(,"approver":"dora")", pete).code(), fault::foreign_principal.name);
  pete.speaks_for_tenant = true;
  EXPECT_EQ(act("grant", id, R"(,"approver":"nobody")", pete).outcome(),
            "approver-not-allowed at /approver");
  EXPECT_EQ(act("grant", id, R"(,"approver":"dora")", pete).outcome(), "done");
  EXPECT_EQ(get(id)["/grant/grant/grantedBy"], "pete");
}

TEST_F(Granting, NobodyApprovesWhatTheyAskedFor) {
  put_principal("nora", R"(["doctor","nurse"])", "aal3");
  const std::string id = send()["/approval/approvalId"];
  EXPECT_EQ(grant(id, "nora").outcome(), "self-approval at /approver");
  EXPECT_EQ(act("grant", id, "", known_as("nora", {"doctor"}, "aal3")).outcome(),
            "self-approval at /approver");
  // Nor by their credential, in another's name.
  Caller nora = known_as("nora", {}, "aal3");
  nora.speaks_for_tenant = true;
  EXPECT_EQ(act("grant", id, R"(,"approver":"dora")", nora).outcome(),
            "self-approval at /approver");
  EXPECT_EQ(get(id)["/state"], "pending");
}

TEST_F(Granting, NobodyApprovesWhatTheirCredentialAskedForInAnothersName) {
  put_principal("nora", R"(["nurse"])", "aal2");
  Caller dora = known_as("dora", {}, "aal2");
  dora.speaks_for_tenant = true;
  const std::string id =
      world.ask("policy.decide", asked(question()), dora)["/approval/approvalId"];
  EXPECT_EQ(get(id)["/asker"] + " by " + get(id)["/requestedBy"], "nora by dora");
  EXPECT_EQ(act("grant", id, "", dora).outcome(), "self-approval at /approver");
}

TEST_F(Granting, AQuestionThatNamesNobodyIsItsCallers) {
  world.install(bundle("2.0.0", without(approved_letters, "/when")));
  const std::string id = world.decide(R"({"op":"send"})")["/approval/approvalId"];
  EXPECT_EQ(get(id)["/asker"], "operator");
  EXPECT_EQ(grant(id).outcome(), "self-approval at /approver");
  EXPECT_EQ(act("grant", id, "", known_as("drew", {"doctor"}, "aal2")).outcome(), "done");
}

TEST_F(Granting, ASecondGrantIsRefused) {
  const std::string id = granted();
  EXPECT_EQ(grant(id).outcome(), "granted at /approvalId");
  EXPECT_EQ(deny(id).outcome(), "granted at /approvalId");
  send(id);
  EXPECT_EQ(grant(id).outcome(), "used at /approvalId");
  EXPECT_EQ(withdraw(id).outcome(), "used at /approvalId");
}

TEST_F(Granting, OfManyGrantsAtOnceOneHolds) {
  const std::string id = send()["/approval/approvalId"];
  std::vector<std::string> outcomes(6);
  {
    std::vector<std::jthread> granters;
    for (std::string& outcome : outcomes) {
      granters.emplace_back([&] { outcome = grant(id).outcome(); });
    }
  }
  EXPECT_EQ(std::ranges::count(outcomes, "done"), 1) << testing::PrintToString(outcomes);
  EXPECT_EQ(std::ranges::count(outcomes, "granted at /approvalId"), 5)
      << testing::PrintToString(outcomes);
}

TEST_F(Granting, WhatIsWithdrawnDoesNotCountAndMovesTheState) {
  const auto generation = [&] {
    return must(must(world.engine().store().read())->state_generation("t", "default"));
  };
  const std::string id = granted();
  const std::int64_t before = generation();
  EXPECT_EQ(act("withdraw", id, R"(,"reason":"a mistake")").outcome(), "done");
  EXPECT_EQ(generation(), before + 1);
  const Reply reply = send(id);
  EXPECT_EQ(reply["/approval/refusal"] + reply["/approval/state"], "withdrawnpending");
  EXPECT_NE(reply["/approval/approvalId"], id);
  EXPECT_EQ(get(id)["/ended/reason"], "a mistake");
  // One that nobody granted allowed nothing.
  EXPECT_EQ(withdraw(reply["/approval/approvalId"]).outcome(), "done");
  EXPECT_EQ(generation(), before + 1);
}

TEST_F(Granting, AnApproverWhoLostTheRoleApprovedNothing) {
  const std::string id = granted();
  put_principal("dora", R"(["nurse"])", "aal3");
  EXPECT_EQ(send(id)["/approval/refusal"], "approver-not-allowed");
  put_principal("dora", R"(["doctor"])", "aal1");
  EXPECT_EQ(send(id)["/approval/refusal"], "approver-not-allowed");
  world.ask("principal.delete", R"({"tenantId":"t","id":"dora"})");
  EXPECT_EQ(send(id)["/approval/refusal"], "approver-not-allowed");
  put_principal("dora", R"(["doctor"])", "aal2");
  EXPECT_EQ(send(id)["/approval/state"], "used");
}

TEST_F(Granting, WhereThereIsNothingToApproveNothingIsAskedFor) {
  EXPECT_EQ(world.ask("approval.request", asked(R"({"op":"read"})")).outcome(),
            "not-demanded at /request");
  EXPECT_EQ(world.ask("approval.request", asked(R"({"op":"unheard"})")).outcome(),
            "not-demanded at /request");
  EXPECT_EQ(listed(), 0u);
  const Reply reply = world.ask("approval.request", asked(question()));
  EXPECT_EQ(reply["/approval/state"] + reply["/approval/asker"], "pendingnora");
  EXPECT_EQ(reply["/approval/request"],
            canon::canonical(must(canon::Json::parse(question())).value()));
}

TEST_F(Granting, EveryTermOfADecisionMustBeMet) {
  const std::string second = R"({"kind":"require-approval","policy":
      {"allowedRoles":["board"],"expiresInSeconds":60}})";
  world.install(bundle("2.0.0", with(approved_letters, "/obligations/0", second)));
  const std::string id = send()["/approval/approvalId"];
  EXPECT_EQ(grant(id).outcome(), "approver-not-allowed at /approver");
  put_principal("dora", R"(["doctor","board"])", "aal2");
  EXPECT_EQ(grant(id).outcome(), "done");
  EXPECT_EQ(get(id)["/expiresAt"], "2026-11-23T12:01:00.000Z");
  EXPECT_EQ(send(id)["/obligations"], "[]");
}

TEST_F(Granting, AVeryLongTermEndsWithTime) {
  world.install(bundle("2.0.0", with(approved_letters, "/obligations/1/policy/expiresInSeconds",
                                     "9007199254740991")));
  EXPECT_EQ(send()["/approval/expiresAt"], "9999-12-31T23:59:59.999Z");
}

TEST_F(Granting, TheListIsPagedByState) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(world.decide(
        with(question(), "/resource", fmt::format(R"("letters/{}")", i)))["/approval/approvalId"]);
  }
  std::ranges::sort(ids);
  grant(ids[1]);
  const Reply page = world.ask("approval.list", R"({"tenantId":"t","limit":2})");
  EXPECT_EQ(page["/approvals/0/approvalId"] + page["/approvals/1/approvalId"] + page["/next"],
            ids[0] + ids[1] + ids[1]);
  EXPECT_EQ(listed(fmt::format(R"(,"limit":4,"after":"{}")", ids[1])), 3u);
  EXPECT_EQ(listed(R"(,"state":"pending")"), 4u);
  EXPECT_EQ(listed(R"(,"state":"granted")"), 1u);
  world.now = at("2026-11-23T13:00:00Z");
  EXPECT_EQ(listed(R"(,"state":"expired")"), 5u);
  EXPECT_EQ(listed(R"(,"state":"pending")"), 0u);
  EXPECT_EQ(world.ask("approval.list", R"({"tenantId":"u"})").text(), R"({"approvals":[]})");
  EXPECT_EQ(world.ask("approval.get", R"({"tenantId":"u","approvalId":"apr_1"})").code(),
            fault::unknown_approval.name);
}

}  // namespace
}  // namespace writ::ops
