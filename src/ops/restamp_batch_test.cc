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
  // Another version of the bundle, and a batch of its own that follows it.
  void follow(std::string_view version) {
    world.install(bundle(version, rules(as_before)));
    world.ask("restamp.run", fmt::format(R"({{"tenant_id":"t","idempotency_key":"{}","quota":{}}})",
                                         version, quota(2)));
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
  Reply get(std::string_view stamp) {
    return world.ask("stamp.get", fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}"}})", stamp));
  }
  // How many of the tenant's stamps are in a state.
  std::size_t stamps_that_are(std::string_view state) {
    const Reply listed = world.ask("stamp.list", R"({"tenant_id":"t","limit":1000})");
    const std::string told = fmt::format(R"("lifecycle_state":"{}")", state);
    std::size_t count = 0;
    for (std::size_t at = listed.text().find(told); at != std::string::npos;
         at = listed.text().find(told, at + 1)) {
      ++count;
    }
    return count;
  }
  // What a chunk made, as whoever audits it sees it.
  std::vector<std::string> items_of(int chunk, std::string_view key = "k") {
    const Reply told = world.ask(
        "restamp.status", fmt::format(R"({{"tenant_id":"t","idempotency_key":"{}","chunk":{},)"
                                      R"("with_items":true}})",
                                      key, chunk));
    std::vector<std::string> items;
    for (std::size_t i = 0; told[fmt::format("/items/{}", i)] != "(absent)"; ++i) {
      items.push_back(told[fmt::format("/items/{}", i)]);
    }
    return items;
  }
  std::size_t restamps() {
    std::size_t count = 0;
    for (int chunk = 0; chunk < 10; ++chunk) count += items_of(chunk).size();
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
  EXPECT_EQ(restamps(), 5u);
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
  EXPECT_EQ(restamps(), 4u);
}

// As two that run the same batch at once would: neither sees the other until it writes.
TEST_F(RestampBatches, of_two_that_do_the_same_chunk_one_does) {
  issue_many(4);
  world.install(bundle("1.1.0", rules(as_before)));
  batch("restamp.run", quota(2), R"(,"chunks":1)");
  const RestampBatch stands = stored_batch();
  const Caller caller = operator_caller();
  const Call call{caller, world.now, &restamp_run.traits};
  StampWalk walk = walk_of("t", stands);
  StampWalk other_walk = walk_of("t", stands);
  stamp::SharedForms forms;
  stamp::SharedForms other_forms;
  RestampChunk one(world.engine(), call, "t", stands, walk, forms);
  RestampChunk other(world.engine(), call, "t", stands, other_walk, other_forms);
  must(one.ask());
  must(one.make());
  must(other.ask());
  must(other.make());
  EXPECT_EQ(must(one.write())->tally.keep.value, 4);
  EXPECT_EQ(must(other.write())->tally.keep.value, 4);
  EXPECT_EQ(stored_batch().chunks.value, 2);
  EXPECT_EQ(restamps(), 4u);
}

TEST_F(RestampBatches, what_was_asked_before_the_state_moved_is_not_written) {
  issue_many(2);
  world.install(bundle("1.1.0", rules(as_before)));
  batch("restamp.run", quota(1), R"(,"chunks":1)");
  const Caller caller = operator_caller();
  const Call call{caller, world.now, &restamp_run.traits};
  StampWalk walk = walk_of("t", stored_batch());
  stamp::SharedForms forms;
  RestampChunk chunk(world.engine(), call, "t", stored_batch(), walk, forms);
  must(chunk.ask());
  must(chunk.make());
  world.ask("state.set", R"({"tenant_id":"t","toggle":"incognito","on":true})");
  EXPECT_FALSE(must(chunk.write()));
  EXPECT_EQ(restamps(), 1u);
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
  ASSERT_EQ(restamps(), 3u);
  std::set<std::string> named;
  const auto state = must(world.engine().state());
  for (const int chunk : {0, 1}) {
    tlog::Frontier tree;
    for (const std::string& item : items_of(chunk)) {
      named.insert(Reply(item)["/memory_flow_certificate_ref"]);
      tree.add(tlog::leaf_hash(item));
    }
    const Reply told = status(fmt::format(R"(,"chunk":{})", chunk));
    const auto held =
        must(canon::decode<SignedChunkCertificate>(must(canon::Json::parse(told["/certificate"]))));
    EXPECT_TRUE(named.contains(held.certificate.id.text())) << told.text();
    EXPECT_EQ(held.certificate.items.value, chunk == 0 ? 2 : 1);
    EXPECT_EQ(held.certificate.root.text(), tree.root().hex());
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

// All that a chunk does to a stamp, in one: kept, less, blocked, ended, run out.
TEST_F(RestampBatches, what_a_certificate_vouches_for_is_made_again) {
  issue_many(3);
  const std::string ends = issue(3);
  world.ask("stamp.issue",
            fmt::format(R"({{"questions":[{}],"expires_in_seconds":60}})", question(4)));
  world.install(bundle("1.1.0", R"({"id":"less","description":"d","priority":1,)"
                                R"("op":"memory.retrieve","effect":"allow",)"
                                R"("memory":{"locality":"local_only","learning_scope":"none",)"
                                R"("disclosure_class":"existence_only"}},)"
                                R"({"id":"none","description":"d","priority":2,)"
                                R"("op":"memory.retrieve","effect":"deny",)"
                                R"("when":{"resource":{"equals":"m3"}}},)"
                                R"({"id":"wide","description":"d","priority":1,)"
                                R"("op":"memory.retrieve","effect":"allow","memory":{}})"));
  world.now.microseconds += 60'000'000;
  const Reply run = batch("restamp.run", quota(10));
  EXPECT_EQ(run["/batch/tally"], R"({"block":1,"downgrade":3,"keep":0,"passed_over":1})")
      << run.text();
  const std::vector<std::string> items = items_of(0);
  ASSERT_EQ(items.size(), 4u);
  tlog::Frontier tree;
  for (const std::string& item : items) tree.add(tlog::leaf_hash(item));
  EXPECT_EQ(status(R"(,"chunk":0)")["/certificate/certificate/merkle_root"], tree.root().hex());
  EXPECT_EQ(get(ends)["/kept/stamp/lifecycle_state"], "invalidated");
}

// A stamp that a batch made has no document. Whatever becomes of it, it is found, by itself and in
// the list, and so after everything is read from the store anew.
TEST_F(RestampBatches, what_a_batch_made_is_found_whatever_became_of_it) {
  const std::string root = issue(0);
  issue(1);
  const auto next = [&](std::string_view version, std::string_view memory, std::string_view key) {
    world.install(bundle(version, rules(memory)));
    const Reply run = world.ask(
        "restamp.run",
        fmt::format(R"({{"tenant_id":"t","idempotency_key":"{}","quota":{}}})", key, quota(10)));
    EXPECT_EQ(run["/batch/state"], "done") << run.text();
  };
  next("1.1.0", as_before, "a");
  const std::string second = get(root)["/kept/stamp/replacement_ref"];
  next("1.2.0", as_before, "b");
  const std::string third = get(second)["/kept/stamp/replacement_ref"];
  EXPECT_EQ(get(third)["/kept/stamp/lifecycle_state"], "active");
  next("1.3.0", R"({"locality":"local_only"})", "c");  // more than its root: blocked
  const auto look = [&] {
    EXPECT_EQ(get(root)["/kept/stamp/lifecycle_state"], "superseded");
    EXPECT_EQ(get(root)["/kept/stamp/replacement_ref"], second);
    EXPECT_EQ(get(second)["/kept/stamp/lifecycle_state"], "superseded");
    EXPECT_EQ(get(second)["/kept/stamp/replacement_ref"], third);
    EXPECT_EQ(get(second)["/kept/ceiling/root_stamp_ref"], root);
    EXPECT_EQ(get(third)["/kept/stamp/lifecycle_state"], "blocked");
    EXPECT_EQ(stamps_that_are("superseded"), 4u);
    EXPECT_EQ(stamps_that_are("blocked"), 2u);
    EXPECT_EQ(stamps_that_are("active"), 0u);
    EXPECT_EQ(world.ask("stamp.check",
                        fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}",)"
                                    R"("object_ref":"m0","action":"retrieve",)"
                                    R"("context":{}}})",
                                    second, get(second)["/kept/evaluation_contexts/0"]))["/reason"],
              "stamp.superseded");
    EXPECT_EQ(items_of(0, "b").size(), 2u);
  };
  look();
  world.reopen();
  look();
}

TEST_F(RestampBatches, a_list_goes_through_what_batches_made_page_by_page) {
  issue_many(5);
  for (const std::string_view version : {"1.1.0", "1.2.0"}) follow(version);
  std::vector<std::string> seen;
  std::string after;
  do {
    const Reply page = world.ask(
        "stamp.list", fmt::format(R"({{"tenant_id":"t","limit":4,"after":"{}"}})", after));
    for (int i = 0; i < 4 && page[fmt::format("/stamps/{}", i)] != "(absent)"; ++i) {
      seen.push_back(page[fmt::format("/stamps/{}/stamp_id", i)]);
    }
    after = page["/next"];
  } while (after != "(absent)");
  EXPECT_EQ(seen.size(), 15u);
  EXPECT_TRUE(std::ranges::is_sorted(seen));
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 15u);
}

TEST_F(RestampBatches, what_a_batch_made_can_be_ended_and_followed_alone) {
  const std::string root = issue(0);
  const std::string ended = issue(1);
  world.install(bundle("1.1.0", rules(as_before)));
  batch("restamp.run", quota(10));
  const std::string second = get(root)["/kept/stamp/replacement_ref"];
  const std::string other = get(ended)["/kept/stamp/replacement_ref"];
  EXPECT_EQ(world.ask("stamp.invalidate",
                      fmt::format(R"({{"tenant_id":"t","stamp_ref":"{}","reason_codes":["r"]}})",
                                  other))["/ok"],
            "true");
  EXPECT_EQ(get(other)["/kept/stamp/lifecycle_state"], "invalidated");
  const std::string certificate = world.ask("flow.certify", question(0))["/certificate"];
  world.install(bundle("1.2.0", rules(as_before)));
  const std::string fresh = world.ask("flow.certify", question(0))["/certificate"];
  const Reply alone = world.ask(
      "stamp.restamp", fmt::format(R"({{"stamp_ref":"{}","questions":[{}],"certificate":{}}})",
                                   second, question(0), fresh));
  EXPECT_EQ(alone["/ok"], "true") << alone.text() << certificate;
  world.reopen();
  EXPECT_EQ(get(second)["/kept/stamp/lifecycle_state"], "superseded");
  EXPECT_EQ(get(second)["/kept/stamp/replacement_ref"], alone["/stamp/stamp_id"]);
  EXPECT_EQ(get(other)["/kept/stamp/lifecycle_state"], "invalidated");
  EXPECT_EQ(stamps_that_are("active"), 1u);
}

// As many as are stamped by two threads, and fill several packs.
TEST_F(RestampBatches, a_chunk_fills_several_packs) {
  constexpr int stamps = 200;
  issue_many(stamps);
  const auto run = [&](std::string_view version, int chunk) {
    world.install(bundle(version, rules(as_before)));
    const Reply done = world.ask(
        "restamp.run", fmt::format(R"({{"tenant_id":"t","idempotency_key":"{}","quota":{}}})",
                                   version, quota(chunk)));
    EXPECT_EQ(done["/batch/tally/keep"], std::to_string(stamps)) << done.text();
  };
  run("1.1.0", stamps);
  EXPECT_EQ(documents(restamp_pack_document).size(), (stamps - 1) / largest_pack + 1);
  run("1.2.0", 130);
  const auto look = [&] {
    EXPECT_EQ(stamps_that_are("active"), stamps);
    EXPECT_EQ(stamps_that_are("superseded"), 2u * stamps);
    EXPECT_EQ(items_of(0, "1.1.0").size(), stamps);
    EXPECT_EQ(items_of(0, "1.2.0").size(), 130u);
    EXPECT_EQ(items_of(1, "1.2.0").size(), stamps - 130u);
  };
  look();
  world.reopen();
  look();
}

// Two memories under one rule are asked about once; a rule that looks at the memory is asked of
// each.
TEST_F(RestampBatches, memories_that_rules_tell_apart_are_told_apart) {
  issue_many(3);
  world.install(bundle("1.1.0", rules(as_before) +
                                    R"(,{"id":"none","description":"d","priority":2,)"
                                    R"("op":"memory.retrieve","effect":"deny",)"
                                    R"("when":{"resource":{"glob":"*1"}}})"));
  EXPECT_EQ(batch("restamp.run", quota(10))["/batch/tally"],
            R"({"block":1,"downgrade":0,"keep":2,"passed_over":0})");
  EXPECT_EQ(stamps_that_are("active"), 2u);
  EXPECT_EQ(stamps_that_are("invalidated"), 1u);
}

// What tells whether a memory matters is the policy that answered, not the one of before.
TEST_F(RestampBatches, a_policy_that_comes_while_stamps_are_asked_about_is_asked_of_each) {
  issue_many(3);
  world.install(bundle("1.1.0", rules(as_before)));
  const Caller caller = operator_caller();
  const Call call{caller, world.now, &restamp_run.traits};
  StampWalk walk("t");
  StaleStamps stamps = must(StaleStamps::along(walk, world.engine(), call, "t"));
  stamp::SharedForms forms;
  RestampAnswers answers(world.engine(), call, "t", forms);
  world.install(bundle("1.2.0", rules(as_before) +
                                    R"(,{"id":"none","description":"d","priority":2,)"
                                    R"("op":"memory.retrieve","effect":"deny",)"
                                    R"("when":{"resource":{"equals":"m1"}}})"));
  for (int i = 0; i < 3; ++i) {
    const StaleStamp stale = *must(stamps.next());
    const auto answer = must(answers.ask(*stamps.state(), stale));
    const bool is_denied = stale.stamp->stamp.stamp().object.text() == "m1";
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->nothing != nullptr, is_denied);
    EXPECT_EQ(answer->form == nullptr, is_denied);
  }
}

TEST_F(RestampBatches, a_pack_that_was_tampered_with_is_not_believed) {
  issue_many(2);
  world.install(bundle("1.1.0", rules(as_before)));
  batch("restamp.run", quota(10));
  const auto text = *documents(restamp_pack_document).at(0).record;
  const auto tampered = [&](std::string_view what, std::string_view with_what) {
    const std::size_t at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    std::string altered = text;
    altered.replace(at, what.size(), with_what);
    world.close();
    world.tamper(fmt::format("UPDATE documents SET record = '{}', "
                             "sequence = sequence + 100 WHERE kind = '{}'",
                             altered, restamp_pack_document)
                     .c_str());
    return static_cast<bool>(world.open(std::nullopt));
  };
  const Reply pack(text);
  const std::string prior = pack["/restamps/0/prior_stamp_ref"];
  const std::string other = pack["/restamps/1/prior_stamp_ref"];
  for (const auto& [what, with_what] : std::vector<std::pair<std::string, std::string>>{
           {R"("effective_locality":"local_only")", R"("effective_locality":"approved_external")"},
           {pack["/restamps/0/successor_stamp_ref"], "pst_00000000000000000000000000000000"},
           {R"("prior_stamp_ref":")" + prior, R"("prior_stamp_ref":")" + other},
           {R"("root_stamp_ref":")" + prior, R"("root_stamp_ref":")" + other},
           {R"("form":0)", R"("form":7)"},
           {R"("tenant_id":"t")", R"("tenant_id":"u")"}}) {
    EXPECT_FALSE(tampered(what, with_what)) << what;
  }
  // Sound by itself, and not what was stamped.
  RestampPack wider = must(canon::decode<RestampPack>(must(canon::Json::parse(text))));
  memory::EffectiveMemoryPolicy& policy = wider.forms.at(0).policies.at(0);
  policy.locality = memory::Locality::approved_external;
  memory::name(policy);
  EXPECT_FALSE(tampered(text, canon::encode(wider)));
  EXPECT_TRUE(tampered(prior, prior));
}

TEST_F(RestampBatches, what_a_batch_made_reads_the_same_after_a_reload) {
  issue_many(3);
  for (const std::string_view version : {"1.1.0", "1.2.0"}) {
    follow(version);
    world.now = {world.now.microseconds + 60'000'000};
  }
  const auto all = [&] {
    const Reply list = world.ask("stamp.list", R"({"tenant_id":"t","limit":20})");
    std::vector<std::string> texts;
    for (int i = 0; list[fmt::format("/stamps/{}", i)] != "(absent)"; ++i) {
      texts.push_back(get(list[fmt::format("/stamps/{}/stamp_id", i)]).text());
    }
    return texts;
  };
  const std::vector<std::string> before = all();
  EXPECT_EQ(before.size(), 9u);
  world.reopen();
  EXPECT_EQ(all(), before);
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
  EXPECT_EQ(shown["/body/certificate/merkle_root"], tlog::leaf_hash(items_of(0).at(0)).hex());
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

// A credential that is left and may not decide is not what a stamp was asked for with.
TEST_F(RestampBatches, whoever_asked_must_still_be_allowed_to) {
  const auto credential = [&](std::string_view capability) {
    return world.ask(
        "credential.create",
        fmt::format(R"({{"principal":"nora","capabilities":["{}"],"tenantId":"t"}})", capability));
  };
  const Reply deciding = credential("decide");
  credential("read");
  issue(0, caller_of(*must(world.engine().state())->proved_by(deciding["/token"]), false));
  world.ask("credential.revoke",
            fmt::format(R"({{"credentialId":"{}"}})", deciding["/record/credentialId"]));
  EXPECT_EQ(batch("restamp.run", quota(10))["/batch/tally/passed_over"], "1");
  EXPECT_EQ(stamps_that_are("active"), 1u);
}

TEST_F(RestampBatches, whose_own_word_counted_must_still_be_let_in) {
  const auto made = [&] {
    return world.ask("credential.create",
                     R"({"principal":"app","capabilities":["decide"],"tenantId":"t"})");
  };
  const Reply first = made();
  issue(0, caller_of(*must(world.engine().state())->proved_by(first["/token"]), true));
  world.install(bundle("1.1.0", rules(as_before)));
  EXPECT_EQ(batch("restamp.plan", quota(10))["/estimate/keep"], "1");
  made();  // another of the same name
  world.ask("credential.revoke",
            fmt::format(R"({{"credentialId":"{}"}})", first["/record/credentialId"]));
  EXPECT_EQ(batch("restamp.run", quota(10))["/batch/tally/passed_over"], "1");
}

TEST_F(RestampBatches, where_nothing_decides_for_the_moment_nothing_ends) {
  issue(0);
  world.install(with(bundle("1.1.0", rules(as_before)), "/expiresAt", R"("2026-11-23T13:00:00Z")"));
  world.now.microseconds += 7'200'000'000;
  const Reply run = batch("restamp.run", quota(10));
  EXPECT_EQ(run["/batch/tally/block"], "0") << run.text();
  EXPECT_EQ(stamps_that_are("active"), 1u);
  EXPECT_EQ(documents("policy_stamp_invalidation").size(), 0u);
}

TEST_F(RestampBatches, another_tenant_s_stamps_are_left_alone) {
  issue(0);
  world.install(bundle("1.1.0", rules(as_before)));
  const auto of_theirs = [&](std::string_view operation) {
    return world.ask(
        operation,
        fmt::format(R"({{"tenant_id":"u","idempotency_key":"k","quota":{}}})", quota(10)));
  };
  EXPECT_EQ(of_theirs("restamp.plan").code(), "restamp.unknown_tenant");
  EXPECT_EQ(of_theirs("restamp.run").code(), "restamp.unknown_tenant");
  world.install(with(bundle("1.0.0", rules(as_before)), "/tenantId", R"("u")"));
  EXPECT_EQ(of_theirs("restamp.run")["/batch/tally/keep"], "0");
  EXPECT_EQ(status()["/reason"], "restamp.unknown_batch");
  EXPECT_EQ(stamps_that_are("superseded"), 0u);
}

}  // namespace
}  // namespace writ::ops
