// Restamping many stamps through operations: planned, run chunk by chunk, killed, gone on with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "canon/digest.h"
#include "ops/restamp_chunk.h"
#include "ops/test_memory.h"
#include "ops/test_world.h"
#include "tlog/merkle.h"

namespace writ::ops {
namespace {

using ::testing::HasSubstr;

std::string rules(std::string_view memory) {
  return fmt::format(R"({{"id":"retrieve","description":"d","priority":1,"op":"memory.retrieve",)"
                     R"("effect":"allow","memory":{}}})",
                     memory);
}
constexpr std::string_view as_before = R"({"locality":"local_only","learning_scope":"none"})";

class RestampBatches : public ::testing::Test {
 protected:
  RestampBatches() { world.install(bundle("1.0.0", rules(as_before))); }

  static std::string question(int memory) {
    return with(memory_question("retrieve"), "/object_ref", fmt::format(R"("m{}")", memory));
  }
  std::string issue(int memory, const Caller& caller = operator_caller()) {
    const Reply issued =
        world.ask("stamp.issue", fmt::format(R"({{"questions":[{}]}})", question(memory)), caller);
    EXPECT_EQ(issued["/ok"], "true") << issued.text();
    return issued["/stamp/stamp_id"];
  }
  void issue_many(int count) {
    for (int i = 0; i < count; ++i) issue(i);
  }

  static std::string quota(int objects, std::string_view then = "chunk_and_continue") {
    return fmt::format(R"({{"max_object_count":{},"max_policy_decision_count":1000,)"
                       R"("on_quota_exceeded":"{}"}})",
                       objects, then);
  }
  Reply batch(std::string_view operation, std::string_view quota, std::string_view more = "") {
    return world.ask(operation, fmt::format(R"({{"tenant_id":"t","idempotency_key":"k",)"
                                            R"("quota":{}{}}})",
                                            quota, more));
  }
  Reply status(std::string_view more = "") {
    return world.ask("restamp.status",
                     fmt::format(R"({{"tenant_id":"t","idempotency_key":"k"{}}})", more));
  }
  std::vector<store::DocumentRow> documents(std::string_view kind) {
    return must(must(world.engine().store().read())->documents(kind, "t", "", 1000));
  }
  RestampBatch stored_batch() {
    return *must(find_batch(*must(world.engine().store().read()), "t", BatchKey("k")));
  }
  // How many of the tenant's stamps are in a state.
  std::size_t stamps_that_are(std::string_view state) {
    std::size_t count = 0;
    for (const store::DocumentRow& row : documents(stamp_document)) {
      const std::string told = fmt::format(R"("lifecycle_state":"{}")", state);
      if (row.record->contains(told)) ++count;
    }
    return count;
  }

  World world;
};

TEST_F(RestampBatches, a_plan_says_what_would_come_of_it_and_does_nothing) {
  issue_many(3);
  EXPECT_EQ(batch("restamp.plan", quota(10))["/weighed"], "0");  // nothing has moved
  world.install(bundle("1.1.0", rules(as_before)));
  const Reply same = batch("restamp.plan", quota(10));
  EXPECT_EQ(same["/estimate"], R"({"block":0,"downgrade":0,"keep":3,"passed_over":0})")
      << same.text();
  EXPECT_EQ(same["/changes_by_axis"], "[]");
  EXPECT_EQ(same["/quota_envelope/estimated_object_count"], "3");
  EXPECT_EQ(same["/quota_envelope/estimated_policy_decision_count"], "3");
  EXPECT_EQ(same["/chunks"], "1");
  world.install(bundle("1.2.0", rules(R"({"locality":"local_only","learning_scope":"none",)"
                                      R"("disclosure_class":"existence_only"})")));
  const Reply lower = batch("restamp.plan", quota(10));
  EXPECT_EQ(lower["/estimate/downgrade"], "3");
  EXPECT_EQ(lower["/changes_by_axis"],
            R"([{"axis":"disclosure_class","downgraded":3,"exceeds_ceiling":0},)"
            R"({"axis":"disclosure_vector","downgraded":3,"exceeds_ceiling":0}])")
      << lower.text();
  world.install(bundle("1.3.0"));
  EXPECT_EQ(batch("restamp.plan", quota(10))["/estimate/block"], "3");
  EXPECT_EQ(stamps_that_are("active"), 3u);
  EXPECT_EQ(status()["/reason"], "restamp.unknown_batch");
}

TEST_F(RestampBatches, what_was_planned_is_what_comes_of_it) {
  const std::string stamp = issue(0);
  issue(1);
  world.install(bundle("1.1.0", rules(as_before)));
  const Reply run = batch("restamp.run", quota(10));
  ASSERT_EQ(run["/ok"], "true") << run.text();
  EXPECT_EQ(run["/batch/state"], "done");
  EXPECT_EQ(run["/batch/tally/keep"], "2");
  EXPECT_EQ(stamps_that_are("superseded"), 2u);
  EXPECT_EQ(stamps_that_are("active"), 2u);
  const Reply kept =
      world.ask("stamp.get", fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}"}})", stamp));
  const std::string successor = kept["/kept/stamp/replacement_ref"];
  const Reply followed =
      world.ask("stamp.get", fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}"}})", successor));
  EXPECT_EQ(world.ask("stamp.check",
                      fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}","object_ref":"m0",)"
                                  R"("action":"retrieve","context":{}}})",
                                  successor, followed["/kept/evaluation_contexts/0"]))["/honoured"],
            "true");
  EXPECT_EQ(status()["/batch"], run["/batch"]);
}

TEST_F(RestampBatches, a_successor_can_be_followed_in_its_turn) {
  issue_many(2);
  world.install(bundle("1.1.0", rules(as_before)));
  batch("restamp.run", quota(10));
  world.install(bundle("1.2.0", rules(as_before)));
  const Reply again = world.ask(
      "restamp.run",
      fmt::format(R"({{"tenant_id":"t","idempotency_key":"next","quota":{}}})", quota(10)));
  EXPECT_EQ(again["/batch/tally/keep"], "2") << again.text();
  EXPECT_EQ(stamps_that_are("superseded"), 4u);
}

// What somebody asked when they restamped one of them is what is asked of it from then on.
TEST_F(RestampBatches, what_was_restamped_alone_is_followed_too) {
  const std::string stamp = issue(0);
  const std::string certificate = world.ask("flow.certify", question(0))["/certificate"];
  world.install(bundle("1.1.0", rules(as_before)));
  const std::string asked = with(question(0), "/model_class", R"("hybrid_model")");
  const Reply alone = world.ask(
      "stamp.restamp", fmt::format(R"({{"stamp_ref":"{}","questions":[{}],"certificate":{}}})",
                                   stamp, asked, certificate));
  ASSERT_EQ(alone["/ok"], "true") << alone.text();
  world.install(bundle("1.2.0", rules(as_before)));
  EXPECT_EQ(batch("restamp.run", quota(10))["/batch/tally/keep"], "1");
  const Reply prior = world.ask("stamp.get", fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}"}})",
                                                         alone["/stamp/stamp_id"]));
  const Reply last = world.ask("stamp.get", fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}"}})",
                                                        prior["/kept/stamp/replacement_ref"]));
  EXPECT_EQ(last["/kept/evaluation_contexts/0/model_class"], "hybrid_model");
}

TEST_F(RestampBatches, an_item_that_fell_away_is_asked_about_no_more) {
  const std::string both = rules(as_before) + "," +
                           R"({"id":"disclose","description":"d","priority":1,)"
                           R"("op":"memory.ui_disclose","effect":"allow","memory":{}})";
  world.install(bundle("1.1.0", both));
  const Reply issued = world.ask(
      "stamp.issue", fmt::format(R"({{"questions":[{},{}]}})", memory_question("retrieve"),
                                 memory_question("ui_disclose")));
  ASSERT_EQ(issued["/stamp/scope_items/1/action"], "ui_disclose") << issued.text();
  world.install(bundle("1.2.0", rules(as_before)));
  EXPECT_EQ(batch("restamp.run", quota(10))["/batch/tally/downgrade"], "1");
  world.install(bundle("1.3.0", both));  // nobody asked for it any more
  const Reply next = world.ask(
      "restamp.run",
      fmt::format(R"({{"tenant_id":"t","idempotency_key":"next","quota":{}}})", quota(10)));
  EXPECT_EQ(next["/batch/tally/downgrade"], "1") << next.text();
}

TEST_F(RestampBatches, what_is_permitted_no_more_ends) {
  issue(0);
  world.install(bundle("1.1.0"));
  EXPECT_EQ(batch("restamp.run", quota(10))["/batch/tally/block"], "1");
  EXPECT_EQ(stamps_that_are("invalidated"), 1u);
  EXPECT_EQ(documents(invalidation_document).size(), 1u);
}

TEST_F(RestampBatches, what_has_run_out_is_not_prolonged) {
  world.ask("stamp.issue",
            fmt::format(R"({{"questions":[{}],"expires_in_seconds":60}})", question(0)));
  world.install(bundle("1.1.0", rules(as_before)));
  world.now.microseconds += 60'000'000;
  EXPECT_EQ(batch("restamp.plan", quota(10))["/estimate/passed_over"], "1");
  EXPECT_EQ(batch("restamp.run", quota(10))["/batch/tally/passed_over"], "1");
  EXPECT_EQ(stamps_that_are("expired"), 1u);
}

TEST_F(RestampBatches, what_would_exceed_its_ceiling_is_blocked) {
  issue(0);
  world.install(bundle("1.1.0", rules(R"({"locality":"local_only"})")));
  EXPECT_EQ(batch("restamp.run", quota(10))["/batch/tally/block"], "1");
  EXPECT_EQ(stamps_that_are("blocked"), 1u);
  EXPECT_TRUE(documents(stamp_questions_document).empty());  // nothing follows
}

TEST_F(RestampBatches, goes_on_after_a_kill_where_it_stood) {
  issue_many(5);
  world.install(bundle("1.1.0", rules(as_before)));
  const Reply first = batch("restamp.run", quota(2), R"(,"chunks":1)");
  EXPECT_EQ(first["/batch/state"], "running") << first.text();
  EXPECT_EQ(first["/batch/tally/keep"], "2");
  world.reopen();
  EXPECT_EQ(status()["/batch"], first["/batch"]);
  const Reply rest = batch("restamp.run", quota(2));
  EXPECT_EQ(rest["/batch/state"], "done");
  EXPECT_EQ(rest["/batch/tally/keep"], "5");
  EXPECT_EQ(documents(restamp_document).size(), 5u);
  EXPECT_EQ(stamps_that_are("active"), 5u);
}

TEST_F(RestampBatches, a_chunk_that_breaks_never_was) {
  issue_many(4);
  world.install(bundle("1.1.0", rules(as_before)));
  batch("restamp.run", quota(2), R"(,"chunks":1)");
  const std::string before = status().text();
  const auto broken = [&](const char* sql) {
    world.close();
    world.tamper(sql);
    world.reopen();
  };
  broken(
      "CREATE TRIGGER broken BEFORE INSERT ON documents WHEN NEW.kind = 'policy_restamp_batch' "
      "BEGIN SELECT RAISE(ABORT, 'broken'); END");
  EXPECT_TRUE(batch("restamp.run", quota(2)).problem());
  EXPECT_EQ(stamps_that_are("superseded"), 2u);
  broken("DROP TRIGGER broken");
  EXPECT_EQ(status().text(), before);
  EXPECT_EQ(batch("restamp.run", quota(2))["/batch/tally/keep"], "4");
  EXPECT_EQ(documents(restamp_document).size(), 4u);
}

// As two that run the same batch at once would: neither sees the other until it writes.
TEST_F(RestampBatches, of_two_that_do_the_same_chunk_one_does) {
  issue_many(4);
  world.install(bundle("1.1.0", rules(as_before)));
  batch("restamp.run", quota(2), R"(,"chunks":1)");
  const RestampBatch stands = stored_batch();
  const Caller caller = operator_caller();
  const Call call{caller, world.now, &restamp_run.traits};
  RestampChunk one(world.engine(), call, "t", stands);
  RestampChunk other(world.engine(), call, "t", stands);
  must(one.ask());
  must(other.ask());
  EXPECT_EQ(must(one.write())->tally.keep.value, 4);
  EXPECT_EQ(must(other.write())->tally.keep.value, 4);
  EXPECT_EQ(stored_batch().chunks.value, 2);
  EXPECT_EQ(documents(restamp_document).size(), 4u);
}

TEST_F(RestampBatches, what_was_asked_before_the_state_moved_is_not_written) {
  issue_many(2);
  world.install(bundle("1.1.0", rules(as_before)));
  batch("restamp.run", quota(1), R"(,"chunks":1)");
  const Caller caller = operator_caller();
  const Call call{caller, world.now, &restamp_run.traits};
  RestampChunk chunk(world.engine(), call, "t", stored_batch());
  must(chunk.ask());
  world.ask("state.set", R"({"tenant_id":"t","toggle":"incognito","on":true})");
  EXPECT_FALSE(must(chunk.write()));
  EXPECT_EQ(documents(restamp_document).size(), 1u);
  EXPECT_EQ(stored_batch().chunks.value, 1);
}

TEST_F(RestampBatches, one_that_is_done_is_done_once) {
  issue_many(2);
  world.install(bundle("1.1.0", rules(as_before)));
  const std::string done = batch("restamp.run", quota(10)).text();
  const std::string head = world.ask("journal.head", "{}")["/size"];
  EXPECT_EQ(batch("restamp.run", quota(10)).text(), done);
  EXPECT_EQ(world.ask("journal.head", "{}")["/size"], head);
  EXPECT_EQ(batch("restamp.run", quota(11))["/reason"], "quota.another_operation");
}

TEST_F(RestampBatches, more_than_may_be_done_is_not_begun) {
  issue_many(3);
  world.install(bundle("1.1.0", rules(as_before)));
  const auto begun = [&](std::string_view then) {
    return world.ask("restamp.run", fmt::format(R"({{"tenant_id":"t","idempotency_key":"{}",)"
                                                R"("quota":{}}})",
                                                then, quota(2, then)));
  };
  EXPECT_EQ(begun("pause_and_surface_review")["/batch/state"], "paused_for_review");
  EXPECT_EQ(begun("manual_approval_required")["/batch/state"], "awaits_approval");
  const Reply closed = begun("fail_closed_for_affected_items");
  EXPECT_EQ(closed["/batch/state"], "failed_closed");
  EXPECT_EQ(closed["/reason"], "quota.exceeded");
  EXPECT_EQ(batch("restamp.plan", quota(2, "pause_and_surface_review"))["/begins_as"],
            "paused_for_review");
  EXPECT_EQ(stamps_that_are("superseded"), 0u);
}

TEST_F(RestampBatches, a_chunk_has_one_certificate_that_is_signed) {
  issue_many(3);
  world.install(bundle("1.1.0", rules(as_before)));
  batch("restamp.run", quota(2));
  const auto restamps = documents(restamp_document);
  ASSERT_EQ(restamps.size(), 3u);
  std::set<std::string> named;
  for (const store::DocumentRow& row : restamps) {
    const Reply restamp(*row.record);
    named.insert(restamp["/memory_flow_certificate_ref"]);
  }
  const auto state = must(world.engine().state());
  for (const int chunk : {0, 1}) {
    const Reply told = status(fmt::format(R"(,"chunk":{})", chunk));
    const auto held =
        must(canon::decode<SignedChunkCertificate>(must(canon::Json::parse(told["/certificate"]))));
    EXPECT_TRUE(named.contains(held.certificate.id.text())) << told.text();
    EXPECT_EQ(held.certificate.items.value, chunk == 0 ? 2 : 1);
    const std::string hash = canon::sha256_hex(canon::encode(held.certificate));
    EXPECT_TRUE(state->keys->verify(*held.signature, hash, keys::Purpose::audit, "t").ok());
    RestampChunkCertificate altered = held.certificate;
    ++altered.items.value;
    EXPECT_FALSE(state->keys
                     ->verify(*held.signature, canon::sha256_hex(canon::encode(altered)),
                              keys::Purpose::audit, "t")
                     .ok());
  }
  EXPECT_EQ(named.size(), 2u);
  EXPECT_EQ(status(R"(,"chunk":2)")["/certificate"], "(absent)");
}

TEST_F(RestampBatches, a_chunk_that_makes_nothing_has_no_certificate) {
  issue(0);
  EXPECT_EQ(batch("restamp.run", quota(10))["/batch/chunks_done"], "1");
  EXPECT_EQ(status(R"(,"chunk":0)")["/certificate"], "(absent)");
  EXPECT_TRUE(documents(chunk_certificate_document).empty());
}

TEST_F(RestampBatches, the_journal_has_the_root_of_each_chunk) {
  issue(0);
  world.install(bundle("1.1.0", rules(as_before)));
  batch("restamp.run", quota(10));
  const int last = std::stoi(world.ask("journal.head", "{}")["/size"]) - 1;
  const Reply shown = world.ask("journal.show", fmt::format(R"({{"index":{}}})", last));
  EXPECT_EQ(shown["/entry/op"], "restamp.run") << shown.text();
  EXPECT_EQ(shown["/entry/count"], "1");
  EXPECT_EQ(shown["/body/certificate/merkle_root"],
            tlog::leaf_hash(*documents(restamp_document).at(0).record).hex());
}

TEST_F(RestampBatches, whoever_asked_must_still_be_there) {
  const Reply made = world.ask("credential.create",
                               R"({"principal":"nora","capabilities":["decide"],"tenantId":"t"})");
  const auto state = must(world.engine().state());
  issue(0, caller_of(*state->proved_by(made["/token"]), false));
  issue(1);
  world.install(bundle("1.1.0", rules(as_before)));
  EXPECT_EQ(batch("restamp.plan", quota(10))["/estimate/keep"], "2");
  world.ask("credential.revoke",
            fmt::format(R"({{"credentialId":"{}"}})", made["/record/credentialId"]));
  const Reply run = batch("restamp.run", quota(10));
  EXPECT_EQ(run["/batch/tally/keep"], "1") << run.text();
  EXPECT_EQ(run["/batch/tally/passed_over"], "1");
  EXPECT_EQ(stamps_that_are("superseded"), 1u);
}

TEST_F(RestampBatches, another_tenant_s_stamps_are_left_alone) {
  issue(0);
  world.install(bundle("1.1.0", rules(as_before)));
  const Reply other =
      world.ask("restamp.run",
                fmt::format(R"({{"tenant_id":"u","idempotency_key":"k","quota":{}}})", quota(10)));
  EXPECT_EQ(other["/batch/tally/keep"], "0");
  EXPECT_EQ(status()["/reason"], "restamp.unknown_batch");
  EXPECT_EQ(stamps_that_are("superseded"), 0u);
}

}  // namespace
}  // namespace writ::ops
