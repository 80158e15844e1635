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
  must(store->put_node({.name = "a", .started_at = {1}, .program = "0"}));
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

TEST_P(StoreConformance, NodesAreListedWithTheirSilence) {
  if (!store->is_shared()) GTEST_SKIP() << "nobody shares it";
  EXPECT_THAT(must(read()->nodes()), IsEmpty());
  must(store->put_node({.name = "b", .started_at = {7}, .program = "1.0.0", .revision = 3}));
  must(store->put_node({.name = "a", .started_at = {5}, .program = "1.0.0", .revision = 2}));
  must(store->put_node({.name = "b", .started_at = {7}, .program = "1.0.1", .revision = 4}));
  auto nodes = must(read()->nodes());
  for (NodeRow& node : nodes) {
    EXPECT_GE(node.silence.count(), 0);
    EXPECT_LT(node.silence, std::chrono::minutes(1));
    node.silence = {};
  }
  EXPECT_THAT(
      nodes,
      ElementsAre(NodeRow{.name = "a", .started_at = {5}, .program = "1.0.0", .revision = 2},
                  NodeRow{.name = "b", .started_at = {7}, .program = "1.0.1", .revision = 4}));
}

TEST_P(StoreConformance, AProcessThatStartedLaterTakesTheNameOfANode) {
  if (!store->is_shared()) GTEST_SKIP() << "nobody shares it";
  must(store->put_node({.name = "a", .started_at = {5}, .program = "old"}));
  must(store->put_node({.name = "a", .started_at = {6}, .program = "new"}));
  EXPECT_EQ(code_of(store->put_node({.name = "a", .started_at = {5}, .program = "old"})),
            fault::exists.name);
  EXPECT_EQ(must(read()->nodes()).at(0).program, "new");
}

TEST_P(StoreConformance, ANodeIsHeardOfWhileSomebodyWrites) {
  if (!store->is_shared()) GTEST_SKIP() << "nobody shares it";
  const auto writing = must(store->begin_write());
  must(store->put_node({.name = "a", .started_at = {5}, .program = "0"}));
  EXPECT_EQ(must(read()->nodes()).size(), 1U);
}

TEST_P(StoreConformance, AStoreThatNobodySharesKnowsOfNoNodes) {
  if (store->is_shared()) GTEST_SKIP() << "it is shared";
  write([&](Transaction& to) { must(to.put_key(key("k"))); });
  must(store->put_node({.name = "a", .started_at = {5}, .program = "0"}));
  EXPECT_EQ(revision_of(*store), 0);
  EXPECT_THAT(must(read()->nodes()), IsEmpty());
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
