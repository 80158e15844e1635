// Stamps that leave the building: what is exported, and what somebody elsewhere makes of it.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "ops/test_memory.h"
#include "ops/test_world.h"

namespace writ::ops {
namespace {

constexpr std::string_view retrieve_rule =
    R"({"id":"retrieve","description":"d","priority":1,"op":"memory.retrieve","effect":"allow",)"
    R"("memory":{"locality":"local_only"}})";

class StampExport : public ::testing::Test {
 protected:
  StampExport() { begin(); }

  void begin() {
    world.install(bundle("1.0.0", retrieve_rule));
    const Reply asked = world.ask("memory.evaluate", memory_question("retrieve"));
    const std::string where = where_it_belongs(asked["/effective_policy/freshness_key"]);
    const Reply issued =
        world.ask("stamp.issue", fmt::format(R"({{"questions":[{}],"expires_in_seconds":3600}})",
                                             memory_question("retrieve", where)));
    stamp = issued["/stamp/stamp_id"];
    context = issued["/evaluation_contexts/0"];
    const auto keys = must(world.engine().journal_keys());
    key = keys.at(0).text();
  }

  Reply exported(const Caller& caller = operator_caller()) {
    return world.ask("stamp.export", fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}"}})", stamp),
                     caller);
  }

  // What whoever gets the stamp asks; to be altered by with() and without().
  std::string question(const Reply& reply) {
    std::string receipt;
    canon::append_text(receipt, reply["/receipt"]);
    return fmt::format(R"({{"attested_stamp":{},"receipt":{},"keys":["{}"],"tenant_id":"t",)"
                       R"("object_ref":"m","action":"retrieve","context":{},"at":"{}"}})",
                       reply["/attested_stamp"], receipt, key, context, world.now.text());
  }

  static Reply verify(std::string_view body) {
    const Caller caller = operator_caller();
    const canon::Json json = must(canon::Json::parse(body));
    auto answer = perform(stamp_verify, nullptr, {caller, Instant{}}, json);
    if (!answer) return Reply(std::move(answer).error());
    return Reply(std::move(answer->json));
  }

  World world;
  std::string stamp;
  std::string context;
  std::string key;
};

TEST_F(StampExport, is_honoured_without_a_data_directory) {
  const Reply reply = exported();
  ASSERT_EQ(reply["/ok"], "true") << reply.text();
  const Reply verified = verify(question(reply));
  EXPECT_EQ(verified["/honoured"], "true") << verified.text();
  EXPECT_EQ(verified["/attested_at"], "2026-11-23T12:00:00.000Z");
  EXPECT_EQ(verified["/freshness_key"], reply["/attested_stamp/freshness_key"]);
}

TEST_F(StampExport, is_attested_where_answers_do_not_wait_for_the_disk) {
  world.journal_options.mode = journal::Mode::async;
  world.reopen();
  EXPECT_EQ(verify(question(exported()))["/honoured"], "true");
}

TEST_F(StampExport, altered_in_any_byte_it_is_not_honoured) {
  const std::string whole = question(exported());
  const std::size_t begin = whole.find(R"("attested_stamp")");
  const std::size_t end = whole.find(R"(,"receipt":)");
  for (std::size_t i = begin; i < end; ++i) {
    std::string altered = whole;
    altered[i] = altered[i] == '1' ? '2' : '1';
    const auto json = canon::Json::parse(altered);
    if (!json) continue;
    const Reply refused = verify(altered);
    if (refused.problem()) {
      EXPECT_EQ(refused.code(), "record.invalid") << altered.substr(i, 40);
    } else {
      EXPECT_EQ(refused["/reason"], "stamp.not_attested") << altered.substr(i, 40);
    }
    EXPECT_NE(refused["/honoured"], "true") << altered.substr(i, 40);
  }
}

TEST_F(StampExport, its_receipt_is_of_this_very_export) {
  const Reply first = exported();
  world.now.microseconds += 1'000'000;
  const Reply second = exported();
  std::string receipt;
  canon::append_text(receipt, second["/receipt"]);
  EXPECT_EQ(verify(with(question(first), "/receipt", receipt))["/reason"], "stamp.not_attested");
  EXPECT_EQ(verify(with(question(first), "/receipt", R"("none")"))["/reason"], "tlog.bad_receipt");
}

TEST_F(StampExport, of_another_log_it_is_not_honoured) {
  const std::string ours = question(exported());
  World other;
  const std::string theirs = must(other.engine().journal_keys()).at(0).text();
  const Reply verified = verify(with(ours, "/keys/0", '"' + theirs + '"'));
  EXPECT_EQ(verified["/reason"], "tlog.not_signed") << verified.text();
  EXPECT_EQ(verify(with(ours, "/keys", "[]"))["/honoured"], "false");
  EXPECT_NE(verify(with(ours, "/origin", R"("elsewhere")"))["/honoured"], "true");
  EXPECT_EQ(verify(with(ours, "/keys/0", R"("no key")")).code(), "tlog.bad_key");
}

TEST_F(StampExport, it_is_for_its_tenant_object_action_and_question) {
  const std::string whole = question(exported());
  const auto reason = [&](std::string_view pointer, std::string_view text) {
    return verify(with(whole, pointer, text))["/reason"];
  };
  EXPECT_EQ(reason("/tenant_id", R"("u")"), "stamp.another_tenant");
  EXPECT_EQ(reason("/object_ref", R"("n")"), "stamp.another_object");
  EXPECT_EQ(reason("/action", R"("render_inline")"), "stamp.action_not_listed");
  EXPECT_EQ(reason("/context/model_class", R"("cloud_model")"), "stamp.another_context");
}

TEST_F(StampExport, its_question_may_be_named_by_its_id) {
  const std::string whole = without(question(exported()), "/context");
  const auto named = [&](std::string_view id) {
    return verify(with(whole, "/policy_evaluation_context_ref", fmt::format(R"("{}")", id)));
  };
  const std::string id = Reply(context)["/evaluation_context_id"];
  EXPECT_EQ(named(id)["/honoured"], "true") << named(id).text();
  EXPECT_EQ(named("pec_0")["/reason"], "stamp.another_context");
  EXPECT_EQ(verify(whole).code(), "record.invalid");
}

TEST_F(StampExport, counts_for_a_while_after_it_was_attested) {
  const std::string whole = question(exported());
  const auto at_time = [&](std::string_view time, std::string_view max_age = "300") {
    return verify(with(with(whole, "/max_age_seconds", max_age), "/at",
                       fmt::format(R"("2026-11-23T{}Z")", time)))["/reason"];
  };
  EXPECT_EQ(at_time("12:05:00"), "(absent)");
  EXPECT_EQ(at_time("12:05:00.001"), "stamp.attested_too_long_ago");
  EXPECT_EQ(at_time("11:59:59.999"), "stamp.attested_later");
  EXPECT_EQ(at_time("12:59:59", "86400"), "(absent)");
  EXPECT_EQ(at_time("13:00:00", "86400"), "stamp.expired");
}

TEST_F(StampExport, says_until_when_it_may_be_relied_on) {
  const Reply reply = exported();
  EXPECT_EQ(reply["/honoured_until"].size(), std::string_view("2026-11-23T12:00:00.000Z").size());
  const std::string whole = question(reply);
  const auto until = [&](std::string_view max_age) {
    return verify(with(whole, "/max_age_seconds", max_age))["/honoured_until"];
  };
  EXPECT_EQ(until("60"), "2026-11-23T12:01:00.000Z");
  EXPECT_EQ(until("86400"), "2026-11-23T13:00:00.000Z");  // when it runs out
  const Reply refused = verify(with(whole, "/object_ref", R"("n")"));
  EXPECT_EQ(refused["/honoured_until"], "(absent)");
  EXPECT_EQ(refused["/freshness_key"], "(absent)");
}

TEST_F(StampExport, one_that_does_not_hold_is_not_exported) {
  world.install(bundle("1.1.0", retrieve_rule));
  const Reply reply = exported();
  EXPECT_EQ(reply["/ok"], "false");
  EXPECT_EQ(reply["/reason"], "stamp.stale_generation");
  EXPECT_EQ(reply["/attested_stamp"], "(absent)");
  EXPECT_EQ(reply["/receipt"], "(absent)");
  EXPECT_EQ(reply["/honoured_until"], "(absent)");
  const Reply entry = world.last_entry();
  EXPECT_EQ(entry["/outcome"], "deny");
  EXPECT_EQ(entry["/reason"], "stamp.stale_generation");
  stamp = "pst_0";
  EXPECT_EQ(exported()["/reason"], "stamp.unknown");
}

TEST_F(StampExport, nobody_exports_the_questions_of_others) {
  Caller mallory{
      .principal = "mallory", .tenant = "t", .capabilities = Capabilities{Capability::decide}};
  mallory.identity = policy::RequestPrincipal{.id = "mallory"};
  EXPECT_EQ(exported(mallory)["/reason"], "stamp.unknown");
}

}  // namespace
}  // namespace writ::ops
