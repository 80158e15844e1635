// The tables: a row for everything there is, in its place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "memory/actions.h"
#include "memory/count_label.h"
#include "memory/crosswalk.h"
#include "memory/floors.h"
#include "memory/ranks.h"

namespace writ::memory {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Optional;

TEST(Tables, there_is_a_row_for_every_action_relation_and_floor) {
  ASSERT_EQ(predicate_table().size(), action_count);
  ASSERT_EQ(closure_table().size(), action_count);
  for (std::size_t i = 0; i < action_count; ++i) {
    EXPECT_EQ(predicate_table()[i].action, static_cast<Action>(i));
    EXPECT_EQ(closure_table()[i].requested, static_cast<Action>(i));
    EXPECT_EQ(predicate_table()[i].requires_destination, is_egress(static_cast<Action>(i)));
  }
  ASSERT_EQ(crosswalk_table().size(), wire_names(RelationToDestination{}).size());
  for (std::size_t i = 0; i < crosswalk_table().size(); ++i) {
    EXPECT_EQ(crosswalk_table()[i].relation, static_cast<RelationToDestination>(i));
  }
  EXPECT_EQ(floor_table().size(), wire_names(ScopeConservatismFloor{}).size());
  EXPECT_EQ(axis_ranks().size(), 7u);
}

TEST(Tables, no_action_needs_nothing_at_all) {
  // So that nothing is permitted under a policy at bottom.
  for (std::size_t i = 0; i < action_count; ++i) {
    EXPECT_FALSE(rules_of(static_cast<Action>(i)).least.within(Capability::nothing()));
  }
}

TEST(Tables, closures_end) {
  // What an action rests on rests on nothing but that again.
  for (const MemoryPolicyActionClosureRule& rule : closure_table()) {
    EXPECT_THAT(rule.required, ::testing::Contains(rule.requested));
  }
  EXPECT_THAT(rules_of(Action::render_inline).prerequisites,
              ElementsAre(Action::retrieve, Action::ui_disclose));
  EXPECT_THAT(rules_of(Action::classify).prerequisites, ElementsAre(Action::extract));
}

TEST(CountLabel, is_a_bucket_unless_everything_may_be_said) {
  using enum DisclosureClass;
  const auto label = [](std::int64_t count, DisclosureClass of) {
    return count_label(count, of, CountDisclosure::exact);
  };
  EXPECT_THAT(label(7, full), Optional(Eq("7")));
  EXPECT_THAT(label(0, redacted_summary), Optional(Eq("none")));
  EXPECT_THAT(label(1, redacted_summary), Optional(Eq("one")));
  EXPECT_THAT(label(2, redacted_summary), Optional(Eq("a few")));
  EXPECT_THAT(label(5, generic_safe_label_only), Optional(Eq("a few")));
  EXPECT_THAT(label(6, generic_safe_label_only), Optional(Eq("several")));
  EXPECT_THAT(label(10, generic_safe_label_only), Optional(Eq("several")));
  EXPECT_THAT(label(11, generic_safe_label_only), Optional(Eq("multiple")));
  EXPECT_THAT(count_label(7, full, CountDisclosure::bucketed), Optional(Eq("several")));
}

TEST(CountLabel, is_absent_where_no_count_may_be_told) {
  using enum DisclosureClass;
  EXPECT_EQ(count_label(7, full, CountDisclosure::none), std::nullopt);
  EXPECT_EQ(count_label(0, existence_only, CountDisclosure::exact), std::nullopt);
  EXPECT_EQ(count_label(7, not_disclosable, CountDisclosure::bucketed), std::nullopt);
}

}  // namespace
}  // namespace writ::memory
