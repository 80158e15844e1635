// Who may call what: capabilities, tenants, what is for the host alone, and tokens.
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ops/openapi.h"
#include "ops/problem_json.h"
#include "ops/test_world.h"

namespace writ::ops {
namespace {

using testing::HasSubstr;
using testing::Not;

Caller with_capabilities(Capabilities capabilities) {
  return {.principal = "p", .capabilities = capabilities};
}

constexpr std::array every_capability = {Capability::read,    Capability::decide,
                                         Capability::publish, Capability::approve,
                                         Capability::operate, Capability::administer};

TEST(Access, TheTableIsSortedAndItsNamesAreUnique) {
  const auto name = [](const Operation* operation) { return operation->traits.name; };
  EXPECT_TRUE(std::ranges::is_sorted(operations(), std::ranges::less(), name));
  std::set<std::string_view> names;
  for (const Operation* operation : operations()) {
    EXPECT_TRUE(names.insert(name(operation)).second) << name(operation);
    EXPECT_EQ(must(find_operation(name(operation))), operation);
  }
}

// Written out here, so that a change of the table is a change of this test.
TEST(Access, EveryOperationNeedsItsCapability) {
  const std::map<std::string_view, std::pair<Capability, bool>> expected = {
      {"approval.deny", {Capability::approve, false}},
      {"approval.get", {Capability::approve, false}},
      {"approval.grant", {Capability::approve, false}},
      {"approval.list", {Capability::approve, false}},
      {"approval.request", {Capability::decide, false}},
      {"approval.withdraw", {Capability::approve, false}},
      {"assurance.check", {Capability::read, false}},
      {"assurance.export", {Capability::read, false}},
      {"assurance.horizon", {Capability::read, false}},
      {"assurance.import", {Capability::read, false}},
      {"assurance.sign", {Capability::publish, false}},
      {"assurance.verify", {Capability::read, false}},
      {"cache.key", {Capability::read, false}},
      {"cache.reusable", {Capability::read, false}},
      {"canon.canonicalize", {Capability::read, false}},
      {"credential.create", {Capability::administer, true}},
      {"credential.list", {Capability::administer, true}},
      {"credential.revoke", {Capability::administer, true}},
      {"disambiguation.answer", {Capability::approve, false}},
      {"disambiguation.expire", {Capability::operate, false}},
      {"disambiguation.get", {Capability::read, false}},
      {"disambiguation.list", {Capability::read, false}},
      {"disambiguation.raise", {Capability::decide, false}},
      {"disclosure.count_label", {Capability::read, false}},
      {"disclosure.derive_class", {Capability::read, false}},
      {"egress.attest", {Capability::decide, false}},
      {"egress.verify", {Capability::read, false}},
      {"eval", {Capability::decide, false}},
      {"evidence.get", {Capability::read, false}},
      {"evidence.list", {Capability::read, false}},
      {"evidence.permit", {Capability::administer, true}},
      {"evidence.permitted", {Capability::read, false}},
      {"evidence.put", {Capability::decide, false}},
      {"evidence.verify", {Capability::read, false}},
      {"evidence.verifyAll", {Capability::read, false}},
      {"flow.certify", {Capability::decide, false}},
      {"flow.verify", {Capability::read, false}},
      {"hello", {Capability::decide, false}},
      {"journal.entries", {Capability::read, false}},
      {"journal.erase", {Capability::administer, true}},
      {"journal.head", {Capability::read, false}},
      {"journal.prove", {Capability::read, false}},
      {"journal.records", {Capability::administer, true}},
      {"journal.replay", {Capability::operate, true}},
      {"journal.show", {Capability::administer, true}},
      {"keys.export", {Capability::administer, true}},
      {"keys.import", {Capability::administer, true}},
      {"keys.list", {Capability::administer, true}},
      {"keys.new", {Capability::administer, true}},
      {"keys.retire", {Capability::administer, true}},
      {"keys.revoke", {Capability::administer, true}},
      {"keys.rotate", {Capability::administer, true}},
      {"membrane.derive", {Capability::read, false}},
      {"memory.evaluate", {Capability::decide, false}},
      {"memory.evaluate_many", {Capability::decide, false}},
      {"memory.meet", {Capability::read, false}},
      {"memory.tables", {Capability::read, false}},
      {"node.list", {Capability::operate, false}},
      {"obligation.discharge", {Capability::decide, false}},
      {"obligation.list", {Capability::administer, true}},
      {"policy.activate", {Capability::administer, false}},
      {"policy.check", {Capability::read, false}},
      {"policy.decide", {Capability::decide, false}},
      {"policy.diff", {Capability::read, false}},
      {"policy.explain", {Capability::decide, false}},
      {"policy.finalize", {Capability::read, false}},
      {"policy.get", {Capability::read, false}},
      {"policy.impact", {Capability::read, false}},
      {"policy.list", {Capability::read, false}},
      {"policy.pin", {Capability::administer, true}},
      {"policy.put", {Capability::administer, false}},
      {"policy.rollback", {Capability::administer, true}},
      {"policy.sign", {Capability::administer, true}},
      {"policy.stage", {Capability::administer, false}},
      {"policy.test", {Capability::read, false}},
      {"policy.verify", {Capability::read, false}},
      {"policy.withdraw", {Capability::administer, false}},
      {"principal.delete", {Capability::administer, false}},
      {"principal.get", {Capability::read, false}},
      {"principal.list", {Capability::read, false}},
      {"principal.put", {Capability::administer, false}},
      {"redaction.apply", {Capability::decide, false}},
      {"redaction.profiles", {Capability::read, false}},
      {"registry.get", {Capability::read, false}},
      {"registry.put", {Capability::administer, false}},
      {"report.export", {Capability::publish, false}},
      {"report.get", {Capability::read, false}},
      {"report.list", {Capability::read, false}},
      {"report.publish", {Capability::publish, false}},
      {"report.redact", {Capability::decide, false}},
      {"report.status", {Capability::read, false}},
      {"report.verify", {Capability::read, false}},
      {"resource.delete", {Capability::administer, false}},
      {"resource.get", {Capability::read, false}},
      {"resource.list", {Capability::read, false}},
      {"resource.put", {Capability::administer, false}},
      {"restamp.chain", {Capability::read, false}},
      {"restamp.compare", {Capability::read, false}},
      {"restamp.plan", {Capability::operate, false}},
      {"restamp.run", {Capability::operate, false}},
      {"restamp.status", {Capability::read, false}},
      {"session.close", {Capability::decide, false}},
      {"session.create", {Capability::decide, false}},
      {"session.decide", {Capability::decide, false}},
      {"session.get", {Capability::read, false}},
      {"session.list", {Capability::read, false}},
      {"signature.verify", {Capability::read, false}},
      {"source.delete", {Capability::administer, true}},
      {"source.get", {Capability::operate, false}},
      {"source.list", {Capability::operate, false}},
      {"source.poll", {Capability::operate, false}},
      {"source.put", {Capability::administer, true}},
      {"stamp.check", {Capability::decide, false}},
      {"stamp.export", {Capability::decide, false}},
      {"stamp.get", {Capability::read, false}},
      {"stamp.invalidate", {Capability::operate, false}},
      {"stamp.issue", {Capability::decide, false}},
      {"stamp.list", {Capability::read, false}},
      {"stamp.restamp", {Capability::decide, false}},
      {"stamp.verify", {Capability::read, false}},
      {"state.get", {Capability::read, false}},
      {"state.set", {Capability::operate, false}},
      {"ui.export", {Capability::decide, false}}};
  ASSERT_EQ(operations().size(), expected.size());
  World world;
  for (const Operation* operation : operations()) {
    const auto& [needed, host_only] = expected.at(operation->traits.name);
    for (const Capability capability : every_capability) {
      const Reply reply = world.ask(operation->traits.name, "{}", with_capabilities({capability}));
      const bool refused =
          reply.code() == fault::not_permitted.name || reply.code() == fault::host_only.name;
      EXPECT_EQ(refused, host_only || capability != needed) << operation->traits.name;
    }
    Caller remote = with_capabilities(Capabilities::all());
    EXPECT_EQ(world.ask(operation->traits.name, "{}", remote).code() == fault::host_only.name,
              host_only)
        << operation->traits.name;
    EXPECT_EQ(
        world.ask(operation->traits.name, "{}", with_capabilities({})).problem()->code.category,
        Category::forbidden)
        << operation->traits.name;
  }
}

TEST(Access, ACallerOfATenantSpeaksOfThatTenantAlone) {
  World world;
  ASSERT_EQ(world.install(bundle("1.0.0")).outcome(), "done");
  const std::string content = world.sign(bundle("1.1.0"));
  Caller foreign = with_capabilities(Capabilities::all());
  foreign.tenant = "u";
  const std::map<std::string_view, std::string> bodies = {
      {"policy.decide", R"({"tenantId":"t","request":{"op":"read"}})"},
      {"policy.explain", R"({"tenantId":"t","request":{"op":"read"}})"},
      {"approval.deny", R"({"tenantId":"t","approvalId":"apr_1"})"},
      {"approval.get", R"({"tenantId":"t","approvalId":"apr_1"})"},
      {"approval.grant", R"({"tenantId":"t","approvalId":"apr_1"})"},
      {"approval.list", R"({"tenantId":"t"})"},
      {"approval.request", R"({"tenantId":"t","request":{"op":"read"}})"},
      {"approval.withdraw", R"({"tenantId":"t","approvalId":"apr_1"})"},
      {"disambiguation.answer",
       R"({"tenant_id":"t","request_id":"pdq_1","answer_value":"confirm_scope"})"},
      {"disambiguation.expire", R"({"tenant_id":"t"})"},
      {"disambiguation.get", R"({"tenant_id":"t","request_id":"pdq_1"})"},
      {"disambiguation.list", R"({"tenant_id":"t"})"},
      {"disambiguation.raise",
       R"({"tenant_id":"t","question_kind":"scope_confirmation","safe_prompt_label_ref":"l",)"
       R"("policy_decision_ref":"d"})"},
      {"policy.get", R"({"tenantId":"t"})"},
      {"policy.list", R"({"tenantId":"t"})"},
      {"policy.finalize", fmt::format(R"({{"bundle":{}}})", bundle("1.1.0"))},
      {"policy.put", content},
      {"policy.verify", content},
      {"policy.pin", R"({"tenantId":"t","version":"1.0.0"})"},
      {"policy.rollback", R"({"tenantId":"t"})"},
      {"restamp.plan", R"({"tenant_id":"t","idempotency_key":"k",)"
                       R"("quota":{"max_object_count":1,"max_policy_decision_count":1}})"},
      {"restamp.run", R"({"tenant_id":"t","idempotency_key":"k",)"
                      R"("quota":{"max_object_count":1,"max_policy_decision_count":1}})"},
      {"restamp.status", R"({"tenant_id":"t","idempotency_key":"k"})"},
      {"source.delete", R"({"tenantId":"t"})"},
      {"source.get", R"({"tenantId":"t"})"},
      {"source.list", R"({"tenantId":"t"})"},
      {"source.poll", R"({"tenantId":"t"})"},
      {"source.put", R"({"tenantId":"t","location":"/b.json","every":60})"},
      {"policy.sign", fmt::format(R"({{"bundle":{}}})", world.finalize(bundle("1.1.0")))},
      {"policy.activate",
       fmt::format(R"({{"activation":{{"tenantId":"t","name":"default","version":"1.0.0",)"
                   R"("policyHash":"{:064}","sequence":1,"issuedAt":"2026-11-23T12:00:00Z",)"
                   R"("issuedBy":"e","reason":"r"}},"signature":{{"keyId":"k","alg":"ed25519",)"
                   R"("sig":""}}}})",
                   0)}};
  const std::string before = world.standing();
  for (const auto& [operation, body] : bodies) {
    foreign.on_host = must(find_operation(operation))->traits.host_only;
    EXPECT_EQ(world.ask(operation, body, foreign).code(), fault::foreign_tenant.name) << operation;
  }
  EXPECT_EQ(world.standing(), before);
  Caller own = foreign;
  own.tenant = "t";
  EXPECT_EQ(world.ask("policy.decide", bodies.at("policy.decide"), own)["/allow"], "true");
}

TEST(Access, AnUnknownOperationIsAnsweredWithTheNearest) {
  World world;
  const Reply reply = world.ask("policy.decied", "{}");
  EXPECT_EQ(reply.code(), fault::unknown_operation.name);
  EXPECT_THAT(reply.problem()->message, HasSubstr("policy.decide"));
  EXPECT_THAT(world.ask(std::string(1000, 'x'), "{}").problem()->message, Not(HasSubstr("xxxx")));
}

TEST(Tokens, OnlyTheHashOfATokenIsKept) {
  World world;
  const Reply made = world.ask("credential.create", R"({"principal":"bob","capabilities":["decide"],
      "tenantId":"t","roles":["nurse"],"assurance":"aal2","expiresAt":"2026-12-01T00:00:00Z"})");
  const std::string token = made["/token"];
  EXPECT_EQ(token.size(), 5u + 43u);
  EXPECT_TRUE(token.starts_with("writ_"));
  EXPECT_EQ(token.find_first_of("+/="), token.npos);
  const auto state = must(world.engine().state());
  ASSERT_NE(state->proved_by(token), nullptr);
  // What begins as its hash does is not it.
  for (const std::string& other : {token + "x", token.substr(1), std::string()}) {
    EXPECT_EQ(state->proved_by(other), nullptr);
  }
  EXPECT_THAT(world.ask("credential.list", "{}").text(), Not(HasSubstr(token)));
  EXPECT_EQ(world.ask("credential.list", "{}")["/credentials/0/credential"], made["/record"]);

  const Caller caller = caller_of(*state->proved_by(token), false);
  EXPECT_EQ(caller.until, at("2026-12-01T00:00:00Z"));
  EXPECT_EQ(caller.principal, "bob");
  EXPECT_EQ(caller.tenant, "t");
  EXPECT_FALSE(caller.on_host);
  EXPECT_TRUE(caller.capabilities.has(Capability::decide));
  EXPECT_FALSE(caller.capabilities.has(Capability::read));
  ASSERT_TRUE(caller.identity);
  EXPECT_EQ(canon::encode(*caller.identity),
            R"({"assurance":"aal2","id":"bob","roles":["nurse"]})");
  EXPECT_FALSE(caller_of(*state->proved_by(token), true).identity);
}

TEST(Tokens, ARevokedTokenIsGoneForGood) {
  World world;
  const Reply made =
      world.ask("credential.create", R"({"principal":"bob","capabilities":["decide","read"]})");
  const std::string id = fmt::format(R"({{"credentialId":"{}"}})", made["/record/credentialId"]);
  EXPECT_EQ(world.ask("credential.revoke", id).outcome(), "done");
  for (int round = 0; round < 2; ++round) {
    EXPECT_TRUE(must(world.engine().state())->credentials.empty());
    EXPECT_EQ(world.ask("credential.list", "{}").text(), R"({"credentials":[]})");
    EXPECT_EQ(world.ask("credential.list", R"({"revoked":true})")["/credentials/0/revokedAt"],
              "2026-11-23T12:00:00.000Z");
    world.reopen();
  }
  EXPECT_EQ(world.ask("credential.revoke", R"({"credentialId":"credential-none"})")
                .problem()
                ->code.category,
            Category::not_found);
}

TEST(Tokens, CapabilitiesAreOfTheVocabulary) {
  World world;
  EXPECT_EQ(world.ask("credential.create", R"({"principal":"b","capabilities":["all"]})").code(),
            "record.invalid");
}

TEST(ProblemJson, HoldsEveryFaultWithItsPlace) {
  const Problem problem{{"a.b", Category::conflict},
                        "said \"so\"",
                        {{.code = "c.d", .pointer = "/x/~1", .offset = 7, .message = "m"},
                         {.code = "e.f", .pointer = "", .offset = {}, .message = "n"}}};
  EXPECT_EQ(problem_json(problem),
            R"({"detail":"said \"so\"","errors":[{"code":"c.d","detail":"m","offset":7,)"
            R"("pointer":"/x/~1"},{"code":"e.f","detail":"n","pointer":""}],"status":409,)"
            R"("title":"In conflict with the present state","type":"urn:writ:problem:a.b"})");
}

TEST(OpenApi, DescribesWhatTheNetworkMayCallAndNothingElse) {
  const canon::Json document = must(canon::Json::parse(openapi()));
  std::set<std::string> paths;
  for (const canon::Member& path : document.value().find("paths")->members()) {
    paths.emplace(path.name);
  }
  std::set<std::string> expected;
  for (const Operation* operation : operations()) {
    if (!operation->traits.host_only)
      expected.insert(fmt::format("/v1/{}", operation->traits.name));
  }
  EXPECT_EQ(paths, expected);
  EXPECT_EQ(openapi(), canon::canonical(document.value()));
}

}  // namespace
}  // namespace writ::ops
