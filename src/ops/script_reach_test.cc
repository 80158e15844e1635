// What a script can name and be told of: each way to another session, one by one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ops/test_script.h"

namespace writ::ops {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view foreign = "eval.script_error eval.foreign_session";

// Two sessions under one policy. The other one has registered `theirs`, and published a report.
class ScriptReach : public Scripts {
 protected:
  ScriptReach() {
    const std::string own = session;
    session = other = open_session();
    observe("theirs");
    published = must(canon::Json::parse(
        told(R"((json/ref (report/publish (report/make "T" "S" '((("id" . "f"))"
             R"( ("description" . "d") ("severity" . "low") ("mode" . "observed"))"
             R"( ("evidence" . #("theirs")))))) "report"))")));
    hash = published.value().find("reportHash")->text();
    session = own;
    observe("mine");
  }

  // A call of an operation with `tenantId` and further members, as Scheme.
  std::string asked(std::string_view operation, std::string_view members = "") {
    return call(operation, fmt::format(R"('(("tenantId" . "t") {}))", members));
  }
  std::string put(std::string_view members) {
    return asked("evidence.put",
                 fmt::format(R"(("sessionId" . "{}") ("evidenceId" . "new") ("summary" . "s") {})",
                             session, members));
  }
  std::string put_from(std::string_view source) {
    return put(fmt::format(R"(("mode" . "observed") ("source" . ({})))", source));
  }

  std::string other;  // the other session
  canon::Json published;
  std::string hash;  // of its report
};

TEST_F(ScriptReach, a_request_names_no_other_session) {
  keep_session(world, "of-u", "u");
  for (const std::string& request :
       {fmt::format(R"('(("sessionId" . "{}")))", other),
        std::string(R"('(("sessionId" . "of-u")))"),
        std::string(R"('(("sessionId" . "ses_none")))"), std::string(R"('(("sessionId" . #())))"),
        std::string(R"('(("session_id" . "of-u")))"),
        std::string(R"('(("report" . (("sessionId" . "of-u")))))"),
        std::string(R"('(("questions" . #((("session_id" . "of-u"))))))"),
        std::string(R"('(("a" . #((("b" . (("sessionId" . "of-u"))))))))"),
        fmt::format(R"('(("anything" . "{}")))", other),
        fmt::format(R"('(("anything" . #(1 "{}")))))", other)}) {
    EXPECT_EQ(call("session.get", request), foreign) << request;
  }
}

TEST_F(ScriptReach, it_opens_no_session_and_lists_none) {
  const auto sessions = [&] { return world.ask("session.list", R"({"tenantId":"t"})").text(); };
  const std::string before = sessions();
  EXPECT_EQ(asked("session.create", R"(("principal" . "ann"))"), foreign);
  EXPECT_EQ(sessions(), before);
  EXPECT_EQ(asked("session.list"), foreign);
  world.ask("session.close", fmt::format(R"({{"sessionId":"{}"}})", other));
  EXPECT_EQ(asked("session.list", R"(("state" . "closed"))"), foreign);
  EXPECT_THAT(call("session.get", fmt::format(R"('(("sessionId" . "{}")))", session)),
              HasSubstr(session));
}

TEST_F(ScriptReach, evidence_is_read_by_id_in_its_session_alone) {
  EXPECT_EQ(told(R"((json/ref (evidence/get "mine") "evidence" "evidenceId"))"), "mine");
  EXPECT_EQ(told(R"((json/ref (evidence/verify "mine") "verification" "standing"))"), "fresh");
  EXPECT_EQ(told(R"((evidence/get "theirs"))"), foreign);
  EXPECT_EQ(told(R"((evidence/verify "theirs"))"), foreign);
  EXPECT_EQ(told(R"((evidence/get "nobodys"))"), R"({"ok":false,"reason":"evidence.unknown"})");
}

TEST_F(ScriptReach, a_list_is_of_its_session) {
  EXPECT_THAT(asked("evidence.list"), Not(HasSubstr("theirs")));
  EXPECT_THAT(asked("evidence.list"), HasSubstr("mine"));
  EXPECT_THAT(asked("evidence.verifyAll"), HasSubstr("mine"));
  EXPECT_THAT(asked("evidence.verifyAll"), Not(HasSubstr("theirs")));
  EXPECT_EQ(told("(report/list)"), R"({"reports":[]})");
  EXPECT_THAT(told("(report/status)"), HasSubstr(R"("reports":[])"));
  EXPECT_EQ(asked("evidence.list", fmt::format(R"(("sessionId" . "{}"))", other)), foreign);
}

TEST_F(ScriptReach, reports_are_read_by_hash_in_their_session_alone) {
  const std::string by_hash = fmt::format(R"(("reportHash" . "{}"))", hash);
  EXPECT_EQ(asked("report.get", by_hash), foreign);
  EXPECT_EQ(asked("report.export", by_hash + R"(("format" . "html"))"), foreign);
  const Reply verified = run("(report/verify (inputs))", operator_caller(),
                             fmt::format(R"(,"inputs":{})", canon::canonical(published.value())));
  EXPECT_EQ(verified["/code"], "eval.foreign_session");
  session = other;
  EXPECT_THAT(asked("report.get", by_hash), HasSubstr("theirs"));
}

TEST_F(ScriptReach, nothing_is_derived_from_another_session) {
  EXPECT_EQ(put(R"(("mode" . "derived") ("derivedFrom" . #("mine" "theirs")))"), foreign);
  EXPECT_EQ(put_from(fmt::format(R"(("kind" . "report") ("reportHash" . "{}"))", hash)), foreign);
  EXPECT_EQ(put_from(fmt::format(R"(("kind" . "record") ("recordKind" . "session") ("id" . "{}"))",
                                 other)),
            foreign);
  EXPECT_THAT(put(R"(("mode" . "derived") ("derivedFrom" . #("mine")))"),
              HasSubstr(R"("ok":true)"));
}

TEST_F(ScriptReach, an_entry_of_the_journal_is_its_own_or_nobodys) {
  const auto last_of = [&](const std::string& of) {
    world.ask("session.decide",
              fmt::format(R"({{"sessionId":"{}","request":{{"op":"read"}}}})", of));
    const int index = std::stoi(world.ask("journal.head", "{}")["/size"]) - 1;
    return fmt::format(R"(("kind" . "journal") ("index" . {}))", index);
  };
  EXPECT_EQ(put_from(last_of(other)), foreign);
  EXPECT_THAT(put_from(last_of(session)), HasSubstr(R"("ok":true)"));
  EXPECT_THAT(put_from(R"(("kind" . "journal") ("index" . 1000000))"), HasSubstr("source_gone"));
}

TEST_F(ScriptReach, a_report_cites_what_is_its_session_s) {
  constexpr std::string_view citing =
      R"((report/publish (report/make "T" "S" '((("id" . "f") ("description" . "d"))"
      R"( ("severity" . "low") ("mode" . "observed") ("evidence" . #("theirs")))))))";
  EXPECT_EQ(told(citing), foreign);
}

TEST_F(ScriptReach, to_a_case_what_is_anothers_is_not_there) {
  const auto checked = [&](std::string_view of, std::string_view cited) {
    return run(R"((ffi.call "assurance.check" (list (inputs))))", operator_caller(),
               fmt::format(R"(,"inputs":{{"case":{{"schemaVersion":1,"tenantId":"t",)"
                           R"("sessionId":"{}","policyHash":"{}","title":"A case",)"
                           R"("topGoalId":"g","createdAt":"2026-11-20T00:00:00Z","nodes":[)"
                           R"({{"kind":"goal","id":"g","statement":"C","supportedBy":["a"]}},)"
                           R"({{"kind":"solution","id":"a","statement":"P",)"
                           R"("evidence":["{}"]}}]}}}})",
                           of, std::string(64, '0'), cited));
  };
  EXPECT_EQ(checked(session, "mine")["/result/valid"], "true");
  EXPECT_EQ(checked(session, "theirs")["/result/errors/0/code"],
            "assurance.evidence_not_registered");
  EXPECT_EQ(checked(session, hash)["/code"], "eval.foreign_session");
  EXPECT_EQ(checked(other, "theirs")["/code"], "eval.foreign_session");
}

TEST_F(ScriptReach, what_rests_on_another_session_is_not_told) {
  const Reply made = put_evidence(world, session,
                                  fmt::format(R"("evidenceId":"on-theirs","mode":"observed",)"
                                              R"("source":{{"kind":"report","reportHash":"{}"}})",
                                              hash));
  ASSERT_EQ(made.outcome(), "done");
  EXPECT_EQ(told(R"((evidence/get "on-theirs"))"), foreign);
  put_resource(world, "theirs", "otherwise");
  EXPECT_EQ(told(R"((evidence/verify "on-theirs"))"), foreign) << "its cause is theirs";
}

TEST_F(ScriptReach, a_result_is_not_published_in_another_session) {
  use_rules("1.1.0",
            owing("eval", verified) + "," + rule("ffi.call") + "," + rule("report.publish"));
  const Reply reply =
      run(fmt::format(R"((json/set (report/make "T" "S" '()) "sessionId" "{}"))", other));
  EXPECT_EQ(reply["/reason"], "eval.unverified_report");
  EXPECT_THAT(reply["/message"], HasSubstr("speaks of another session at `/sessionId`"));
}

TEST_F(ScriptReach, what_others_call_their_evidence_hinders_nobody) {
  for (const std::string_view word : {"t", "s", "observed", "record"}) {
    put_resource(world, word, "as-it-was");
    ASSERT_EQ(put_observed(world, other, word).outcome(), "done");
  }
  EXPECT_THAT(put_from(R"(("kind" . "record") ("recordKind" . "resource") ("id" . "doc/mine"))"),
              HasSubstr(R"("ok":true)"));
}

TEST_F(ScriptReach, it_holds_for_every_operation_that_there_is) {
  for (const Operation* operation : operations()) {
    if (operation->traits.host_only || operation == &eval) continue;
    EXPECT_EQ(call(operation->traits.name, fmt::format(R"('(("sessionId" . "{}")))", other)),
              foreign)
        << operation->traits.name;
  }
}

}  // namespace
}  // namespace writ::ops
