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
}

}  // namespace
}  // namespace writ::stamp
