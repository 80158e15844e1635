#include "stamp/invalidation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stamp/test_stamp.h"

namespace writ::stamp {
namespace {

using memory::DisclosureClass;
using memory::Locality;

const Capability local = Capability::cap(Locality::local_only);

Present present(const ItemKey& key, Capability allows = Capability::everything(),
                bool permitted = true) {
  return {test_grant(key, allows, moved_key()).policy, permitted};
}

PolicyStampInvalidation invalidated(const KeptStamp& stamp, const std::vector<Present>& now) {
  return invalidation_of(stamp, {.freshness_key = moved_key(), .now = test_time(1)}, now);
}

const PolicyAxisDelta& delta(const PolicyStampInvalidationScopeItem& item, Axis axis) {
  return item.deltas.at(static_cast<std::size_t>(axis));
}

TEST(Invalidation, reports_every_axis_of_every_item) {
  const auto made = invalidated(test_stamp(), {present(to_cloud), present(to_retrieve, local)});
  ASSERT_EQ(made.items.size(), 2u);
  for (const auto& item : made.items) EXPECT_EQ(item.deltas.size(), every_axis.size());
  const auto& retrieve = made.items.at(0);
  EXPECT_EQ(key_of(retrieve), to_retrieve);
  EXPECT_EQ(delta(retrieve, Axis::locality).kind, DeltaKind::tightened);
  EXPECT_EQ(delta(retrieve, Axis::locality).prior_value, "approved_external");
  EXPECT_EQ(delta(retrieve, Axis::locality).new_value, "local_only");
  EXPECT_EQ(delta(retrieve, Axis::content_fidelity).kind, DeltaKind::unchanged);
  EXPECT_EQ(retrieve.remediation, Remediation::downgrade);
  EXPECT_EQ(made.items.at(1).remediation, Remediation::restamp);
}

TEST(Invalidation, what_rose_above_the_ceiling_is_blocked) {
  const auto made =
      invalidated(test_stamp({test_grant(to_retrieve, local)}), {present(to_retrieve)});
  EXPECT_EQ(delta(made.items[0], Axis::locality).kind, DeltaKind::widened_illegal);
  EXPECT_EQ(made.items[0].remediation, Remediation::block);
}

TEST(Invalidation, a_rise_within_the_ceiling_is_no_ground) {
  KeptStamp stamp = test_stamp({test_grant(to_retrieve)});
  set_levels(stamp.policies[0], local);  // as a restamp left it
  const auto made = invalidated(stamp, {present(to_retrieve)});
  EXPECT_EQ(delta(made.items[0], Axis::locality).kind, DeltaKind::unchanged);
  EXPECT_EQ(made.items[0].remediation, Remediation::restamp);
}

TEST(Invalidation, what_is_gone_or_not_permitted_is_blocked) {
  const auto made = invalidated(test_stamp(), {present(to_cloud, Capability::everything(), false)});
  EXPECT_EQ(made.items.at(0).new_policy, std::nullopt);
  EXPECT_EQ(delta(made.items[0], Axis::content_fidelity).new_value, "none");
  EXPECT_EQ(made.items[0].remediation, Remediation::block);
  EXPECT_EQ(made.items.at(1).remediation, Remediation::block);
}

// People are told no more than what may still be said of all items.
TEST(Invalidation, its_summary_gives_nothing_away) {
  const auto summary = [](std::vector<Present> now) {
    return invalidated(test_stamp(), now).summary.text();
  };
  const Capability hidden = Capability::cap(DisclosureClass::not_disclosable);
  EXPECT_EQ(summary({present(to_cloud), present(to_retrieve)}), "safe_label.to_be_renewed");
  EXPECT_EQ(summary({present(to_cloud), present(to_retrieve, local)}), "safe_label.narrowed");
  EXPECT_EQ(summary({present(to_cloud, hidden), present(to_retrieve)}),
            "safe_label.permissions_changed");
  EXPECT_EQ(summary({present(to_cloud, Capability::cap(DisclosureClass::existence_only)),
                     present(to_retrieve)}),
            "safe_label.item_changed");
  EXPECT_EQ(summary({}), "safe_label.permissions_changed");
}

}  // namespace
}  // namespace writ::stamp
