// Memory policy through operations: rules, discharges, certificates, attestations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "canon/digest.h"
#include "ops/test_memory.h"
#include "ops/test_world.h"

namespace writ::ops {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view retrieve_rule =
    R"({"id":"retrieve","description":"d","priority":1,"op":"memory.retrieve","effect":"allow",)"
    R"("memory":{"locality":"approved_external"}})";
constexpr std::string_view disclose_rule =
    R"({"id":"disclose","description":"d","priority":1,"op":"memory.ui_disclose",)"
    R"("effect":"allow","memory":{}})";
constexpr std::string_view export_rule =
    R"({"id":"export","description":"d","priority":1,"op":"memory.export","effect":"allow",)"
    R"("memory":{"content_fidelity":"redacted","destination":["cloud_api"]},)"
    R"("obligations":[{"kind":"require-redaction","profile":"default"}]})";

std::string three_rules(std::string_view more = "") {
  return fmt::format("{},{},{}{}", retrieve_rule, disclose_rule, export_rule, more);
}

class MemoryOperations : public ::testing::Test {
 protected:
  MemoryOperations() { world.install(bundle("1.0.0", three_rules())); }

  static std::string question(std::string_view action, std::string_view more = "") {
    return memory_question(action, more);
  }

  // Under the key in force.
  std::string resolved() {
    return where_it_belongs(evaluate("retrieve")["/effective_policy/freshness_key"],
                            R"(,"relation_to_destination":"external_destination")");
  }

  Reply evaluate(std::string_view action, std::string_view more = "",
                 const Caller& caller = operator_caller()) {
    return world.ask("memory.evaluate", question(action, more), caller);
  }

  std::string export_of(std::string_view more = "") {
    return fmt::format(
        R"(,"destination":"cloud_api","destination_id":"eu","payload_hash":"{}"{}{})",
        std::string(64, '5'), resolved(), more);
  }

  Reply discharge(std::string_view more, const Caller& caller = operator_caller()) {
    return discharge_of(evaluate("export", export_of()), more, caller);
  }
  // Of what an answer owes first.
  Reply discharge_of(const Reply& owing, std::string_view more,
                     const Caller& caller = operator_caller()) {
    return world.ask("obligation.discharge",
                     fmt::format(R"({{"tenant_id":"t","evaluation_context":{},"obligation":{},)"
                                 R"("discharged_by_ref":"r"{}}})",
                                 owing["/evaluation_context"], owing["/obligations/0"], more),
                     caller);
  }
  // The hash of the map of a text that was redacted.
  std::string redacted_by(std::string_view profiles, std::string_view tenant = "t") {
    return world.ask(
        "redaction.apply",
        fmt::format(R"({{"tenantId":"{}","profiles":{},"texts":["ann@clinic.example"]}})", tenant,
                    profiles))["/redactionMapHash"];
  }
  Reply discharge_with(std::string_view map) {
    return discharge(fmt::format(R"(,"enforcement_owner":"DOC84","discharge_status":"satisfied",)"
                                 R"("redaction_map_ref":"{}")",
                                 map));
  }
  std::string discharged() {
    const Reply reply = discharge_with(redacted_by(R"(["default"])"));
    EXPECT_EQ(reply["/ok"], "true") << reply.text();
    return fmt::format(R"(,"discharges":[{}])", reply["/discharge"]);
  }

  // A decision on the question itself that leaves it open.
  std::string decided(std::string_view action) {
    const Reply asked = evaluate(action);
    return fmt::format(
        R"(,"decisions":[{{"record_kind":"MemoryPolicyDecision","schema_version":"1",)"
        R"("recorded_at":"2026-11-23T12:00:00.000Z","schema_owner":"DOC81","decision_id":"d",)"
        R"("policy_evaluation_context_ref":"{}","object_ref":"m","action":"{}",)"
        R"("content_fidelity":"full","locality":"local_only","learning_scope":"none",)"
        R"("mutation_authority":"none","disclosure_class":"existence_only","disclosure_vector":)"
        R"({{"may_disclose_existence":true,"may_disclose_container_type":false,)"
        R"("may_disclose_topic_label":false,"may_disclose_source_title":false,)"
        R"("count_disclosure_mode":"none","may_disclose_reason_summary":false,)"
        R"("max_summary_fidelity":"none"}},"obligations":[],"freshness_key":{},)"
        R"("reason_codes":[]}}])",
        asked["/evaluation_context/evaluation_context_id"], action,
        asked["/effective_policy/freshness_key"]);
  }

  World world;
};

TEST_F(MemoryOperations, a_rule_allows_what_it_says) {
  const Reply reply = evaluate("retrieve", resolved());
  EXPECT_EQ(reply["/permitted"], "true") << reply.text();
  EXPECT_EQ(reply["/effective_policy/effective_content_fidelity"], "full");
  EXPECT_EQ(reply["/missing"], "[]");
}

TEST_F(MemoryOperations, without_a_policy_nothing_is_allowed) {
  const Reply reply =
      world.ask("memory.evaluate", with(question("retrieve"), "/tenant_id", R"("nobody")"));
  EXPECT_EQ(reply["/permitted"], "false");
  EXPECT_EQ(reply["/reason"], "UNKNOWN_POLICY");
  EXPECT_EQ(reply["/policy_hash"], "");
}

TEST_F(MemoryOperations, a_deny_allows_nothing_whatever_else_is_allowed) {
  world.install(bundle("1.1.0", three_rules(R"(,{"id":"no","description":"d","priority":0,)"
                                            R"("op":"memory.retrieve","effect":"deny"})")));
  const Reply reply = evaluate("retrieve", resolved());
  EXPECT_EQ(reply["/permitted"], "false");
  EXPECT_EQ(reply["/effective_policy/effective_locality"], "blocked");
}

TEST_F(MemoryOperations, where_a_memory_belongs_must_be_known_to_let_it_out) {
  EXPECT_EQ(evaluate("retrieve")["/effective_policy/conservatism_floor_applied"],
            "reference_only_candidate");
  EXPECT_EQ(
      evaluate("export",
               R"(,"destination":"cloud_api")")["/effective_policy/conservatism_floor_applied"],
      "fail_closed_candidate");
}

TEST_F(MemoryOperations, a_resolution_of_another_object_or_state_does_not_hold) {
  const std::string more = resolved();
  const std::string other = with(question("retrieve", more), "/object_ref", R"("n")");
  EXPECT_EQ(world.ask("memory.evaluate", other)["/effective_policy/conservatism_floor_applied"],
            "reference_only_candidate");
  world.install(bundle("1.1.0", three_rules()));
  EXPECT_EQ(evaluate("retrieve", more)["/effective_policy/conservatism_floor_applied"],
            "reference_only_candidate");
}

TEST_F(MemoryOperations, what_is_new_may_be_taken_in) {
  world.install(bundle("1.1.0", R"({"id":"c","description":"d","priority":1,)"
                                R"("op":"memory.collect","effect":"allow","memory":{}})"));
  EXPECT_EQ(evaluate("collect")["/permitted"], "false");
  EXPECT_EQ(evaluate("collect", R"(,"object_is_new":true)")["/permitted"], "true");
}

TEST_F(MemoryOperations, an_egress_shows_its_discharge_its_certificate_and_its_attestation) {
  const Reply bare = evaluate("export", export_of());
  EXPECT_EQ(bare["/grantable"], "false");
  EXPECT_THAT(bare["/missing"], HasSubstr("memory_flow_certificate"));
  EXPECT_THAT(bare["/missing"], HasSubstr("obligation:pob_"));

  const std::string done = discharged();
  EXPECT_EQ(evaluate("export", export_of(done))["/grantable"], "true");
  const Reply certified = world.ask("flow.certify", question("export", export_of(done)));
  const Reply attested = world.ask("egress.attest", question("export", export_of(done)));
  ASSERT_EQ(certified["/ok"], "true") << certified.text();
  ASSERT_EQ(attested["/ok"], "true") << attested.text();
  const std::string proofs = fmt::format(R"({},"certificates":[{}],"attestations":[{}])", done,
                                         certified["/certificate"], attested["/attestation"]);
  const std::string whole = question("export", export_of(proofs));
  EXPECT_EQ(world.ask("memory.evaluate", whole)["/permitted"], "true");

  const auto missing = [&](std::string_view pointer, std::string_view value) {
    return world.ask("memory.evaluate", with(whole, pointer, value))["/missing"];
  };
  EXPECT_EQ(missing("/destination_id", R"("us")"), R"(["egress_attestation"])");
  EXPECT_EQ(missing("/payload_hash", fmt::format(R"("{}")", std::string(64, '6'))),
            R"(["egress_attestation"])");
  EXPECT_THAT(missing("/principal/id", R"("ben")"), HasSubstr("memory_flow_certificate"));
  EXPECT_THAT(missing("/certificates/0/certificate/recorded_at", R"("2027-01-01T00:00:00.000Z")"),
              HasSubstr("memory_flow_certificate"))
      << "it is signed";

  world.install(bundle("1.1.0", three_rules()));
  EXPECT_EQ(world.ask("memory.evaluate", whole)["/permitted"], "false") << "it is stale";
}

TEST_F(MemoryOperations, proofs_are_verified) {
  const std::string done = discharged();
  const Reply certified = world.ask("flow.certify", question("export", export_of(done)));
  const Reply attested = world.ask("egress.attest", question("export", export_of(done)));
  const std::string flow =
      fmt::format(R"({{"tenant_id":"t","certificate":{}}})", certified["/certificate"]);
  const std::string egress = fmt::format(
      R"({{"tenant_id":"t","attestation":{},"destination_id":"eu","payload_hash":"{}"}})",
      attested["/attestation"], std::string(64, '5'));
  EXPECT_EQ(world.ask("flow.verify", flow)["/ok"], "true");
  EXPECT_EQ(world.ask("egress.verify", egress)["/ok"], "true");
  EXPECT_EQ(world.ask("egress.verify", with(egress, "/destination_id", R"("us")"))["/reason"],
            "proof.another_destination");
  EXPECT_EQ(world.ask("egress.verify", without(egress, "/payload_hash"))["/reason"],
            "proof.another_payload")
      << "there are no bytes in hand";
  EXPECT_EQ(
      world.ask("flow.verify", with(flow, "/certificate/certificate/object_ref", R"("n")"))["/ok"],
      "false");
  world.install(bundle("1.1.0", three_rules()));
  EXPECT_EQ(world.ask("flow.verify", flow)["/reason"], "proof.stale");
  EXPECT_EQ(world.ask("flow.verify", flow)["/stale_components"],
            R"(["compiled_policy_evaluator_hash","policy_generation_id"])");
  EXPECT_EQ(world.ask("egress.verify", egress)["/reason"], "proof.stale");
}

TEST_F(MemoryOperations, nothing_is_issued_for_what_may_not_be_granted) {
  const Reply certified = world.ask("flow.certify", question("export", export_of()));
  EXPECT_EQ(certified["/ok"], "false");
  EXPECT_EQ(certified["/certificate"], "(absent)");
  EXPECT_EQ(world.ask("egress.attest", question("export", export_of()))["/reason"],
            "egress.not_grantable");
  EXPECT_EQ(world.ask("egress.attest", question("retrieve", resolved()))["/reason"],
            "egress.no_egress");
}

TEST_F(MemoryOperations, a_redaction_is_discharged_by_its_owner_and_with_its_map) {
  EXPECT_EQ(discharge(R"(,"enforcement_owner":"DOC86","discharge_status":"satisfied",)"
                      R"("redaction_map_ref":"map")")["/reason"],
            "obligation.another_owner");
  EXPECT_EQ(discharge(R"(,"enforcement_owner":"DOC84","discharge_status":"satisfied")")["/reason"],
            "obligation.redaction_map_missing");
  EXPECT_EQ(
      discharge(R"(,"enforcement_owner":"DOC84","discharge_status":"waived_by_policy")")["/reason"],
      "obligation.waiver_not_allowed");
}

TEST_F(MemoryOperations, a_redaction_map_is_one_that_was_made_here_for_the_tenant) {
  EXPECT_EQ(discharge_with("map")["/reason"], "obligation.unknown_redaction_map");
  EXPECT_EQ(discharge_with(std::string(64, '0'))["/reason"], "obligation.unknown_redaction_map");
  EXPECT_EQ(discharge_with(redacted_by(R"(["default"])", "u"))["/reason"],
            "obligation.unknown_redaction_map");
  const std::string own = redacted_by(R"(["default"])");
  EXPECT_EQ(discharge_with(own)["/discharge/receipt_ref"], own);
  world.reopen();
  EXPECT_EQ(discharge_with(own)["/ok"], "true");
}

TEST_F(MemoryOperations, a_redaction_map_is_of_all_that_the_obligation_s_profile_forbids) {
  world.install(bundle(
      "1.1.0", fmt::format("{},{}", retrieve_rule,
                           with(export_rule, "/obligations/0/profile", R"("medical-strict")"))));
  EXPECT_EQ(discharge_with(redacted_by(R"(["default","finance-pci"])"))["/reason"],
            "obligation.redacted_by_less");
  EXPECT_EQ(discharge_with(redacted_by(R"(["medical-strict"])"))["/ok"], "true");
  world.install(bundle("1.2.0", three_rules()));
  EXPECT_EQ(discharge_with(redacted_by(R"(["medical-strict"])"))["/ok"], "true")
      << "it forbids all that `default` does";
}

TEST_F(MemoryOperations, two_profiles_are_owed_both) {
  world.install(bundle(
      "1.1.0", fmt::format("{},{},{}", retrieve_rule, disclose_rule,
                           with(export_rule, "/obligations",
                                R"([{"kind":"require-redaction","profile":"finance-pci"},)"
                                R"({"kind":"require-redaction","profile":"medical-strict"}])"))));
  const Reply owing = evaluate("export", export_of());
  const std::string map = redacted_by(R"(["medical-strict","finance-pci"])");
  std::vector<std::string> done;
  for (const std::string& obligation : {owing["/obligations/0"], owing["/obligations/1"]}) {
    done.push_back(
        world.ask("obligation.discharge",
                  fmt::format(R"({{"tenant_id":"t","evaluation_context":{},"obligation":{},)"
                              R"("discharged_by_ref":"r","enforcement_owner":"DOC84",)"
                              R"("discharge_status":"satisfied","redaction_map_ref":"{}"}})",
                              owing["/evaluation_context"], obligation, map))["/discharge"]);
  }
  const auto grantable = [&](std::string_view discharges) {
    return evaluate("export",
                    export_of(fmt::format(R"(,"discharges":[{}])", discharges)))["/grantable"];
  };
  EXPECT_EQ(grantable(done[0]), "false");
  EXPECT_EQ(grantable(done[1]), "false");
  EXPECT_EQ(grantable(done[0] + "," + done[1]), "true");
}

TEST_F(MemoryOperations, an_obligation_that_names_its_map_takes_no_other) {
  const Reply owing = evaluate("export", export_of());
  const std::string own = redacted_by(R"(["default"])");
  const std::string other = redacted_by(R"(["medical-strict"])");
  const auto outcome = [&](std::string_view named, std::string_view more) {
    const std::string obligation =
        with(owing["/obligations/0"], "/parameters",
             fmt::format(R"({{"redaction_map_required":true,"redaction_map_ref":"{}"}})", named));
    const Reply reply =
        world.ask("obligation.discharge",
                  fmt::format(R"({{"tenant_id":"t","evaluation_context":{},"obligation":{},)"
                              R"("discharged_by_ref":"r","enforcement_owner":"DOC84",)"
                              R"("discharge_status":"satisfied"{}}})",
                              owing["/evaluation_context"], obligation, more));
    return reply["/ok"] == "true" ? "done" : reply["/reason"];
  };
  const std::string shown = fmt::format(R"(,"redaction_map_ref":"{}")", other);
  EXPECT_EQ(outcome(own, shown), "obligation.another_redaction_map");
  EXPECT_EQ(outcome(other, shown), "done");
  EXPECT_EQ(outcome(own, ""), "done");
  EXPECT_EQ(outcome("map", ""), "obligation.unknown_redaction_map");
}

TEST_F(MemoryOperations, what_was_taken_out_is_kept_nowhere) {
  const Reply made =
      world.ask("redaction.apply", R"({"tenantId":"t","profiles":["default"],"texts":["as it is",)"
                                   R"("of ann@clinic.example"]})");
  EXPECT_EQ(made["/texts"], R"(["as it is","of [redacted:email]"])");
  EXPECT_EQ(made["/redactionMap/places/0/pointer"], "/1");
  EXPECT_EQ(made["/redactionMap/textsHash"], canon::sha256_hex(made["/texts"]));
  EXPECT_EQ(made["/redactionMapHash"], canon::sha256_hex(made["/redactionMap"]));
  EXPECT_THAT(made["/redactionMap"], Not(HasSubstr("ann")));
  const Reply entry = world.last_entry();
  EXPECT_EQ(entry["/op"], "redaction.apply");
  EXPECT_EQ(entry["/tenant"], "t");
  EXPECT_EQ(entry["/requestHash"], "(absent)") << "what is short can be guessed from it";
  EXPECT_EQ(entry["/responseHash"], canon::sha256_hex(made.text()));
  const std::string last = std::to_string(std::stoi(world.ask("journal.head", "{}")["/size"]) - 1);
  EXPECT_EQ(world.ask("journal.show", fmt::format(R"({{"index":{}}})", last))["/body"], "(absent)");
}

TEST_F(MemoryOperations, a_receipt_is_no_redaction_map) {
  EXPECT_EQ(discharge(R"(,"enforcement_owner":"DOC84","discharge_status":"satisfied",)"
                      R"("receipt_ref":"thanks")")
                .code(),
            "record.invalid");
  EXPECT_EQ(discharge(R"(,"enforcement_owner":"DOC84","discharge_status":"satisfied",)"
                      R"("redaction_map_ref":"")")
                .code(),
            "record.invalid");
}

TEST_F(MemoryOperations, a_discharge_is_of_one_question) {
  const std::string map = redacted_by(R"(["default"])");
  const std::string done = discharged();
  const std::string whole = question("export", export_of(done));
  EXPECT_EQ(world.ask("memory.evaluate", whole)["/grantable"], "true");
  EXPECT_EQ(world.ask("memory.evaluate", with(whole, "/principal/id", R"("ben")"))["/grantable"],
            "false");
  EXPECT_EQ(world.ask("memory.evaluate",
                      with(whole, "/exposure_context_ref", R"("lobby")"))["/grantable"],
            "false");
  const Reply asked = evaluate("export", export_of());
  const Reply moved =
      world.ask("obligation.discharge",
                fmt::format(R"({{"tenant_id":"t","evaluation_context":{},"obligation":{},)"
                            R"("discharged_by_ref":"r","enforcement_owner":"DOC84",)"
                            R"("discharge_status":"satisfied","redaction_map_ref":"{}"}})",
                            with(asked["/evaluation_context"], "/principal_ref", R"("ben")"),
                            asked["/obligations/0"], map));
  EXPECT_EQ(moved["/reason"], "obligation.another_question") << "its id is not its content";
}

TEST_F(MemoryOperations, what_was_met_and_is_not_any_more_counts_no_more) {
  const std::string done = discharged();
  EXPECT_EQ(evaluate("export", export_of(done))["/grantable"], "true");
  EXPECT_EQ(discharge(R"(,"enforcement_owner":"DOC84","discharge_status":"failed")")["/ok"],
            "true");
  EXPECT_EQ(evaluate("export", export_of(done))["/grantable"], "false");
}

TEST_F(MemoryOperations, discharging_again_takes_nothing_back) {
  const std::string first = discharged();
  world.now.microseconds += 1'000'000;
  discharged();
  EXPECT_EQ(evaluate("export", export_of(first))["/grantable"], "true");
}

TEST_F(MemoryOperations, an_approval_of_a_memory_is_given_by_whom_the_rule_names) {
  world.install(bundle(
      "1.1.0", three_rules(R"(,{"id":"see","description":"d","priority":1,"op":"memory.inspect",)"
                           R"("effect":"allow","memory":{},"obligations":[{"kind":)"
                           R"("require-approval","policy":{"allowedRoles":["physician"],)"
                           R"("minAssurance":"aal3","expiresInSeconds":60}}]})")));
  world.ask("principal.put", R"({"tenantId":"t","principal":{"id":"dora","roles":["physician"],)"
                             R"("assurance":"aal3"}})");
  world.ask("principal.put", R"({"tenantId":"t","principal":{"id":"eve","roles":["clerk"],)"
                             R"("assurance":"aal3"}})");
  const auto confirmed_by = [&](std::string_view who) {
    const Reply owing = evaluate("inspect");
    return world.ask("obligation.discharge",
                     fmt::format(R"({{"tenant_id":"t","evaluation_context":{},"obligation":{},)"
                                 R"("discharged_by_ref":"{}","enforcement_owner":"EC",)"
                                 R"("discharge_status":"satisfied"}})",
                                 owing["/evaluation_context"], owing["/obligations/0"], who));
  };
  EXPECT_EQ(confirmed_by("eve")["/reason"], "obligation.approver_not_allowed");
  EXPECT_EQ(confirmed_by("nobody")["/reason"], "obligation.approver_not_allowed");
  EXPECT_EQ(confirmed_by("nora")["/reason"], "obligation.approver_not_allowed");
  const Reply reply = confirmed_by("dora");
  ASSERT_EQ(reply["/ok"], "true") << reply.text();
  const std::string done = fmt::format(R"(,"discharges":[{}])", reply["/discharge"]);
  EXPECT_EQ(evaluate("inspect", done)["/permitted"], "true");
  world.now.microseconds += 60'000'000;
  EXPECT_EQ(evaluate("inspect", done)["/permitted"], "false") << "it has run out";
}

TEST_F(MemoryOperations, a_waiver_that_owes_or_that_is_denied_to_its_asker_waives_nothing) {
  world.ask("principal.put", R"({"tenantId":"t","principal":{"id":"nora","roles":["nurse"]}})");
  const auto waived_under = [&](std::string_view version, std::string_view more) {
    world.install(bundle(version, three_rules(more)));
    return discharge(
        R"(,"enforcement_owner":"DOC84","discharge_status":"waived_by_policy")")["/reason"];
  };
  EXPECT_EQ(waived_under("1.1.0", R"(,{"id":"w","description":"d","priority":1,)"
                                  R"("op":"obligation.waive","effect":"allow","obligations":)"
                                  R"([{"kind":"log-level","level":"audit"}]})"),
            "obligation.waiver_not_allowed");
  EXPECT_EQ(waived_under("1.2.0", R"(,{"id":"w","description":"d","priority":1,)"
                                  R"("op":"obligation.waive","effect":"allow"},)"
                                  R"({"id":"x","description":"d","priority":0,)"
                                  R"("op":"obligation.waive","effect":"deny",)"
                                  R"("when":{"subject":{"rolesAny":["nurse"]}}})"),
            "obligation.waiver_not_allowed");
}

TEST_F(MemoryOperations, a_policy_that_may_not_decide_allows_nothing_whoever_else_would) {
  const Reply reply = world.ask("memory.evaluate", with(question("inspect", decided("inspect")),
                                                        "/tenant_id", R"("nobody")"));
  EXPECT_EQ(reply["/permitted"], "false");
  EXPECT_THAT(reply["/effective_policy/reason_codes"], HasSubstr("policy.no_policy_decides"));
}

TEST_F(MemoryOperations, where_a_memory_belongs_is_not_for_everybody_to_say) {
  Caller agent = operator_caller();
  agent.identity = policy::RequestPrincipal{.id = "nora"};
  agent.principal = "nora";
  const std::string more = resolved();
  EXPECT_EQ(evaluate("retrieve", more, agent)["/effective_policy/conservatism_floor_applied"],
            "reference_only_candidate");
  agent.speaks_for_tenant = true;
  EXPECT_EQ(evaluate("retrieve", more, agent)["/effective_policy/conservatism_floor_applied"],
            "normal_policy_check");
}

TEST_F(MemoryOperations, a_session_s_budget_is_spent_on_memories_too) {
  const Reply opened = world.ask(
      "session.create", R"({"tenantId":"t","policyName":"default","principal":{"id":"nora"},)"
                        R"("budget":{"maxDecisions":1}})");
  const std::string asked = with(without(question("retrieve"), "/tenant_id"), "/session_id",
                                 fmt::format(R"("{}")", opened["/session/sessionId"]));
  EXPECT_EQ(world.ask("memory.evaluate", asked)["/reason"], "(absent)");
  const Reply spent = world.ask("memory.evaluate", asked);
  EXPECT_THAT(spent["/reason"], HasSubstr("BUDGET")) << spent.text();
  EXPECT_EQ(spent["/permitted"], "false");
}

TEST_F(MemoryOperations, a_question_that_was_answered_before_is_no_contradiction) {
  const Reply first = evaluate("inspect", decided("inspect"));
  EXPECT_EQ(first["/permitted"], "true");
  world.now.microseconds += 5'000'000;
  const Reply again =
      evaluate("inspect", fmt::format(R"({},"decision_contexts":[{}])", decided("inspect"),
                                      first["/evaluation_context"]));
  EXPECT_EQ(again["/permitted"], "true") << again.text();
}

TEST_F(MemoryOperations, many_is_at_least_one_and_not_too_many) {
  EXPECT_EQ(world
                .ask("memory.evaluate_many",
                     fmt::format(R"({{"question":{},"object_refs":[]}})", question("retrieve")))
                .code(),
            "record.invalid");
}

TEST_F(MemoryOperations, a_hybrid_model_is_capped_by_what_it_is_in_part) {
  world.install(bundle("1.1.0",
                       R"({"id":"all","description":"d","priority":1,"op":"memory.inspect",)"
                       R"("effect":"allow","memory":{}},)"
                       R"({"id":"cloud","description":"d","priority":1,"op":"memory.inspect",)"
                       R"("effect":"allow","memory":{"content_fidelity":"safe_label",)"
                       R"("model_class":["cloud_model"]}})"));
  const auto fidelity = [&](std::string_view model) {
    return world.ask(
        "memory.evaluate",
        with(question("inspect"), "/model_class",
             fmt::format(R"("{}")", model)))["/effective_policy/effective_content_fidelity"];
  };
  EXPECT_EQ(fidelity("cloud_model"), "safe_label");
  EXPECT_EQ(fidelity("hybrid_model"), "safe_label");
  EXPECT_EQ(fidelity("same_machine_local_model"), "reference_only");
}

TEST_F(MemoryOperations, a_waiver_is_the_policy_s) {
  world.install(bundle(
      "1.1.0", three_rules(R"(,{"id":"w","description":"d","priority":1,"op":"obligation.waive",)"
                           R"("effect":"allow","when":{"resource":{"equals":)"
                           R"("require_redaction"}}})")));
  const Reply waived =
      discharge(R"(,"enforcement_owner":"DOC84","discharge_status":"waived_by_policy")");
  ASSERT_EQ(waived["/ok"], "true") << waived.text();
  const std::string done = fmt::format(R"(,"discharges":[{}])", waived["/discharge"]);
  EXPECT_EQ(evaluate("export", export_of(done))["/grantable"], "true");
}

TEST_F(MemoryOperations, a_discharge_that_was_not_made_here_counts_for_nothing) {
  const std::string done = discharged();
  const std::string forged =
      with(fmt::format("{{{}}}", done.substr(1)), "/discharges/0/discharged_by_ref", R"("me")");
  const std::string more = "," + forged.substr(1, forged.size() - 2);
  EXPECT_EQ(evaluate("export", export_of(more))["/grantable"], "false");
}

TEST_F(MemoryOperations, a_discharge_of_another_obligation_of_the_same_id_counts_for_nothing) {
  const Reply owing = evaluate("export", export_of());
  const std::string obligation = owing["/obligations/0"];
  const std::string other =
      without(with(with(obligation, "/obligation_kind", R"("require_user_confirmation")"),
                   "/parameters", "{}"),
              "/none");
  const Reply reply =
      world.ask("obligation.discharge",
                fmt::format(R"({{"tenant_id":"t","evaluation_context":{},"obligation":{},)"
                            R"("discharged_by_ref":"r","enforcement_owner":"DOC84",)"
                            R"("discharge_status":"satisfied","receipt_ref":"x"}})",
                            owing["/evaluation_context"], other));
  ASSERT_EQ(reply["/ok"], "true") << reply.text();
  const std::string done = fmt::format(R"(,"discharges":[{}])", reply["/discharge"]);
  EXPECT_EQ(evaluate("export", export_of(done))["/grantable"], "false");
}

TEST_F(MemoryOperations, many_objects_get_the_answers_that_each_would_get) {
  const Reply many =
      world.ask("memory.evaluate_many", fmt::format(R"({{"question":{},"object_refs":["m","n"]}})",
                                                    question("retrieve", resolved())));
  EXPECT_EQ(many["/answers/0"], evaluate("retrieve", resolved()).text());
  EXPECT_EQ(many["/answers/1/effective_policy/object_ref"], "n");
  EXPECT_EQ(many["/answers/1/effective_policy/conservatism_floor_applied"],
            "reference_only_candidate");
}

TEST_F(MemoryOperations, an_explanation_names_what_pulled_each_axis_down) {
  const Reply reply = evaluate("export", export_of(R"(,"explain":true)"));
  EXPECT_EQ(reply["/explanation/0/axis"], "content_fidelity");
  EXPECT_EQ(reply["/explanation/0/level"], "redacted");
  EXPECT_EQ(reply["/explanation/0/rules"], R"(["export"])");
  EXPECT_EQ(reply["/explanation/0/decisions"], "[]");
  EXPECT_THAT(reply["/explanation/0/obligations/0"], HasSubstr("pob_"));
  EXPECT_EQ(reply["/explanation/1/rules"], "[]") << "nothing pulled locality down";
}

TEST_F(MemoryOperations, decisions_of_whose_word_does_not_count_only_tighten) {
  const std::string decision = decided("inspect");
  EXPECT_EQ(evaluate("inspect", decision)["/permitted"], "true");
  Caller nora = operator_caller();
  nora.identity = policy::RequestPrincipal{.id = "nora"};
  EXPECT_EQ(evaluate("inspect", decision, nora)["/permitted"], "false");
}

TEST_F(MemoryOperations, every_answer_is_journalled) {
  const Reply before = world.ask("journal.head", "{}");
  evaluate("retrieve", resolved());
  const Reply after =
      world.ask("journal.entries", fmt::format(R"({{"from":{}}})", before["/size"]));
  EXPECT_EQ(after["/entries/1/entry/op"], "memory.evaluate");
  EXPECT_EQ(after["/entries/1/entry/outcome"], "allow");
  EXPECT_EQ(after["/entries/1/entry/tenant"], "t");
  EXPECT_EQ(after["/entries/1/entry/ruleIds"], R"(["retrieve"])");
  EXPECT_EQ(after["/entries/1/entry/decisionHash"], "(absent)") << "it is no decision to replay";
  EXPECT_EQ(world.ask("journal.replay", "{}")["/ok"], "true");
}

TEST_F(MemoryOperations, a_question_without_a_tenant_or_a_principal_is_refused) {
  EXPECT_EQ(world.ask("memory.evaluate", without(question("retrieve"), "/tenant_id")).code(),
            "record.invalid");
  EXPECT_EQ(world.ask("memory.evaluate", without(question("retrieve"), "/principal/id")).code(),
            "record.invalid");
}

}  // namespace
}  // namespace writ::ops
