// Questions to people through operations: raised, answered, expired, seen, drawn.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <thread>

#include <fmt/format.h>

#include "ops/disambiguations.h"
#include "ops/test_memory.h"
#include "ops/test_world.h"

namespace writ::ops {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view rules =
    R"({"id":"retrieve","description":"d","priority":1,"op":"memory.retrieve","effect":"allow",)"
    R"("memory":{"locality":"local_only"}},)"
    R"({"id":"disclose","description":"d","priority":1,"op":"memory.ui_disclose",)"
    R"("effect":"allow","memory":{}})";

class Disambiguations : public ::testing::Test {
 protected:
  Disambiguations() { world.install(bundle("1.0.0", rules)); }

  static std::string question(std::string_view more = "") {
    return fmt::format(R"({{"tenant_id":"t","question_kind":"destination_confirmation",)"
                       R"("safe_prompt_label_ref":"safe_label.item","policy_decision_ref":"mpd_1",)"
                       R"("deadline_at":"2026-11-23T13:00:00Z",)"
                       R"("fallback_if_unanswered":"reference_only"{}}})",
                       more);
  }
  Reply raise(std::string_view body = question()) {
    return world.ask("disambiguation.raise", body);
  }
  // The id of a question that was raised.
  std::string raised(std::string_view body = question()) {
    const Reply reply = raise(body);
    EXPECT_EQ(reply["/ok"], "true") << reply.text();
    return reply["/request/request_id"];
  }
  Reply answer(std::string_view id, std::string_view value = "confirm_destination",
               std::string_view more = "", const Caller& caller = operator_caller()) {
    return world.ask("disambiguation.answer",
                     fmt::format(R"({{"tenant_id":"t","request_id":"{}","answer_value":"{}"{}}})",
                                 id, value, more),
                     caller);
  }
  Reply expire(std::string_view more = "") {
    return world.ask("disambiguation.expire", fmt::format(R"({{"tenant_id":"t"{}}})", more));
  }
  Reply get(std::string_view id) {
    return world.ask("disambiguation.get",
                     fmt::format(R"({{"tenant_id":"t","request_id":"{}"}})", id));
  }
  Reply list(std::string_view more = "") {
    return world.ask("disambiguation.list", fmt::format(R"({{"tenant_id":"t"{}}})", more));
  }
  void wait(std::int64_t minutes) { world.now.microseconds += minutes * 60'000'000; }

  World world;
};

// --- raise ---------------------------------------------------------------------------------------

TEST_F(Disambiguations, a_question_is_raised_under_the_state_that_is_active) {
  const Reply reply = raise();
  ASSERT_EQ(reply["/ok"], "true") << reply.text();
  EXPECT_EQ(reply["/state/state"], "raised");
  EXPECT_EQ(reply["/state/deadline_at"], "2026-11-23T13:00:00.000Z");
  EXPECT_EQ(reply["/request/blocked_until_answered"], "true");
  EXPECT_EQ(reply["/request/may_name_object"], "false");
  const Reply asked = world.ask("memory.evaluate", memory_question("retrieve"));
  EXPECT_EQ(reply["/request/freshness_key"], asked["/effective_policy/freshness_key"]);
}

TEST_F(Disambiguations, the_same_question_again_is_the_same) {
  const Reply first = raise();
  wait(1);
  EXPECT_EQ(raise().text(), first.text());
  EXPECT_NE(raised(question(R"(,"reason_codes":["r"])")), first["/request/request_id"]);
  EXPECT_EQ(list()["/disambiguations/2"], "(absent)");
}

TEST_F(Disambiguations, asking_again_opens_nothing_that_has_ended) {
  const std::string id = raised();
  answer(id, "deny_destination");
  const Reply again = raise();
  EXPECT_EQ(again["/request/request_id"], id);
  EXPECT_EQ(again["/state/state"], "answered");
}

TEST_F(Disambiguations, a_question_that_blocks_cannot_be_put_off) {
  const std::string deferred = with(question(), "/fallback_if_unanswered", R"("defer")");
  const Reply reply = raise(deferred);
  ASSERT_TRUE(reply.problem());
  EXPECT_EQ(reply.problem()->faults.at(0).pointer, "/fallback_if_unanswered");
  EXPECT_EQ(raise(with(deferred, "/blocked_until_answered", "false"))["/ok"], "true");
}

TEST_F(Disambiguations, every_question_has_a_deadline_that_lies_ahead) {
  const std::string week = "2026-11-30T12:00:00.000Z";
  EXPECT_EQ(raise(without(question(), "/deadline_at"))["/state/deadline_at"], week);
  EXPECT_EQ(
      raise(with(question(), "/deadline_at", R"("2027-11-23T12:00:00Z")"))["/state/deadline_at"],
      week);
  EXPECT_EQ(raise(with(question(), "/deadline_at", R"("2026-11-23T12:00:00Z")"))["/reason"],
            "disambiguation.deadline_passed");
}

TEST_F(Disambiguations, a_question_about_another_state_is_not_asked_under_this_one) {
  const std::string key = raise()["/request/freshness_key"];
  const std::string bound = with(question(), "/freshness_key", key);
  EXPECT_EQ(raise(bound)["/ok"], "true");
  world.install(bundle("1.1.0", rules));
  EXPECT_EQ(raise(bound)["/reason"], "disambiguation.state_moved");
}

TEST_F(Disambiguations, nobody_can_have_any_number_of_them_open) {
  raised();
  auto transaction = must(world.engine().store().begin_write());
  auto rows = must(transaction->documents(open_disambiguation_document, "t", "", 10));
  store::DocumentRow row = rows.at(0);
  rows.clear();
  while (rows.size() + 1 < max_open_disambiguations) {
    row.id = fmt::format("mpd\n{}", rows.size());
    rows.push_back(row);
  }
  must(transaction->put_documents(rows));
  must(transaction->commit());
  const std::string one_more = with(question(), "/policy_decision_ref", R"("mpd_more")");
  EXPECT_EQ(raise(one_more)["/reason"], "disambiguation.too_many_open");
  EXPECT_EQ(raise()["/ok"], "true");  // that is none more
}

// --- answer --------------------------------------------------------------------------------------

TEST_F(Disambiguations, an_answer_says_what_is_to_be_made_anew_and_allows_nothing) {
  const std::string id = raised();
  const Reply taken = answer(id, "confirm_destination", R"(,"reason_codes":["asked"])");
  ASSERT_EQ(taken["/ok"], "true") << taken.text();
  EXPECT_EQ(taken["/answer/effect"], "new_policy_decision_required");
  EXPECT_EQ(taken["/answer/reason_codes"], R"(["asked"])");
  EXPECT_EQ(taken["/answer/resulting_effective_policy_ref"], "(absent)");
  EXPECT_EQ(taken["/state/answer_ref"], taken["/answer/answer_id"]);
  EXPECT_EQ(taken["/state/resumed_pipeline_ref"], "mpd_1");
  EXPECT_EQ(get(id)["/kept/answer"], taken["/answer"]);
}

TEST_F(Disambiguations, nobody_knowing_better_has_the_question_s_fallback) {
  const Reply taken = answer(raised(), "unknown_or_no_answer");
  EXPECT_EQ(taken["/answer/effect"], "fallback_applied");
  EXPECT_EQ(taken["/minimum_conservatism_floor"], "reference_only_candidate");
  EXPECT_EQ(taken["/state/state"], "answered");
}

TEST_F(Disambiguations, a_second_answer_changes_nothing) {
  const std::string id = raised();
  answer(id, "deny_destination");
  const Reply second = answer(id);
  EXPECT_EQ(second["/reason"], "disambiguation.not_open");
  EXPECT_EQ(second["/state/state"], "answered");
  EXPECT_EQ(get(id)["/kept/answer/answer_value"], "deny_destination");
}

TEST_F(Disambiguations, an_answer_to_something_else_is_none) {
  const std::string id = raised();
  EXPECT_EQ(answer(id, "confirm_scope")["/reason"], "disambiguation.not_an_answer_to_it");
  EXPECT_EQ(answer("pdq_0")["/reason"], "disambiguation.unknown");
  EXPECT_EQ(get(id)["/kept/lifecycle/1"], "(absent)");
}

TEST_F(Disambiguations, an_answer_under_a_state_that_moved_is_none) {
  const std::string id = raised();
  world.install(bundle("1.1.0", rules));
  EXPECT_EQ(answer(id)["/reason"], "disambiguation.stale");
  EXPECT_NE(raised(), id);  // it is asked again
}

TEST_F(Disambiguations, an_answer_that_comes_too_late_ends_the_question_for_good) {
  const std::string id = raised();
  wait(60);
  const Reply late = answer(id);
  EXPECT_EQ(late["/reason"], "disambiguation.too_late");
  EXPECT_EQ(late["/state/fallback_applied"], "reference_only");
  EXPECT_EQ(late["/minimum_conservatism_floor"], "reference_only_candidate");
  wait(-60);
  EXPECT_EQ(answer(id)["/reason"], "disambiguation.not_open");
}

TEST_F(Disambiguations, whose_word_does_not_count_answers_as_itself) {
  Caller bob = operator_caller();
  bob.principal = "bob";
  EXPECT_EQ(
      answer(raised(), "deny_destination", R"(,"answered_by":"nora")", bob)["/answer/answered_by"],
      "nora");
  bob.identity = policy::RequestPrincipal{.id = "bob"};
  const std::string id = raised(question(R"(,"reason_codes":["again"])"));
  EXPECT_EQ(answer(id, "deny_destination", R"(,"answered_by":"nora")", bob).code(),
            fault::foreign_principal.name);
  EXPECT_EQ(answer(id, "deny_destination", "", bob)["/answer/answered_by"], "bob");
}

TEST_F(Disambiguations, an_answer_does_not_permit_what_was_not) {
  const auto permitted = [&] {
    return world.ask("memory.evaluate", with(memory_question("export"), "/destination",
                                             R"("cloud_api")"))["/permitted"];
  };
  ASSERT_EQ(permitted(), "false");
  answer(raised());
  EXPECT_EQ(permitted(), "false");
}

// --- expire --------------------------------------------------------------------------------------

TEST_F(Disambiguations, what_nobody_answered_times_out_and_falls_back_once) {
  const std::string id = raised();
  EXPECT_EQ(expire()["/still_open"], "1");
  wait(60);
  const Reply ended = expire();
  EXPECT_EQ(ended["/expired/0/kept/request/request_id"], id) << ended.text();
  EXPECT_EQ(ended["/expired/0/kept/lifecycle/1/state"], "timed_out");
  EXPECT_EQ(ended["/expired/0/kept/lifecycle/2/fallback_applied"], "reference_only");
  EXPECT_EQ(ended["/expired/0/minimum_conservatism_floor"], "reference_only_candidate");
  const std::string kept = get(id).text();
  EXPECT_EQ(expire().text(), R"({"expired":[],"ok":true,"still_open":0})");
  EXPECT_EQ(get(id).text(), kept);
}

TEST_F(Disambiguations, a_clock_that_goes_back_reopens_nothing) {
  const std::string id = raised();
  wait(60);
  expire();
  wait(-59);
  EXPECT_EQ(answer(id)["/reason"], "disambiguation.not_open");
  EXPECT_EQ(raise()["/state/state"], "fallback_applied");
  EXPECT_EQ(list(R"(,"open":true)")["/disambiguations"], "[]");
}

TEST_F(Disambiguations, one_that_is_named_is_ended_alone) {
  const std::string id = raised();
  const std::string other = raised(question(R"(,"reason_codes":["r"])"));
  wait(60);
  EXPECT_EQ(expire(fmt::format(R"(,"request_id":"{}")", id))["/expired/1"], "(absent)");
  EXPECT_EQ(list(R"(,"open":true)")["/disambiguations/0/request/request_id"], other);
  EXPECT_EQ(expire(R"(,"request_id":"pdq_0")")["/reason"], "disambiguation.unknown");
}

TEST_F(Disambiguations, what_was_put_off_is_blocked_in_the_end) {
  raised(with(with(question(), "/fallback_if_unanswered", R"("defer")"), "/blocked_until_answered",
              "false"));
  wait(60);
  EXPECT_EQ(expire()["/expired/0/minimum_conservatism_floor"], "fail_closed_candidate");
}

// --- seen and kept -------------------------------------------------------------------------------

TEST_F(Disambiguations, another_tenant_has_no_part_in_them) {
  const std::string id = raised();
  const auto as_other = [&](std::string_view operation, std::string_view more) {
    return world.ask(operation,
                     fmt::format(R"({{"tenant_id":"u","request_id":"{}"{}}})", id, more));
  };
  EXPECT_EQ(as_other("disambiguation.get", "")["/reason"], "disambiguation.unknown");
  EXPECT_EQ(
      as_other("disambiguation.answer", R"(,"answer_value":"confirm_destination")")["/reason"],
      "disambiguation.unknown");
  wait(60);
  EXPECT_EQ(as_other("disambiguation.expire", "")["/reason"], "disambiguation.unknown");
  EXPECT_EQ(world.ask("disambiguation.expire", R"({"tenant_id":"u"})")["/expired"], "[]");
  EXPECT_EQ(world.ask("disambiguation.list", R"({"tenant_id":"u"})")["/disambiguations"], "[]");
  EXPECT_EQ(get(id)["/kept/lifecycle/1"], "(absent)");
}

TEST_F(Disambiguations, they_are_as_they_were_after_a_restart) {
  const std::string answered = raised();
  answer(answered);
  const std::string open = raised(question(R"(,"reason_codes":["r"])"));
  const std::string all = list().text();
  world.reopen();
  EXPECT_EQ(list().text(), all);
  EXPECT_EQ(answer(answered)["/reason"], "disambiguation.not_open");
  EXPECT_EQ(answer(open)["/ok"], "true");
}

TEST_F(Disambiguations, are_listed_a_page_at_a_time_and_those_that_are_open_apart) {
  const std::string first = raised();
  raised(question(R"(,"reason_codes":["r"])"));
  const Reply page = list(R"(,"limit":1)");
  EXPECT_EQ(page["/disambiguations/1"], "(absent)");
  const Reply rest = list(fmt::format(R"(,"after":"{}")", page["/next"]));
  EXPECT_NE(rest["/disambiguations/0/request/request_id"],
            page["/disambiguations/0/request/request_id"]);
  EXPECT_EQ(rest["/next"], "(absent)");
  answer(first);
  EXPECT_THAT(list(R"(,"open":true)").text(), Not(HasSubstr(first)));
}

TEST_F(Disambiguations, one_that_was_altered_is_none) {
  const std::string id = raised();
  world.close();
  world.tamper(
      "UPDATE documents SET record = replace(record, 'reference_only', 'search_only'), "
      "sequence = sequence + 100 WHERE kind = 'policy_disambiguation'");
  world.reopen();
  EXPECT_EQ(get(id).code(), store::fault::corrupt.name);
  EXPECT_EQ(answer(id).code(), store::fault::corrupt.name);
}

// The answer comes in time by its own clock, the end by another that runs ahead.
TEST_F(Disambiguations, of_an_answer_and_an_end_at_once_one_counts) {
  for (int round = 0; round < 20; ++round) {
    const std::string id = raised(question(fmt::format(R"(,"reason_codes":["{}"])", round)));
    const auto ask = [&](std::string_view operation, std::string_view more, Instant now) {
      const canon::Json body = must(
          canon::Json::parse(fmt::format(R"({{"tenant_id":"t","request_id":"{}"{}}})", id, more)));
      const Caller caller = operator_caller();
      return Reply(
          must(perform(*must(find_operation(operation)), &world.engine(), {caller, now}, body))
              .json);
    };
    const Instant in_time = world.now;
    const Instant over{in_time.microseconds + 3'600'000'000};
    std::string taken;
    std::string ended;
    {
      const std::jthread answerer([&] {
        taken = ask("disambiguation.answer", R"(,"answer_value":"confirm_destination")",
                    in_time)["/ok"];
      });
      const std::jthread ender(
          [&] { ended = ask("disambiguation.expire", "", over)["/expired/0/kept/answer"]; });
    }
    const Reply kept = get(id);
    const bool was_answered = kept["/kept/answer/answer_value"] == "confirm_destination";
    EXPECT_EQ(taken, was_answered ? "true" : "false");
    EXPECT_EQ(kept["/kept/lifecycle/2/state"], was_answered ? "(absent)" : "fallback_applied");
    EXPECT_EQ(ended, "(absent)");
  }
}

// --- drawn ---------------------------------------------------------------------------------------

TEST_F(Disambiguations, what_waits_for_an_answer_is_drawn_so) {
  const Reply asked = world.ask("memory.evaluate", memory_question("retrieve"));
  const std::string belongs = where_it_belongs(asked["/effective_policy/freshness_key"]);
  const std::string retrieve = memory_question("retrieve", belongs);
  const Reply issued = world.ask("stamp.issue", fmt::format(R"({{"questions":[{}]}})", retrieve));
  ASSERT_EQ(issued["/ok"], "true") << issued.text();
  const auto drawn = [&] {
    return world.ask("ui.export", fmt::format(R"({{"stamp_ref":"{}","coordination_trace_ref":"c",)"
                                              R"("questions":[{},{}]}})",
                                              issued["/stamp/stamp_id"], retrieve,
                                              memory_question("ui_disclose", belongs)));
  };
  const auto shown = [&] { return drawn()["/export/scope_items/0/visible_action_disposition"]; };
  raised();  // about another decision
  EXPECT_EQ(shown(), "enabled");

  const std::string about =
      fmt::format(R"("{}")", issued["/effective_policies/0/contributing_decision_refs/0"]);
  const std::string mine = with(question(), "/policy_decision_ref", about);
  const std::string aside = raised(with(mine, "/blocked_until_answered", "false"));
  EXPECT_EQ(shown(), "enabled");
  EXPECT_EQ(drawn()["/export/pending_disambiguation_ref"], aside);

  const std::string id = raised(mine);
  EXPECT_EQ(shown(), "disabled_requires_disambiguation");
  EXPECT_EQ(drawn()["/export/scope_items/0/restamp_eligibility"], "requires_disambiguation");
  EXPECT_EQ(drawn()["/export/pending_disambiguation_ref"], id);
  answer(id);
  EXPECT_EQ(shown(), "enabled");
}

}  // namespace
}  // namespace writ::ops
