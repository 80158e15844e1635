#include "stamp/columns.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <vector>

#include "memory/actions.h"
#include "memory/test_capability.h"
#include "stamp/test_stamp.h"

namespace writ::stamp {
namespace {

TEST(StampColumns, a_stamp_without_items_is_blocked) {
  const std::array<std::uint32_t, 2> begins{0, 0};
  std::array<RestampDisposition, 1> result{RestampDisposition::keep};
  EXPECT_EQ(compare_columns({}, {}, begins, result), (RestampEstimate{.block = 1}));
  EXPECT_EQ(result[0], RestampDisposition::block);
}

// The model: the comparison of records, axis by axis.
RC_GTEST_PROP(StampColumns, come_to_what_the_records_come_to, ()) {
  const Capability needed = memory::least_for(Action::retrieve, {});
  std::vector<std::uint32_t> ceiling;
  std::vector<std::uint32_t> fresh;
  std::vector<std::uint32_t> begins{0};
  std::vector<RestampDisposition> expected;
  std::array<AxisChanges, every_axis.size()> axes{};
  RestampColumns columns;
  const int stamps = *rc::gen::inRange(1, 6);
  for (int i = 0; i < stamps; ++i) {
    Compared records;
    const std::size_t items = *rc::gen::inRange<std::size_t>(1, 4);
    for (std::size_t item = 0; item < items; ++item) {
      const ItemKey key{static_cast<Action>(item), {}};
      const Capability most = *memory::Settled(memory::any_capability() | needed);
      const int how = *rc::gen::inRange(0, 4);
      const Capability now = how == 0   ? Capability::nothing()
                             : how == 1 ? most
                             : how == 2
                                 ? *memory::Settled(most & (memory::any_capability() | needed))
                                 : *memory::Settled(memory::any_capability() | needed);
      records.ceiling.push_back({key, levels_of(test_grant(key, most).policy)});
      if (how != 0) records.fresh.push_back({key, levels_of(test_grant(key, now).policy)});
      ceiling.push_back(most.word());
      fresh.push_back(now.word());
    }
    begins.push_back(static_cast<std::uint32_t>(ceiling.size()));
    columns.add(records.ceiling, records.fresh);
    const auto comparisons = compare(records);
    expected.push_back(disposition_of(comparisons));
    for (const Axis axis : axes_that(CeilingComparison::downgraded, comparisons)) {
      ++axes[static_cast<std::size_t>(axis)].downgraded;
    }
    for (const Axis axis : axes_that(CeilingComparison::exceeds_ceiling, comparisons)) {
      ++axes[static_cast<std::size_t>(axis)].exceeds;
    }
  }
  std::vector<RestampDisposition> result(expected.size(), RestampDisposition::keep);
  const RestampEstimate estimate = compare_columns(ceiling, fresh, begins, result);
  RC_ASSERT(result == expected);
  RC_ASSERT(estimate.block == std::ranges::count(expected, RestampDisposition::block));
  RC_ASSERT(estimate.axes == axes);
  RC_ASSERT(estimate.keep + estimate.downgrade + estimate.block == stamps);
  RC_ASSERT(columns.estimate() == estimate);
}

// Items of either side alone, and levels that no effective policy has by itself.
RC_GTEST_PROP(StampColumns, filled_from_records_come_to_what_the_records_come_to, ()) {
  const auto any_items = [] {
    std::vector<LeveledItem> items;
    for (const Action action : {Action::retrieve, Action::export_, Action::inspect}) {
      if (*rc::gen::inRange(0, 3) == 0) continue;
      const Capability least = memory::least_for(Action::retrieve, {});
      const Capability allows = *memory::Settled(memory::any_capability() | least);
      LeveledItem item{{action, {}}, levels_of(test_grant({action, {}}, allows).policy)};
      item.levels.disclosure_class = memory::any_capability().disclosure_class();
      memory::DisclosurePermissionVector& vector = item.levels.disclosure_vector;
      vector.count_bucket_policy = *rc::gen::element<std::string>("tens", "hundreds");
      vector.reason_summary_template = *rc::gen::element<std::string>("a", "b");
      items.push_back(item);
    }
    return items;
  };
  const Compared records{.ceiling = any_items(), .prior = {}, .fresh = any_items()};
  RestampColumns columns;
  columns.add(records.ceiling, records.fresh);
  const auto comparisons = compare(records);
  RestampEstimate expected;
  const auto disposition = disposition_of(comparisons);
  expected.keep = disposition == RestampDisposition::keep ? 1 : 0;
  expected.downgrade = disposition == RestampDisposition::downgrade ? 1 : 0;
  expected.block = disposition == RestampDisposition::block ? 1 : 0;
  for (const Axis axis : axes_that(CeilingComparison::downgraded, comparisons)) {
    expected.axes[static_cast<std::size_t>(axis)].downgraded = 1;
  }
  for (const Axis axis : axes_that(CeilingComparison::exceeds_ceiling, comparisons)) {
    expected.axes[static_cast<std::size_t>(axis)].exceeds = 1;
  }
  RC_ASSERT(columns.estimate() == expected);
}

TEST(StampColumns, what_is_shown_otherwise_exceeds) {
  Levels ceiling = levels_of(test_grant(to_retrieve, Capability::everything()).policy);
  ceiling.disclosure_vector.count = memory::CountDisclosure::bucketed;
  ceiling.disclosure_vector.count_bucket_policy = "tens";
  Levels fresh = ceiling;
  fresh.disclosure_vector.count_bucket_policy = "hundreds";
  RestampColumns columns;
  columns.add(std::array{LeveledItem{to_retrieve, ceiling}},
              std::array{LeveledItem{to_retrieve, fresh}});
  const RestampEstimate estimate = columns.estimate();
  EXPECT_EQ(estimate.block, 1);
  EXPECT_EQ(estimate.axes[static_cast<std::size_t>(Axis::disclosure_vector)],
            (AxisChanges{.downgraded = 0, .exceeds = 1}));
}

}  // namespace
}  // namespace writ::stamp
