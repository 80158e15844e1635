// Reports through operations: the publishing gate, and what was published.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "canon/digest.h"
#include "ops/test_evidence.h"
#include "ops/test_memory.h"

namespace writ::ops {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view publish_rule =
    R"({"id":"publish","description":"d","priority":1,"op":"report.publish","effect":"allow",)"
    R"("obligations":[{"kind":"require-verified-report"}]})";

std::string rule_with(std::string_view obligation) {
  return with(publish_rule, "/obligations", fmt::format("[{}]", obligation));
}

class Reports : public testing::Test {
 protected:
  Reports() { use_rules("1.0.0", publish_rule); }

  // From now on these decide in a new session.
  void use_rules(std::string_view version, std::string_view rules) {
    ASSERT_EQ(world.install(bundle(version, rules)).outcome(), "done");
    session = open_session();
  }
  std::string open_session(std::string_view more = "") {
    const Reply made =
        world.ask("session.create", fmt::format(R"({{"tenantId":"t","principal":"ann"{}}})", more));
    policy = made["/policyHash"];
    return made["/sessionId"];
  }

  void observe(std::string_view id, std::string_view more = "") {
    put_resource(world, id, "as-it-was");
    ASSERT_EQ(put_observed(world, session, id, more).outcome(), "done");
  }
  void make_stale(std::string_view id) { put_resource(world, id, "otherwise"); }

  static std::string finding(std::string_view evidence, std::string_view mode = "observed") {
    return fmt::format(R"({{"id":"f","description":"d","severity":"high","mode":"{}",)"
                       R"("evidence":{}}})",
                       mode, evidence);
  }
  std::string report_of(std::string_view findings, std::string_view registry) const {
    return fmt::format(R"({{"schemaVersion":1,"tenantId":"t","sessionId":"{}","policyHash":"{}",)"
                       R"("title":"T","summary":"S","findings":[{}],"evidenceRegistry":{},)"
                       R"("createdAt":"2026-11-23T11:00:00Z"}})",
                       session, policy, findings, registry);
  }
  // One finding on the evidence `a`.
  std::string report() const { return report_of(finding(R"(["a"])"), R"(["a"])"); }

  Reply publish(std::string_view report, const Caller& caller = operator_caller()) {
    return world.ask("report.publish", report, caller);
  }
  // Each need as `reason at pointer`.
  static std::vector<std::string> needs_in(const Reply& reply) {
    std::vector<std::string> list;
    if (reply.problem()) list.push_back(describe(*reply.problem()));
    for (int i = 0; reply[fmt::format("/needs/{}", i)] != "(absent)"; ++i) {
      const std::string at = fmt::format("/needs/{}/context", i);
      list.push_back(fmt::format("{} at {}", reply[at + "/reason"], reply[at + "/pointer"]));
    }
    EXPECT_EQ(reply["/ok"] == "true", list.empty());
    EXPECT_EQ(reply["/need"], reply["/needs/0"]);
    return list;
  }
  std::vector<std::string> needs(std::string_view report,
                                 const Caller& caller = operator_caller()) {
    return needs_in(publish(report, caller));
  }

  std::string published(std::string_view report) {
    const Reply reply = publish(report);
    EXPECT_THAT(needs_in(reply), IsEmpty());
    return reply["/report"];
  }
  Reply status() { return world.ask("report.status", R"({"tenantId":"t"})"); }

  World world;
  std::string session, policy;
};

TEST_F(Reports, on_fresh_evidence_are_signed_and_kept) {
  observe("a");
  const std::string made = published(report());
  const Reply shown{Result<std::string>(made)};
  EXPECT_EQ(shown["/body"], canon::canonical(must(canon::Json::parse(report())).value()));
  EXPECT_EQ(shown["/reportHash"], canon::sha256_hex(shown["/body"]));
  EXPECT_EQ(shown["/signature/alg"], "ed25519");
  EXPECT_EQ(world.ask("report.verify", made).outcome(), "done");
  world.reopen();
  const std::string ref =
      fmt::format(R"({{"tenantId":"t","reportHash":"{}"}})", shown["/reportHash"]);
  EXPECT_EQ(world.ask("report.get", ref)["/report"], made);
  EXPECT_EQ(world.ask("report.verify", made).outcome(), "done");
  EXPECT_EQ(published(report()), made) << "the same report is the same";
}

TEST_F(Reports, are_in_the_journal_whether_published_or_refused) {
  observe("a");
  publish(report());
  Reply entry = world.last_entry();
  EXPECT_EQ(entry["/op"], "report.publish");
  EXPECT_EQ(entry["/outcome"], "done");
  EXPECT_EQ(entry["/session"], session);
  EXPECT_EQ(entry["/policyHash"], policy);
  EXPECT_EQ(entry["/keyId"], world.key_id());
  EXPECT_NE(entry["/change"], "(absent)") << "kept and journalled as one";
  make_stale("a");
  publish(report());
  entry = world.last_entry();
  EXPECT_EQ(entry["/outcome"], "refused");
  EXPECT_EQ(entry["/reason"], "evidence-stale");
  EXPECT_EQ(world.ask("journal.replay", "{}")["/differences"], "[]");
}

TEST_F(Reports, that_do_not_read_are_a_problem) {
  EXPECT_EQ(publish("{}").code(), "record.invalid");
  EXPECT_EQ(publish(without(report(), "/title")).problem()->faults.front().pointer, "/title");
  EXPECT_EQ(publish(fmt::format(R"({{"report":{}}})", without(report(), "/title")))
                .problem()
                ->faults.front()
                .pointer,
            "/report/title");
}

TEST_F(Reports, without_all_of_their_evidence_are_refused_with_every_need) {
  observe("a");
  observe("b");
  make_stale("b");
  const Reply reply =
      publish(report_of(finding(R"(["a","b","x"])", "inferred"), R"(["a","b","c"])"));
  EXPECT_THAT(needs_in(reply), ElementsAre("mode-not-publishable at /findings/0/mode",
                                           "evidence-not-registered at /findings/0/evidence/2",
                                           "evidence-stale at /evidenceRegistry/1",
                                           "evidence-not-cited at /evidenceRegistry/2",
                                           "evidence-not-found at /evidenceRegistry/2"));
  EXPECT_EQ(reply["/needs/0/tag"], "needs");
  EXPECT_EQ(reply["/needs/0/needType"], "needs-evidence");
  EXPECT_EQ(reply["/report"], "(absent)");
  EXPECT_EQ(world.ask("report.list", R"({"tenantId":"t"})")["/reports"], "[]");
}

TEST_F(Reports, on_evidence_that_expired_or_cannot_be_looked_at) {
  observe("a", R"(,"validUntil":"2026-11-24T00:00:00Z")");
  world.now = at("2026-11-24T00:00:00Z");
  EXPECT_THAT(needs(report()), ElementsAre("evidence-expired at /evidenceRegistry/0"));
  world.now = at("2026-11-23T12:00:00Z");
  EXPECT_THAT(needs(report()), IsEmpty());
}

TEST_F(Reports, on_evidence_of_another_session) {
  const std::string mine = session;
  session = open_session();
  observe("a");
  session = mine;
  EXPECT_THAT(needs(report()), ElementsAre("evidence-of-another-session at /evidenceRegistry/0"));
}

TEST_F(Reports, on_evidence_of_another_tenant_tell_so_to_who_may_know) {
  keep_session(world, "ses-u", "u");
  put_resource(world, "a", "x", "u");
  ASSERT_EQ(put_observed(world, "ses-u", "a", "", "u").outcome(), "done");
  EXPECT_THAT(needs(report()), ElementsAre("evidence-of-another-tenant at /evidenceRegistry/0"));
  Caller own = operator_caller();
  own.tenant = "t";
  EXPECT_THAT(needs(report(), own), ElementsAre("evidence-not-found at /evidenceRegistry/0"));
}

TEST_F(Reports, on_a_guess_are_refused_however_it_is_dressed) {
  observe("a");
  const Reply made =
      put_evidence(world, session, R"("evidenceId":"guess","mode":"assumed","derivedFrom":["a"])");
  ASSERT_EQ(made.outcome(), "done");
  ASSERT_EQ(
      put_evidence(world, session, R"("evidenceId":"b","mode":"derived","derivedFrom":["guess"])")
          .outcome(),
      "done");
  EXPECT_THAT(needs(report_of(finding(R"(["b"])", "derived"), R"(["b"])")),
              ElementsAre("evidence-mode-not-publishable at /evidenceRegistry/0"));
}

TEST_F(Reports, under_another_policy_than_the_sessions) {
  observe("a");
  EXPECT_THAT(needs(with(report(), "/policyHash", fmt::format(R"("{:064}")", 7))),
              ElementsAre("another-policy at /policyHash"));
  const std::string old = report();
  ASSERT_EQ(world.install(bundle("1.1.0", publish_rule)).outcome(), "done");
  EXPECT_THAT(needs(old), ElementsAre("another-policy at /policyHash"));
}

TEST_F(Reports, of_a_session_that_is_closed_or_not_there) {
  observe("a");
  world.ask("session.close", fmt::format(R"({{"sessionId":"{}"}})", session));
  EXPECT_THAT(needs(report()), ElementsAre("session-closed at /sessionId"));
  EXPECT_EQ(publish(with(report(), "/sessionId", R"("none")")).code(), "ops.unknown_session");
  keep_session(world, "ses-u", "u");
  EXPECT_EQ(publish(with(report(), "/sessionId", R"("ses-u")")).code(), "ops.unknown_session");
}

TEST_F(Reports, are_published_by_those_who_may) {
  observe("a");
  Caller stranger = operator_caller();
  stranger.tenant = "u";
  EXPECT_EQ(publish(report(), stranger).code(), "ops.foreign_tenant");
  Caller other = operator_caller();
  other.principal = "eve";
  other.identity.emplace();
  EXPECT_EQ(publish(report(), other).code(), "ops.foreign_principal");
  const std::string made = published(report());
  EXPECT_EQ(world.ask("report.verify", made, stranger).code(), "ops.foreign_tenant");
  const std::string ref = fmt::format(R"({{"tenantId":"t","reportHash":"{}"}})",
                                      Reply{Result<std::string>(made)}["/reportHash"]);
  EXPECT_EQ(world.ask("report.get", ref, stranger).code(), "ops.foreign_tenant");
  EXPECT_EQ(world.ask("report.get", with(ref, "/tenantId", R"("u")")).outcome(),
            "report.unknown at (absent)");
  EXPECT_EQ(world.ask("report.list", R"({"tenantId":"u"})")["/reports"], "[]");
}

// --- what the policy says --------------------------------------------------------------------

TEST_F(Reports, need_a_policy_that_lets_them_be_published) {
  use_rules("1.1.0", open_door);
  observe("a");
  const Reply reply = publish(report());
  EXPECT_THAT(needs_in(reply), ElementsAre("publishing-denied at /policyHash"));
  EXPECT_EQ(reply["/need/needType"], "needs-policy");
  EXPECT_EQ(reply["/need/context/detail"], "DEFAULT_DENY");
}

TEST_F(Reports, can_be_told_apart_by_rules) {
  use_rules("1.1.0", with(publish_rule, "/when",
                          R"({"labels":{"none":["phi"]},"attributes":[{"left":)"
                          R"("/argsSummary/worstSeverity","test":"equals","right":)"
                          R"({"value":"high"}}]})"));
  observe("a");
  EXPECT_THAT(needs(report()), IsEmpty());
  EXPECT_THAT(needs(with(report(), "/findings/0/severity", R"("low")")),
              ElementsAre("publishing-denied at /policyHash"));
  EXPECT_THAT(needs(fmt::format(R"({{"report":{},"labels":["phi"]}})", report())),
              ElementsAre("publishing-denied at /policyHash"));
}

TEST_F(Reports, are_held_by_what_the_gate_cannot_see_to) {
  int version = 1;
  for (const char* obligation :
       {R"({"kind":"deny-egress","reason":"r"})", R"({"kind":"token-cap","maxTokens":1})"}) {
    use_rules(fmt::format("1.{}.0", version), rule_with(obligation));
    observe(fmt::format("a{}", version));
    const std::string list = fmt::format(R"(["a{}"])", version++);
    EXPECT_THAT(needs(report_of(finding(list), list)),
                ElementsAre("obligation-unmet at /policyHash"))
        << obligation;
  }
}

// --- what they must not say ------------------------------------------------------------------

class RedactedReports : public Reports {
 protected:
  RedactedReports() {
    use_rules("1.1.0", rule_with(R"({"kind":"require-redaction","profile":"default"},)"
                                 R"({"kind":"require-redaction","profile":"medical-strict"})"));
    observe("a");
  }
  std::string report_saying(std::string_view title, std::string_view description) const {
    const auto quoted = [](std::string_view text) { return fmt::format(R"("{}")", text); };
    return with(with(report(), "/title", quoted(title)), "/findings/0/description",
                quoted(description));
  }
  Reply redact(std::string_view report, std::string_view profiles,
               const Caller& caller = operator_caller()) {
    return world.ask("report.redact",
                     fmt::format(R"({{"report":{},"profiles":{}}})", report, profiles), caller);
  }
};

TEST_F(RedactedReports, are_published_where_they_hold_nothing_forbidden) {
  EXPECT_THAT(needs(report()), IsEmpty());
}

TEST_F(RedactedReports, are_held_by_every_profile_at_once_and_nobody_repeats_what_was_found) {
  const Reply reply = publish(report_saying("of ann@clinic.example", "MRN 44712"));
  EXPECT_THAT(needs_in(reply), ElementsAre("redaction-outstanding at /title",
                                           "redaction-outstanding at /findings/0/description"));
  EXPECT_EQ(reply["/needs/0/tag"], "needs");
  EXPECT_EQ(reply["/needs/0/needType"], "needs-policy");
  EXPECT_EQ(reply["/needs/0/context/detector"], "email");
  EXPECT_EQ(reply["/needs/1/context/detector"], "mrn");
  EXPECT_EQ(reply["/needs/1/context/detail"], "default, medical-strict");
  EXPECT_THAT(reply["/needs"], testing::Not(HasSubstr("clinic.example")));
  EXPECT_THAT(reply["/needs"], testing::Not(HasSubstr("44712")));
  EXPECT_EQ(world.last_entry()["/reason"], "redaction-outstanding");
}

TEST_F(RedactedReports, are_held_by_what_only_people_can_read) {
  EXPECT_THAT(needs(report_saying("T", "４１１１\u00a01111\u200b１１１１\u20111111")),
              ElementsAre("redaction-outstanding at /findings/0/description"));
}

TEST_F(RedactedReports, need_their_evidence_as_well) {
  make_stale("a");
  EXPECT_THAT(
      needs(report_saying("a@b.example", "d")),
      ElementsAre("evidence-stale at /evidenceRegistry/0", "redaction-outstanding at /title"));
}

TEST_F(RedactedReports, pass_once_they_are_redacted) {
  const Reply made = redact(report_saying("of ann@clinic.example", "card 4111 1111 1111 1111"),
                            R"(["medical-strict","default"])");
  EXPECT_EQ(made["/ok"], "true");
  EXPECT_EQ(made["/report/title"], "of [redacted:email]");
  EXPECT_EQ(made["/report/findings/0/description"], "card [redacted:card 1111]");
  EXPECT_EQ(made["/redactionMap/places/1/pointer"], "/findings/0/description");
  EXPECT_EQ(made["/redactionMap/profiles/1/profile"], "medical-strict");
  EXPECT_EQ(made["/redactionMapHash"], canon::sha256_hex(made["/redactionMap"]));
  const Reply shown{Result<std::string>(published(made["/report"]))};
  EXPECT_EQ(shown["/reportHash"], made["/redactionMap/reportHash"]);
}

TEST_F(RedactedReports, keep_their_ids_which_are_told_of) {
  const Reply made = redact(with(report(), "/findings/0/id", R"("a@b.example")"), R"(["default"])");
  EXPECT_EQ(made["/ok"], "false");
  EXPECT_EQ(made["/needs/0/context/pointer"], "/findings/0/id");
  EXPECT_EQ(made["/report/findings/0/id"], "a@b.example");
  EXPECT_EQ(world.last_entry()["/reason"], "redaction-outstanding");
}

TEST_F(RedactedReports, leave_a_map_that_is_kept_only_where_nothing_is_left) {
  use_rules("1.2.0",
            R"({"id":"see","description":"d","priority":1,"op":"memory.inspect","effect":"allow",)"
            R"("memory":{},"obligations":[{"kind":"require-redaction","profile":"default"}]})");
  const Reply owing = world.ask("memory.evaluate", memory_question("inspect"));
  const auto outcome = [&](const Reply& made) {
    const Reply reply =
        world.ask("obligation.discharge",
                  fmt::format(R"({{"tenant_id":"t","evaluation_context":{},"obligation":{},)"
                              R"("discharged_by_ref":"r","enforcement_owner":"DOC84",)"
                              R"("discharge_status":"satisfied","redaction_map_ref":"{}"}})",
                              owing["/evaluation_context"], owing["/obligations/0"],
                              made["/redactionMapHash"]));
    return reply["/ok"] == "true" ? "done" : reply["/reason"];
  };
  const std::string left = with(report(), "/findings/0/id", R"("a@b.example")");
  EXPECT_EQ(outcome(redact(left, R"(["default"])")), "obligation.unknown_redaction_map");
  EXPECT_EQ(outcome(redact(report_saying("of ann@clinic.example", "d"), R"(["default"])")), "done");
}

TEST_F(RedactedReports, are_not_told_to_the_journal_as_they_were) {
  const Reply made = redact(report_saying("of ann@clinic.example", "d"), R"(["default"])");
  const Reply entry = world.last_entry();
  EXPECT_EQ(entry["/op"], "report.redact");
  EXPECT_EQ(entry["/requestHash"], "(absent)");
  EXPECT_EQ(entry["/responseHash"], canon::sha256_hex(made.text()));
}

TEST_F(RedactedReports, are_redacted_by_profiles_that_there_are_and_for_their_own_tenant) {
  EXPECT_EQ(redact(report(), "[]").code(), "redaction.no_profile");
  EXPECT_EQ(redact(report(), R"(["none"])").code(), "record.invalid");
  Caller stranger = operator_caller();
  stranger.tenant = "u";
  EXPECT_EQ(redact(report(), R"(["default"])", stranger).code(), "ops.foreign_tenant");
}

TEST_F(RedactedReports, are_redacted_by_the_profiles_that_everybody_can_read) {
  const Reply profiles = world.ask("redaction.profiles", "{}");
  EXPECT_EQ(profiles["/profiles/1/profile"], "medical-strict");
  EXPECT_EQ(redact(report(), R"(["medical-strict"])")["/redactionMap/profiles/0/hash"],
            profiles["/profiles/1/hash"]);
}

TEST_F(RedactedReports, without_such_an_obligation_may_say_anything) {
  use_rules("1.2.0", publish_rule);
  observe("b");
  const std::string mine = report_of(finding(R"(["b"])"), R"(["b"])");
  EXPECT_THAT(needs(with(mine, "/title", R"("a@b.example")")), IsEmpty());
}

TEST_F(Reports, use_up_a_sessions_budget) {
  session = open_session(R"(,"budget":{"maxDecisions":1})");
  observe("a");
  EXPECT_THAT(needs(report()), IsEmpty());
  const Reply second = publish(report());
  EXPECT_THAT(needs_in(second), ElementsAre("publishing-denied at /sessionId"));
  EXPECT_EQ(second["/need/context/detail"], "BUDGET_DECISIONS_SPENT");
}

class ReportApprovals : public Reports {
 protected:
  ReportApprovals() {
    world.new_key(R"({"purpose":"approval"})");
    world.ask("principal.put",
              R"({"tenantId":"t","principal":{"id":"bob","roles":["editor"],"assurance":"aal2"}})");
    use_rules("1.1.0",
              rule_with(R"({"kind":"require-approval","policy":{"allowedRoles":["editor"],)"
                        R"("expiresInSeconds":3600}})"));
  }
  std::string act(std::string_view operation, std::string_view approval) {
    return world
        .ask(operation,
             fmt::format(R"({{"tenantId":"t","approvalId":"{}","approver":"bob"}})", approval))
        .outcome();
  }
};

TEST_F(ReportApprovals, are_asked_for_used_once_and_for_that_report) {
  observe("a");
  const Reply first = publish(report());
  EXPECT_THAT(needs_in(first), ElementsAre("approval-outstanding at "));
  EXPECT_EQ(first["/need/needType"], "needs-approval");
  EXPECT_EQ(first["/need/context/detail"], "pending");
  const std::string approval = first["/need/context/approvalId"];
  EXPECT_EQ(world.last_entry()["/requestedApproval"], approval);
  EXPECT_EQ(publish(report())["/need/context/approvalId"], approval);
  ASSERT_EQ(act("approval.grant", approval), "done");
  const std::string other = with(report(), "/title", R"("Another")");
  EXPECT_THAT(needs(other), ElementsAre("approval-outstanding at "));
  world.reopen();
  published(report());
  EXPECT_EQ(world.last_entry()["/approvalId"], approval);
  EXPECT_THAT(needs(report()), ElementsAre("approval-outstanding at ")) << "it is used";
}

TEST_F(ReportApprovals, are_not_asked_for_while_evidence_is_needed) {
  observe("a");
  make_stale("a");
  const Reply reply = publish(report());
  EXPECT_THAT(needs_in(reply),
              ElementsAre("evidence-stale at /evidenceRegistry/0", "approval-outstanding at "));
  EXPECT_EQ(reply["/needs/1/context/approvalId"], "(absent)");
  EXPECT_EQ(world.ask("approval.list", R"({"tenantId":"t"})")["/approvals"], "[]");
}

TEST_F(ReportApprovals, are_not_used_up_by_a_report_that_is_refused) {
  observe("a");
  const std::string approval = publish(report())["/need/context/approvalId"];
  ASSERT_EQ(act("approval.grant", approval), "done");
  make_stale("a");
  EXPECT_THAT(needs(report()), ElementsAre("evidence-stale at /evidenceRegistry/0"));
  put_resource(world, "a", "as-it-was");
  published(report());
}

TEST_F(ReportApprovals, that_were_denied_keep_it_in) {
  observe("a");
  const std::string approval = publish(report())["/need/context/approvalId"];
  ASSERT_EQ(act("approval.deny", approval), "done");
  EXPECT_EQ(publish(report())["/need/context/detail"], "denied");
}

// --- after publishing ------------------------------------------------------------------------

TEST_F(Reports, stand_while_their_evidence_does) {
  observe("a");
  observe("b");
  published(report());
  const std::string other = Reply{
      Result<std::string>(published(report_of(finding(R"(["b"])"), R"(["b"])")))}["/reportHash"];
  EXPECT_EQ(status()["/valid"], "true");
  make_stale("b");
  const Reply now = status();
  EXPECT_EQ(now["/valid"], "false");
  for (int i = 0; i < 2; ++i) {
    const std::string at = fmt::format("/reports/{}", i);
    const bool is_other = now[at + "/reportHash"] == other;
    EXPECT_EQ(now[at + "/valid"], is_other ? "false" : "true");
    EXPECT_EQ(now[at + "/notFresh/0/standing"], is_other ? "changed" : "(absent)");
  }
  world.revoke(world.key_id());
  EXPECT_EQ(status()["/reports/0/signature"], "key-revoked");
}

TEST_F(Reports, can_be_evidence_that_is_stale_with_theirs) {
  observe("a");
  const std::string hash = Reply{Result<std::string>(published(report()))}["/reportHash"];
  const auto cite = [&](std::string_view of) {
    return put_evidence(world, session,
                        fmt::format(R"("evidenceId":"r","mode":"observed","source":)"
                                    R"({{"kind":"report","reportHash":"{}"}})",
                                    of));
  };
  EXPECT_EQ(cite(std::string(64, '7')).outcome(), "evidence.source_gone at /source");
  ASSERT_EQ(cite(hash).outcome(), "done");
  const std::string on_report = report_of(finding(R"(["r"])"), R"(["r"])");
  EXPECT_THAT(needs(on_report), IsEmpty());
  make_stale("a");
  const Reply reply = publish(on_report);
  EXPECT_THAT(needs_in(reply), ElementsAre("evidence-stale at /evidenceRegistry/0"));
  EXPECT_EQ(reply["/need/context/cause"], "a");
}

TEST_F(Reports, can_be_cited_by_an_assurance_case) {
  observe("a");
  const std::string hash = Reply{Result<std::string>(published(report()))}["/reportHash"];
  const std::string content = fmt::format(
      R"({{"case":{{"schemaVersion":1,"tenantId":"t","sessionId":"{}","policyHash":"{}",)"
      R"("title":"C","topGoalId":"g","nodes":[{{"kind":"goal","id":"g","statement":"s",)"
      R"("supportedBy":["s"]}},{{"kind":"solution","id":"s","statement":"s","evidence":["{}"]}}],)"
      R"("createdAt":"2026-11-20T00:00:00Z"}}}})",
      session, policy, hash);
  EXPECT_EQ(world.ask("assurance.check", content)["/valid"], "true");
  make_stale("a");
  EXPECT_EQ(world.ask("assurance.check", content)["/errors/0/code"], "assurance.evidence_stale");
}

TEST_F(Reports, that_were_altered_do_not_verify) {
  observe("a");
  const std::string made = published(report());
  EXPECT_EQ(world.ask("report.verify", with(made, "/body/title", R"("Another")")).outcome(),
            "report-hash-mismatch at /reportHash");
  EXPECT_EQ(world.ask("report.verify", with(made, "/signature/sig", R"("AAAA")")).outcome(),
            "signature-malformed at /signature");
  EXPECT_EQ(world.ask("report.verify", without(made, "/body/title")).outcome(),
            "missing-member at /body/title");
  world.revoke(world.key_id());
  EXPECT_EQ(world.ask("report.verify", made).outcome(), "key-revoked at /signature");
}

TEST_F(Reports, are_listed_by_session_in_pages) {
  observe("a");
  published(report());
  published(with(report(), "/title", R"("Another")"));
  const Reply first = world.ask("report.list", R"({"tenantId":"t","limit":1})");
  EXPECT_EQ(first["/reports/0/sessionId"], session);
  EXPECT_EQ(first["/next"], first["/reports/0/reportHash"]);
  const Reply second = world.ask(
      "report.list", fmt::format(R"({{"tenantId":"t","limit":1,"after":"{}"}})", first["/next"]));
  EXPECT_NE(second["/reports/0/title"], first["/reports/0/title"]);
  EXPECT_EQ(second["/next"], "(absent)");
  EXPECT_EQ(world.ask("report.list", R"({"tenantId":"t","sessionId":"another"})")["/reports"],
            "[]");
}

// --- in other forms ----------------------------------------------------------------------------

class ExportedReports : public Reports {
 protected:
  ExportedReports() {
    observe("a");
    hash = Reply{Result<std::string>(published(report()))}["/reportHash"];
  }
  Reply exported(std::string_view format, std::string_view tenant = "t",
                 const Caller& caller = operator_caller()) {
    return world.ask(
        "report.export",
        fmt::format(R"({{"tenantId":"{}","reportHash":"{}","format":"{}"}})", tenant, hash, format),
        caller);
  }

  std::string hash;
};

TEST_F(ExportedReports, are_attested_by_an_audit_key_and_the_journal_knows) {
  const Reply made = exported("in-toto");
  EXPECT_EQ(made["/ok"], "true");
  EXPECT_EQ(made["/mediaType"], "application/vnd.dsse.envelope.v1+json");
  const Reply envelope{Result<std::string>(made["/text"])};
  EXPECT_EQ(envelope["/payloadType"], "application/vnd.in-toto+json");
  EXPECT_EQ(envelope["/signatures/0/keyid"], world.key_id());
  EXPECT_EQ(world.last_entry()["/op"], "report.export");
  EXPECT_EQ(world.last_entry()["/keyId"], world.key_id());
  make_stale("a");
  EXPECT_EQ(exported("in-toto")["/text"], made["/text"]) << "it tells what was published";
}

TEST_F(ExportedReports, that_nobody_vouches_for_any_more_are_attested_by_nobody) {
  world.revoke(world.key_id());
  world.new_key(R"({"purpose":"audit"})");
  EXPECT_EQ(exported("in-toto").outcome(), "key-revoked at (absent)");
  EXPECT_THAT(exported("html")["/text"], HasSubstr("does not count (key-revoked)"));
}

TEST_F(ExportedReports, are_pages_that_tell_how_their_evidence_stands_now) {
  EXPECT_EQ(exported("html")["/mediaType"], "text/html; charset=utf-8");
  EXPECT_EQ(exported("markdown")["/mediaType"], "text/markdown; charset=utf-8");
  for (const char* format : {"html", "markdown"}) {
    EXPECT_THAT(exported(format)["/text"], HasSubstr("It stands"));
  }
  make_stale("a");
  for (const char* format : {"html", "markdown"}) {
    EXPECT_THAT(exported(format)["/text"], HasSubstr("It does not stand"));
    EXPECT_THAT(exported(format)["/text"], HasSubstr("changed"));
  }
}

TEST_F(ExportedReports, are_their_tenants_own) {
  EXPECT_EQ(exported("html", "u").outcome(), "report.unknown at (absent)");
  Caller stranger = operator_caller();
  stranger.tenant = "u";
  EXPECT_EQ(exported("html", "t", stranger).code(), "ops.foreign_tenant");
  EXPECT_EQ(exported("pdf").code(), "record.invalid");
}

TEST_F(Reports, without_a_key_that_can_sign_are_a_problem_and_not_kept) {
  observe("a");
  world.ask("keys.retire", fmt::format(R"({{"keyId":"{}"}})", world.key_id()));
  EXPECT_EQ(publish(report()).code(), "keys.no_current_key");
  EXPECT_EQ(world.ask("report.list", R"({"tenantId":"t"})")["/reports"], "[]");
}

}  // namespace
}  // namespace writ::ops
