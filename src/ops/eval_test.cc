// Scripts through operations: what their session's policy lets them call, and what may be shown.
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ops/test_script.h"

namespace writ::ops {
namespace {

using testing::HasSubstr;

class Eval : public Scripts {};

TEST_F(Eval, a_script_computes_with_its_inputs) {
  const Reply reply = run("(display \"hello\") (json/ref (inputs) \"a\" 1)", operator_caller(),
                          R"(,"inputs":{"a":[1,{"b":null}]})");
  EXPECT_EQ(reply["/result"], R"({"b":null})");
  EXPECT_EQ(reply["/output"], "hello");
  EXPECT_EQ(reply["/calls"], "0");
}

TEST_F(Eval, it_is_in_the_journal_with_every_call) {
  EXPECT_EQ(call("evidence.list", R"('(("tenantId" . "t")))"), R"({"evidence":[]})");
  const Reply last = world.last_entry();
  EXPECT_EQ(last["/op"], "eval");
  EXPECT_EQ(last["/outcome"], "done");
  EXPECT_EQ(last["/session"], session);
  const std::string size = world.ask("journal.head", "{}")["/size"];
  const Reply before =
      world.ask("journal.show", fmt::format(R"({{"index":{}}})", std::stoi(size) - 2));
  EXPECT_EQ(before["/entry/op"], "session.decide");
  EXPECT_EQ(before["/body/op"], "ffi.call");
  EXPECT_EQ(before["/body/resource"], "evidence.list");
}

TEST_F(Eval, what_the_policy_does_not_allow_is_refused) {
  use_rules("1.1.0", rule("ffi.call"));
  EXPECT_EQ(told("1"), "eval.denied (absent)");
  use_rules("1.2.0", rule("eval"));
  EXPECT_EQ(told("1"), "1");
  EXPECT_EQ(call("evidence.list", R"('(("tenantId" . "t")))"), "eval.script_error eval.denied");
  use_rules("1.3.0", rule("eval") + "," +
                         rule("ffi.call", R"(,"when":{"resource":{"equals":"report.list"}})"));
  EXPECT_EQ(call("evidence.list", R"('(("tenantId" . "t")))"), "eval.script_error eval.denied");
  EXPECT_EQ(told("(report/list)"), R"({"reports":[]})");
}

TEST_F(Eval, what_a_rule_demands_must_be_seen_to) {
  constexpr std::string_view approval =
      R"({"kind":"require-approval","policy":{"allowedRoles":["r"],"expiresInSeconds":60}})";
  use_rules("1.1.0", owing("eval", R"({"kind":"require-redaction","profile":"default"})"));
  EXPECT_EQ(told("1"), "eval.obligation_unmet (absent)");
  use_rules("1.2.0", owing("eval", approval));
  EXPECT_EQ(told("1"), "eval.approval_outstanding (absent)");
  use_rules("1.3.0", owing("eval", R"({"kind":"log-level","level":"audit"})") + "," +
                         owing("ffi.call", verified));
  EXPECT_EQ(told("1"), "1");
  EXPECT_EQ(told("(report/list)"), "eval.script_error eval.obligation_unmet");
}

TEST_F(Eval, a_script_publishes_a_report) {
  observe("a");
  const std::string published =
      told(fmt::format("(json/ref (report/publish {}) \"report\")", report));
  EXPECT_THAT(published, HasSubstr("reportHash"));
  EXPECT_EQ(world.ask("report.verify", published)["/ok"], "true");
  EXPECT_EQ(told("(json/ref (evidence/verify \"a\") \"verification\" \"standing\")"), "fresh");
  put_resource(world, "a", "otherwise");
  EXPECT_THAT(told(fmt::format("(json/ref (report/publish {}) \"ok\")", report)), "false");
}

TEST_F(Eval, a_script_has_the_callers_rights_and_no_more) {
  Caller caller{.principal = "p", .capabilities = {Capability::decide}};
  EXPECT_EQ(call("report.list", R"('(("tenantId" . "t")))", caller),
            "eval.script_error ops.not_permitted");
  caller.capabilities.add(Capability::read);
  EXPECT_EQ(call("report.list", R"('(("tenantId" . "t")))", caller), R"({"reports":[]})");
  caller.tenant = "u";
  EXPECT_THAT(told("1", caller), HasSubstr("for the tenant `u`, not for `t`"));
  caller = {.principal = "p", .capabilities = {Capability::read, Capability::publish}};
  EXPECT_THAT(told("1", caller), HasSubstr("needs the capability `decide`"));
}

TEST_F(Eval, other_tenants_are_out_of_reach) {
  EXPECT_EQ(call("evidence.list", R"('(("tenantId" . "u")))"),
            "eval.script_error ops.foreign_tenant");
  EXPECT_EQ(call("journal.entries", R"('(("from" . 0) ("count" . 1)))"),
            "eval.script_error ops.foreign_tenant");
  keep_session(world, "of-u", "u");
  session = "of-u";
  EXPECT_THAT(told("1"), HasSubstr("there is no session"));
}

TEST_F(Eval, what_is_for_the_host_is_refused_and_so_is_another_script) {
  for (const Operation* operation : operations()) {
    if (!operation->traits.host_only) continue;
    EXPECT_EQ(call(operation->traits.name), "eval.script_error eval.host_only");
  }
  EXPECT_EQ(call("eval", R"('(("script" . "1")))"), "eval.script_error eval.nested");
  EXPECT_EQ(call("no.such"), "eval.script_error ops.unknown_operation");
  EXPECT_EQ(told(R"((ffi.call "hello" '(1 2)))"), "eval.script_error eval.bad_call");
  EXPECT_EQ(call("report.publish", "'()"), "eval.script_error record.invalid");
}

TEST_F(Eval, a_result_that_looks_like_a_report_goes_through_the_gate) {
  EXPECT_THAT(told(std::string(report)), HasSubstr("evidenceRegistry"));
  use_rules("1.1.0", owing("eval", verified) + "," + rule("report.publish"));
  Reply reply = run(report);
  EXPECT_EQ(reply["/reason"], "eval.unverified_report");
  EXPECT_EQ(reply["/needs/0/context/reason"], "evidence-not-found");
  EXPECT_EQ(reply["/result"], "(absent)");
  observe("a");
  reply = run(report);
  EXPECT_EQ(reply["/ok"], "true");
  const std::string signed_report = reply["/result"];
  EXPECT_EQ(world.ask("report.verify", signed_report)["/ok"], "true");
  const Caller agent{.principal = "p", .capabilities = {Capability::decide}};
  EXPECT_THAT(run(report, agent)["/message"], HasSubstr("needs the capability `publish`"));
}

TEST_F(Eval, a_report_cannot_hide_from_the_gate) {
  observe("a");
  const std::string good = told(fmt::format("(json/ref (report/publish {}) \"report\")", report));
  use_rules("1.1.0", owing("eval", verified) + "," + rule("report.publish"));
  const auto shown = [&](std::string_view script, std::string_view inputs) {
    const Reply reply = run(script, operator_caller(), fmt::format(R"(,"inputs":{})", inputs));
    return reply["/ok"] == "true" ? "shown" : reply["/reason"];
  };
  EXPECT_EQ(shown("(inputs)", good), "shown");
  EXPECT_EQ(shown("(vector 1 (inputs))", good), "shown");
  EXPECT_EQ(shown("(inputs)", with(good, "/body/title", "\"X\"")), "eval.unverified_report");
  EXPECT_EQ(shown("(inputs)", with(good, "/signature", "{}")), "eval.unverified_report");
  EXPECT_EQ(shown(fmt::format("(vector {})", report), "1"), "eval.unverified_report");
  EXPECT_EQ(shown(fmt::format("`((\"a\" . #(,{})))", report), "1"), "eval.unverified_report");
  const Reply printed = run("(display \"all is well\") 1");
  EXPECT_EQ(printed["/result"], "1");
  EXPECT_EQ(printed["/output"], "(absent)");
}

TEST_F(Eval, the_sessions_budget_bounds_time_and_memory) {
  session = open_session(R"(,"budget":{"maxEvalMs":100})");
  EXPECT_EQ(told("(let loop () (loop))"), "eval.time_limit (absent)");
  EXPECT_EQ(told("1"), "eval.denied (absent)");
  session = open_session(R"(,"budget":{"maxEvalBytes":2000000})");
  EXPECT_EQ(told("1"), "1");
  EXPECT_EQ(told("(vector-length (make-vector 1000000 0)) (iota 100000) (iota 100000) 1"),
            "eval.memory_limit (absent)");
  session = open_session(R"(,"budget":{"maxDecisions":2})");
  EXPECT_EQ(told("(report/list) (report/list)"), "eval.script_error eval.denied");
}

TEST_F(Eval, a_closed_session_runs_nothing) {
  world.ask("session.close", fmt::format(R"({{"sessionId":"{}"}})", session));
  EXPECT_EQ(told("1"), "eval.denied (absent)");
  use_rules("1.1.0", rule("eval") + "," + rule("ffi.call"));
  EXPECT_EQ(told("(ffi.call \"session.close\" (list `((\"sessionId\" . ,(session/id)))))"
                 "(report/list)"),
            "eval.script_error eval.denied");
}

TEST_F(Eval, few_run_at_once) {
  const auto first = must(world.engine().evaluations().take_turn());
  EXPECT_EQ(told("1"), "1");
  const auto second = must(world.engine().evaluations().take_turn());
  EXPECT_EQ(run("1").code(), "eval.busy");
}

TEST_F(Eval, without_the_program_it_is_a_problem) {
  world.engine().evaluations().use_program("");
  EXPECT_EQ(run("1").code(), "eval.no_worker");
}

TEST_F(Eval, a_script_that_is_too_long_is_not_run) {
  EXPECT_EQ(told(std::string(300'000, ' ')), "eval.too_large (absent)");
}

}  // namespace
}  // namespace writ::ops
