// What nodes that share a store learn of one another, and the lists that a copy is made from.
#include "store/conformance/conformance.h"

namespace writ::store::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::int64_t revision_of(Store& store) { return must(must(store.read())->revision()); }

TEST_P(StoreConformance, TheRevisionRisesWithEveryChangeThatOthersMustKnow) {
  if (!store->is_shared()) GTEST_SKIP() << "nobody shares it";
  const BundleRow one = bundle("clinic", "default", "1.0.0");
  const std::vector<std::function<void(Transaction&)>> changes = {
      [&](Transaction& to) { must(to.insert_bundle(one)); },
      [&](Transaction& to) { must(to.put_policy(policy(one, 1))); },
      [&](Transaction& to) { must(to.append_activation(activation(one, 1))); },
      [&](Transaction& to) { must(to.bump_state_generation("clinic", "default")); },
      [&](Transaction& to) { must(to.bump_deployment_generation()); },
      [&](Transaction& to) { must(to.put_key(key("k"))); },
      [&](Transaction& to) { must(to.insert_token(token("t"))); },
      [&](Transaction& to) { must(to.revoke_token("t", {1})); },
      [&](Transaction& to) {
        must(to.put_document({.kind = "k", .tenant = "t", .id = "i", .record = "{}"}));
      }};
  for (const auto& change : changes) {
    const std::int64_t before = revision_of(*store);
    write(change);
    EXPECT_GT(revision_of(*store), before);
  }
}

TEST_P(StoreConformance, TheRevisionStaysWhereNothingThatOthersKnowHasChanged) {
  if (!store->is_shared()) GTEST_SKIP() << "nobody shares it";
  write([&](Transaction& to) { must(to.put_key(key("k"))); });
  const std::int64_t before = revision_of(*store);
  write([](Transaction&) {});
  must(must(store->begin_write())->put_key(key("rolled back")));
  write([](Transaction& to) { must(to.add_pending_entry({.entry = "{}", .body = {}})); });
  write([](Transaction& to) { must(to.remove_pending_entries(1)); });
  must(store->enrol_node({.name = "a", .started_at = {1}, .program = "0"}));
  must(store->beat({.name = "a", .started_at = {1}, .program = "0", .beat = 1}));
  EXPECT_EQ(revision_of(*store), before);
  EXPECT_EQ(must(must(store->begin_write())->revision()), before);
  reopen();
  EXPECT_EQ(revision_of(*store), before);
}

TEST_P(StoreConformance, ASnapshotHasTheRevisionOfItsMoment) {
  if (!store->is_shared()) GTEST_SKIP() << "nobody shares it";
  const auto before = read();
  const std::int64_t then = revision_of(*store);
  write([&](Transaction& to) { must(to.put_key(key("k"))); });
  EXPECT_EQ(must(before->revision()), then);
}

using std::chrono::milliseconds;

NodeRow node(std::string_view name, std::int64_t started_at, std::int64_t beat = 1,
             std::int64_t revision = 0) {
  return {.name = std::string(name),
          .started_at = {started_at},
          .program = "1.0.0",
          .revision = revision,
          .beat = beat,
          .lease = milliseconds(500)};
}

std::vector<NodeRow> listed(Store& store) {
  std::vector<NodeRow> nodes = must(store.list_nodes());
  for (NodeRow& row : nodes) {
    EXPECT_GE(row.silence.count(), 0);
    EXPECT_LT(row.silence, std::chrono::minutes(1));
    row.silence = {};
  }
  return nodes;
}

NodeRow live(NodeRow row) {
  row.live = true;
  return row;
}

TEST_P(StoreConformance, NodesAreListedAsTheyLastSaid) {
  if (!store->is_shared()) GTEST_SKIP() << "nobody shares it";
  EXPECT_THAT(listed(*store), IsEmpty());
  must(store->enrol_node(node("b", 7)));
  must(store->enrol_node(node("a", 5)));
  EXPECT_THAT(listed(*store), ElementsAre(live(node("a", 5)), live(node("b", 7))));
  EXPECT_EQ(must(store->beat(node("b", 7, 2, 4))), revision_of(*store));
  EXPECT_THAT(listed(*store), ElementsAre(live(node("a", 5)), live(node("b", 7, 2, 4))));
  EXPECT_EQ(must(read()->nodes()).size(), 2U);
}

TEST_P(StoreConformance, ABeatAnswersTheRevision) {
  if (!store->is_shared()) GTEST_SKIP() << "nobody shares it";
  must(store->enrol_node(node("a", 5)));
  write([&](Transaction& to) { must(to.put_key(key("k"))); });
  const std::optional<std::int64_t> heard = must(store->beat(node("a", 5, 2)));
  EXPECT_EQ(heard, revision_of(*store));
  EXPECT_GT(*heard, 0);
}

TEST_P(StoreConformance, ANodeThatHasEndedIsNotHeardUntilItEnrolsAgain) {
  if (!store->is_shared()) GTEST_SKIP() << "nobody shares it";
  EXPECT_EQ(must(store->beat(node("a", 5))), std::nullopt) << "it never enrolled";
  must(store->enrol_node(node("a", 5)));
  must(store->end_node(node("a", 5)));
  EXPECT_EQ(must(store->beat(node("a", 5, 2))), std::nullopt);
  EXPECT_FALSE(listed(*store).at(0).live);
  EXPECT_EQ(must(store->enrol_node(node("a", 5, 3))), milliseconds(0));
  EXPECT_TRUE(must(store->beat(node("a", 5, 4))).has_value());
}

TEST_P(StoreConformance, ANodeThatBeatSinceIsNotEnded) {
  if (!store->is_shared()) GTEST_SKIP() << "nobody shares it";
  must(store->enrol_node(node("a", 5, 1)));
  must(store->beat(node("a", 5, 2)));
  must(store->end_node(node("a", 5, 1)));
  must(store->end_node(node("a", 4, 2)));
  EXPECT_TRUE(listed(*store).at(0).live);
}

TEST_P(StoreConformance, AProcessThatStartedLaterTakesTheNameOfANodeAndItsLease) {
  if (!store->is_shared()) GTEST_SKIP() << "nobody shares it";
  NodeRow slow = node("a", 5);
  slow.lease = milliseconds(2000);
  EXPECT_EQ(must(store->enrol_node(slow)), milliseconds(0));
  must(store->beat(slow));
  EXPECT_EQ(must(store->enrol_node(node("a", 6))), milliseconds(2000));
  EXPECT_EQ(listed(*store).at(0).lease, milliseconds(2000)) << "the earlier one may still hold it";
  EXPECT_EQ(listed(*store).at(0).started_at, Instant{6});
  EXPECT_EQ(must(store->beat(node("a", 5, 2))), std::nullopt);
  EXPECT_EQ(code_of(store->enrol_node(node("a", 5, 3))), fault::exists.name);
}

TEST_P(StoreConformance, ANodeIsHeardOfWhileSomebodyWrites) {
  if (!store->is_shared()) GTEST_SKIP() << "nobody shares it";
  const auto writing = must(store->begin_write());
  must(store->enrol_node(node("a", 5)));
  EXPECT_TRUE(must(store->beat(node("a", 5, 2))).has_value());
  EXPECT_EQ(listed(*store).size(), 1U);
}

TEST_P(StoreConformance, AStoreThatNobodySharesKnowsOfNoNodes) {
  if (store->is_shared()) GTEST_SKIP() << "it is shared";
  write([&](Transaction& to) { must(to.put_key(key("k"))); });
  must(store->enrol_node(node("a", 5)));
  EXPECT_EQ(must(store->beat(node("a", 5))), std::nullopt);
  EXPECT_EQ(revision_of(*store), 0);
  EXPECT_THAT(must(store->list_nodes()), IsEmpty());
}

TEST_P(StoreConformance, EverythingCanBeListed) {
  const std::vector<BundleRow> rows = {bundle("a", "x", "1.0.0"), bundle("a", "y", "1.0.0"),
                                       bundle("b", "x", "1.0.0"), bundle("b", "x", "2.0.0")};
  write([&](Transaction& to) {
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) must(to.insert_bundle(*row));
    must(to.bump_state_generation("b", "x"));
    must(to.bump_state_generation("a", "nobody's"));
    must(to.bump_state_generation("b", "x"));
  });
  EXPECT_THAT(must(read()->all_bundles()),
              ElementsAre(rows[0].head, rows[1].head, rows[2].head, rows[3].head));
  EXPECT_THAT(must(read()->state_generations()),
              ElementsAre(StateGenerationRow{"a", "nobody's", 1}, StateGenerationRow{"b", "x", 2}));
}

TEST_P(StoreConformance, TheLastChangeIsKnownAfterItsEntryIsGone) {
  EXPECT_EQ(must(read()->last_change()), 0);
  write([](Transaction& to) {
    must(to.add_pending_entry({.entry = "{}", .body = {}}));
    must(to.add_pending_entry({.entry = "{}", .body = {}}));
  });
  write([](Transaction& to) { must(to.remove_pending_entries(2)); });
  reopen();
  EXPECT_EQ(must(read()->last_change()), 2);
}

}  // namespace
}  // namespace writ::store::conformance
