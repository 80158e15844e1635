#include "stamp/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "memory/test_capability.h"
#include "stamp/test_stamp.h"

namespace writ::stamp {
namespace {

using memory::DisclosureClass;
using memory::Locality;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;

Levels levels(Capability allows) { return levels_of(test_grant(to_retrieve, allows).policy); }

LeveledItem item(const ItemKey& key, Capability allows = Capability::everything()) {
  return {key, levels(allows)};
}

RestampDisposition outcome(std::vector<LeveledItem> ceiling, std::vector<LeveledItem> fresh) {
  return disposition_of(compare({.ceiling = std::move(ceiling), .fresh = std::move(fresh)}));
}

TEST(Comparison, covers_every_axis_of_every_item) {
  const auto all = compare({.ceiling = {item(to_cloud), item(to_retrieve)},
                            .fresh = {item(to_retrieve), item(to_cloud)}});
  ASSERT_EQ(all.size(), 2 * every_axis.size());
  EXPECT_EQ(key_of(all.front()), to_retrieve);
  EXPECT_EQ(key_of(all.back()), to_cloud);
  EXPECT_THAT(all, Each(Field(&PolicyAxisCeilingComparison::comparison,
                              CeilingComparison::within_ceiling)));
  EXPECT_EQ(disposition_of(all), RestampDisposition::keep);
  EXPECT_TRUE(axes_that(CeilingComparison::downgraded, all).empty());
}

TEST(Comparison, one_axis_above_the_ceiling_blocks) {
  const Capability low = Capability::cap(Locality::local_only);
  EXPECT_EQ(outcome({item(to_retrieve, low)}, {item(to_retrieve)}), RestampDisposition::block);
  EXPECT_EQ(outcome({item(to_retrieve), item(to_cloud, low)}, {item(to_retrieve), item(to_cloud)}),
            RestampDisposition::block);
}

TEST(Comparison, less_is_a_downgrade_of_its_axes) {
  const auto all = compare({.ceiling = {item(to_retrieve)},
                            .fresh = {item(to_retrieve, Capability::cap(Locality::local_only))}});
  EXPECT_EQ(disposition_of(all), RestampDisposition::downgrade);
  EXPECT_THAT(axes_that(CeilingComparison::downgraded, all), ElementsAre(Axis::locality));
}

// More on one part of the vector is not made good by less on another.
TEST(Comparison, the_vector_is_compared_part_by_part) {
  Levels ceiling;
  ceiling.disclosure_vector = {.existence = true, .topic_label = true};
  Levels fresh;
  fresh.disclosure_vector = {.existence = true, .source_title = true};
  EXPECT_EQ(outcome({{to_retrieve, ceiling}}, {{to_retrieve, fresh}}), RestampDisposition::block);
}

TEST(Comparison, other_buckets_or_templates_do_not_rank) {
  Levels ceiling;
  ceiling.disclosure_vector = {.existence = true, .count = memory::CountDisclosure::bucketed};
  Levels fresh = ceiling;
  fresh.disclosure_vector.count_bucket_policy = "finer";
  EXPECT_FALSE(at_most(fresh, ceiling, Axis::disclosure_vector));
  EXPECT_FALSE(at_most(ceiling, fresh, Axis::disclosure_vector));
  fresh.disclosure_vector.count = memory::CountDisclosure::none;  // and so not shown
  EXPECT_TRUE(at_most(fresh, ceiling, Axis::disclosure_vector));
}

TEST(Comparison, an_item_without_a_ceiling_exceeds_whatever_it_allows) {
  const auto all =
      compare({.ceiling = {item(to_retrieve)}, .fresh = {item(to_retrieve), {to_cloud, Levels()}}});
  EXPECT_EQ(disposition_of(all), RestampDisposition::block);
  EXPECT_EQ(all.back().ceiling_value, text_of(Levels(), Axis::disclosure_vector));
}

TEST(Comparison, an_item_that_is_gone_is_downgraded_and_nothing_left_blocks) {
  const auto all =
      compare({.ceiling = {item(to_retrieve), item(to_cloud)}, .fresh = {item(to_retrieve)}});
  EXPECT_EQ(disposition_of(all), RestampDisposition::downgrade);
  EXPECT_FALSE(all.back().new_value);
  EXPECT_EQ(axes_that(CeilingComparison::downgraded, all).size(), every_axis.size());
  EXPECT_EQ(outcome({item(to_retrieve)}, {}), RestampDisposition::block);
  EXPECT_EQ(outcome({}, {}), RestampDisposition::block);
}

TEST(Comparison, the_prior_value_is_the_prior_stamps_or_else_the_ceilings) {
  const Capability low = Capability::cap(Locality::local_only);
  auto all = compare({.ceiling = {item(to_retrieve)},
                      .prior = {item(to_retrieve, low)},
                      .fresh = {item(to_retrieve)}});
  EXPECT_EQ(all.at(1).axis, Axis::locality);
  EXPECT_EQ(all.at(1).prior_value, "local_only");
  EXPECT_EQ(all.at(1).comparison, CeilingComparison::within_ceiling);  // with the root's, not that
  all = compare({.ceiling = {item(to_retrieve)}, .fresh = {item(to_retrieve, low)}});
  EXPECT_EQ(all.at(1).prior_value, "approved_external");
}

TEST(Comparison, a_level_is_read_as_it_was_written) {
  for (const Capability allows : memory::some_capabilities()) {
    const Levels written = levels(allows);
    Levels read;
    for (const Axis axis : every_axis) {
      ASSERT_TRUE(set_level(read, axis, text_of(written, axis)));
    }
    EXPECT_EQ(read, written);
  }
  Levels none;
  for (const Axis axis : every_axis) EXPECT_FALSE(set_level(none, axis, "everything"));
}

// The model: ranks of names, one by one.
RC_GTEST_PROP(Comparison, agrees_with_the_order_of_capabilities, ()) {
  const Capability a = *memory::Settled(memory::any_capability());
  const Capability b = *memory::Settled(memory::any_capability());
  const bool within = std::ranges::all_of(
      every_axis, [&](Axis axis) { return at_most(levels(a), levels(b), axis); });
  RC_ASSERT(within == a.within(b));
  const RestampDisposition expected = !a.within(b) ? RestampDisposition::block
                                      : a == b     ? RestampDisposition::keep
                                                   : RestampDisposition::downgrade;
  RC_ASSERT(outcome({item(to_retrieve, b)}, {item(to_retrieve, a)}) == expected);
}

}  // namespace
}  // namespace writ::stamp
