#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ops/test_evidence.h"
#include "ops/test_world.h"

namespace writ::ops {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view goal_and_solution =
    R"({"kind":"goal","id":"g","statement":"It holds","supportedBy":["a"]},)"
    R"({"kind":"solution","id":"a","statement":"Proof","evidence":["e1"]})";

std::string a_case(std::string_view nodes = goal_and_solution, std::string_view tenant = "t") {
  return fmt::format(R"({{"schemaVersion":1,"tenantId":"{0}","sessionId":"ses-{0}",)"
                     R"("policyHash":"{1}","title":"A case","topGoalId":"g","nodes":[{2}],)"
                     R"("createdAt":"2026-11-20T00:00:00Z"}})",
                     tenant, std::string(64, '0'), nodes);
}

std::string about(std::string_view content, std::string_view more = "") {
  return fmt::format(R"({{"case":{}{}}})", content, more);
}

class Assurance : public testing::Test {
 protected:
  Assurance() {
    for (const char* tenant : {"t", "u"}) {
      keep_session(world_, fmt::format("ses-{}", tenant), tenant);
    }
  }

  // Evidence of that name, of a resource of that name.
  void put_fresh(std::string_view id, std::string_view tenant = "t", std::string_view more = "",
                 std::string_view session = "") {
    put_resource(world_, id, "as-it-was", tenant);
    const std::string in = session.empty() ? fmt::format("ses-{}", tenant) : std::string(session);
    ASSERT_EQ(put_observed(world_, in, id, more, tenant).outcome(), "done");
  }
  void make_stale(std::string_view id) { put_resource(world_, id, "otherwise"); }

  std::string checked(std::string_view body) {
    const Reply reply = world_.ask("assurance.check", body);
    if (reply.problem()) return describe(*reply.problem());
    return reply["/valid"] == "true"
               ? "valid"
               : fmt::format("{} at {}", reply["/errors/0/code"], reply["/errors/0/pointer"]);
  }

  std::string signed_case(std::string_view content, std::string_view more = "") {
    const Reply reply = world_.ask("assurance.sign", about(content, more));
    EXPECT_EQ(reply.outcome(), "done");
    return reply["/signed"];
  }

  World world_;
};

TEST_F(Assurance, a_case_stands_on_what_is_registered) {
  EXPECT_EQ(checked(about(a_case())), "assurance.evidence_not_registered at /nodes/1/evidence/0");
  put_fresh("e1");
  EXPECT_EQ(checked(about(a_case())), "valid");
  const Reply reply = world_.ask("assurance.check", about(a_case()));
  EXPECT_EQ(reply["/topGoal"], "supported");
  EXPECT_EQ(reply["/nodes/1"],
            R"({"id":"a","kind":"solution","reason":"evidence-is-fresh","status":"supported"})");
  EXPECT_EQ(reply["/supposed"], "(absent)");
}

TEST_F(Assurance, evidence_that_is_anothers_does_not_count) {
  const std::string unregistered = "assurance.evidence_not_registered at /nodes/1/evidence/0";
  put_fresh("e1", "u");
  EXPECT_EQ(checked(about(a_case())), unregistered);
  keep_session(world_, "another");
  put_fresh("e1", "t", "", "another");
  EXPECT_EQ(checked(about(a_case())), unregistered);
}

TEST_F(Assurance, evidence_is_looked_at_when_a_case_is) {
  put_fresh("e1", "t", R"(,"validUntil":"2026-11-24T00:00:00Z")");
  EXPECT_EQ(checked(about(a_case())), "valid");
  make_stale("e1");
  const Reply stale = world_.ask("assurance.check", about(a_case()));
  EXPECT_EQ(stale["/errors/0/code"], "assurance.evidence_stale");
  EXPECT_THAT(stale["/errors/0/message"], HasSubstr("its source is not what it was"));
  put_resource(world_, "e1", "as-it-was");
  EXPECT_EQ(checked(about(a_case())), "valid");
  world_.now = at("2026-11-24T00:00:00Z");
  EXPECT_EQ(checked(about(a_case())), "assurance.evidence_expired at /nodes/1/evidence/0");
}

TEST_F(Assurance, a_store_that_was_altered_is_a_problem) {
  put_fresh("e1");
  world_.tamper(
      "UPDATE documents SET record = 'no JSON', sequence = sequence + 100 WHERE kind = 'evidence'");
  EXPECT_THAT(checked(about(a_case())), StartsWith("the store is damaged"));
}

TEST_F(Assurance, registered_evidence_survives_a_restart) {
  put_fresh("e1");
  world_.reopen();
  EXPECT_EQ(checked(about(a_case())), "valid");
}

TEST_F(Assurance, what_does_not_read_is_told_fault_by_fault) {
  EXPECT_EQ(checked(about(with(a_case(), "/nodes/0/kind", R"("gaol")"))),
            "record.unknown_kind at /nodes/0/kind");
  EXPECT_EQ(checked(about(R"({"case":{}})")), "record.missing_member at /case/createdAt");
  EXPECT_EQ(checked(about("7")), "record.wrong_type at ");
}

TEST_F(Assurance, evidence_that_is_supposed_is_said_to_be) {
  const std::string body = about(a_case(), R"(,"evidence":[{"id":"e1","fresh":true}])");
  const Reply reply = world_.ask("assurance.check", body);
  EXPECT_EQ(reply["/valid"], "true");
  EXPECT_EQ(reply["/supposed"], "true");
  put_fresh("e1");
  EXPECT_EQ(checked(about(a_case(), R"(,"evidence":[])")),
            "assurance.evidence_not_registered at /nodes/1/evidence/0");
}

TEST_F(Assurance, only_what_stands_is_signed) {
  const Reply refused = world_.ask("assurance.sign", about(a_case()));
  EXPECT_EQ(refused.outcome(), "assurance.evidence_not_registered at /case/nodes/1/evidence/0");
  EXPECT_EQ(refused["/faults/0/reason"], "assurance.evidence_not_registered");
  EXPECT_EQ(refused["/signed"], "(absent)");
  const Reply entry = world_.last_entry();
  EXPECT_EQ(entry["/op"], "assurance.sign");
  EXPECT_EQ(entry["/outcome"], "refused");
  EXPECT_EQ(entry["/reason"], "assurance.evidence_not_registered");
}

TEST_F(Assurance, nothing_can_be_supposed_of_what_is_signed) {
  EXPECT_EQ(world_.ask("assurance.sign", about(a_case(), R"(,"evidence":[])")).code(),
            "record.invalid");
}

TEST_F(Assurance, a_signed_case_verifies_and_is_in_the_journal) {
  put_fresh("e1");
  const std::string made = signed_case(a_case());
  EXPECT_EQ(world_.ask("assurance.verify", made).outcome(), "done");
  const Reply entry = world_.last_entry();
  EXPECT_EQ(entry["/outcome"], "done");
  EXPECT_EQ(entry["/keyId"], world_.key_id());
  EXPECT_EQ(entry["/policyHash"], std::string(64, '0'));
  EXPECT_EQ(checked(about(made)), "valid");
  EXPECT_EQ(signed_case(Reply(made)["/case"]), made);
}

TEST_F(Assurance, a_case_with_another_hash_is_not_signed) {
  put_fresh("e1");
  const std::string wrong =
      with(a_case(), "/caseHash", fmt::format(R"("{}")", std::string(64, '1')));
  EXPECT_EQ(world_.ask("assurance.sign", about(wrong)).outcome(),
            "assurance.case_hash_mismatch at /case/caseHash");
}

TEST_F(Assurance, what_was_changed_does_not_verify) {
  put_fresh("e1");
  const std::string made = signed_case(a_case());
  EXPECT_EQ(world_.ask("assurance.verify", with(made, "/case/title", R"("Another")")).outcome(),
            "case-hash-mismatch at /case/caseHash");
  EXPECT_EQ(world_.ask("assurance.verify", without(made, "/case/caseHash")).outcome(),
            "not-finalized at /case/caseHash");
  EXPECT_EQ(world_.ask("assurance.verify", without(made, "/case/title")).outcome(),
            "missing-member at /case/title");
  world_.revoke(world_.key_id());
  EXPECT_EQ(world_.ask("assurance.verify", made).outcome(), "key-revoked at /signature");
}

TEST_F(Assurance, away_goals_need_a_case_that_the_same_tenants_keys_vouch_for) {
  put_fresh("e1");
  put_fresh("e1", "u");
  const std::string other = signed_case(a_case());
  const auto on = [&](std::string_view tenant) {
    return a_case(fmt::format(R"({{"kind":"goal","id":"g","statement":"s","supportedBy":["w"]}},)"
                              R"({{"kind":"away-goal","id":"w","statement":"s","goalId":"g",)"
                              R"("caseHash":"{}"}})",
                              Reply(other)["/case/caseHash"]),
                  tenant);
  };
  const auto given = [](std::string_view with_case) {
    return fmt::format(R"(,"cases":[{}])", with_case);
  };
  const std::string unknown = "assurance.away_goal_unknown at /nodes/1/caseHash";
  EXPECT_EQ(checked(about(on("t"), given(other))), "valid");
  EXPECT_EQ(checked(about(on("t"))), unknown);
  EXPECT_EQ(checked(about(on("u"), given(other))), unknown);
  EXPECT_EQ(checked(about(on("t"), given(with(other, "/signature/sig", R"("AAAA")")))), unknown);
  EXPECT_THAT(signed_case(on("t"), given(other)), HasSubstr("away-goal"));
  make_stale("e1");
  EXPECT_EQ(checked(about(on("t"), given(other))),
            "assurance.away_goal_not_supported at /nodes/1/goalId");
  std::string many = other;
  for (int i = 0; i < 64; ++i) many += "," + other;
  EXPECT_EQ(world_.ask("assurance.check", about(on("t"), given(many))).code(),
            "assurance.too_large");
}

TEST_F(Assurance, nobody_asks_about_anothers_case) {
  Caller stranger = operator_caller();
  stranger.tenant = "u";
  for (const char* operation : {"assurance.check", "assurance.sign"}) {
    EXPECT_EQ(world_.ask(operation, about(a_case()), stranger).code(), "ops.foreign_tenant");
    EXPECT_EQ(world_.ask(operation, about(a_case(goal_and_solution, "u")), stranger).code(), "");
  }
  EXPECT_EQ(world_.ask("assurance.check", about(about(a_case())), stranger).code(),
            "ops.foreign_tenant");
}

TEST_F(Assurance, a_horizon_tells_what_runs_out) {
  put_fresh("e1", "t", R"(,"validUntil":"2027-01-01T00:00:00Z")");
  const Reply reply =
      world_.ask("assurance.horizon", about(a_case(), R"(,"by":"2027-02-01T00:00:00Z")"));
  EXPECT_EQ(reply["/topGoal"], "supported");
  EXPECT_EQ(reply["/topGoalThen"], "unsupported");
  EXPECT_EQ(reply["/supportedUntil"], "2027-01-01T00:00:00.000Z");
  EXPECT_EQ(reply["/renewals/0/evidence"], "e1");
  EXPECT_EQ(reply["/falls/0/id"], "g");
  EXPECT_EQ(world_.ask("assurance.horizon", about("{}", R"(,"by":"2027-02-01T00:00:00Z")"))
                .problem()
                ->faults.front()
                .pointer,
            "/case/createdAt");
}

TEST_F(Assurance, a_case_is_written_in_other_forms) {
  put_fresh("e1");
  const std::string made = signed_case(a_case());
  const auto written = [&](std::string_view format) {
    return world_.ask("assurance.export", about(made, fmt::format(R"(,"format":"{}")", format)));
  };
  EXPECT_EQ(written("json")["/text"], made);
  EXPECT_THAT(written("gsn2x")["/text"], HasSubstr("nodeType: Goal"));
  EXPECT_THAT(written("dot")["/text"], StartsWith("digraph"));
  EXPECT_THAT(written("oscal")["/text"], HasSubstr(R"("state":"satisfied")"));
  EXPECT_EQ(written("oscal")["/mediaType"], "application/json");
}

TEST_F(Assurance, a_text_of_gsn2x_is_taken_in_and_then_checked) {
  const auto import = [&](std::string_view yaml) {
    std::string text;
    canon::append_text(text, yaml);
    return world_.ask(
        "assurance.import",
        fmt::format(R"({{"yaml":{},"tenantId":"t","sessionId":"ses-t","policyHash":"{}",)"
                    R"("createdAt":"2026-11-20T00:00:00Z"}})",
                    text, std::string(64, '0')));
  };
  put_fresh("e1");
  const Reply taken =
      import("G1: {text: It holds, supportedBy: Sn1}\nSn1: {text: p, evidence: e1}");
  EXPECT_EQ(checked(about(taken["/case"])), "valid");
  EXPECT_EQ(import("G1: {supportedBy: Sn1}").outcome(), "missing-node at /G1/supportedBy");
  EXPECT_EQ(import("G1: *x").outcome(), "not-supported-in-yaml at (absent)");
}

}  // namespace
}  // namespace writ::ops
