#include "stamp/ui_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stamp/test_stamp.h"

namespace writ::stamp {
namespace {

using enum RestampEligibility;
using enum VisibleDisposition;
using memory::DisclosureClass;
using memory::Locality;

// A stamp to retrieve, and what the interface draws of it.
struct Scene {
  KeptStamp stamp = test_stamp({test_grant(to_retrieve)});
  PolicyRuntimeFreshnessKey active = memory::test_key();
  Instant now = test_time(1);
  Capability allows = Capability::everything();
  bool permitted = true;
  DisclosureClass may_say = DisclosureClass::full;
  std::optional<PendingQuestion> pending = {};

  PolicyUIExport drawn() const {
    const Grant shown = test_grant({Action::ui_disclose, {}}, Capability::cap(may_say), active);
    const auto label =
        memory::safe_label_policy_of(shown.policy, memory::ProtectedReason::personal, {});
    return ui_export_of(sound(stamp), {{test_grant(to_retrieve, allows, active).policy, permitted}},
                        label,
                        {.trace = memory::CoordinationTraceRef("trace"),
                         .active = active,
                         .now = now,
                         .pending = pending});
  }
  std::pair<RestampEligibility, VisibleDisposition> item() const {
    const PolicyUIExport made = drawn();
    return {made.items.at(0).eligibility, made.items.at(0).disposition};
  }
};

TEST(UIExport, what_is_stamped_and_fresh_is_enabled) {
  EXPECT_EQ(Scene().item(), std::pair(eligible, enabled));
}

TEST(UIExport, what_is_spent_is_to_be_stamped_again) {
  Scene moved;
  moved.active = moved_key();
  EXPECT_EQ(moved.item(), std::pair(eligible, disabled_requires_restamp));
  moved.allows = Capability::cap(Locality::local_only);
  EXPECT_EQ(moved.item(), std::pair(downgrade_only, disabled_requires_restamp));

  Scene invalidated;
  ASSERT_TRUE(
      advance(invalidated.stamp.stamp, memory::LifecycleState::invalidated, test_time(1), "x"));
  EXPECT_EQ(invalidated.item(), std::pair(RestampEligibility::blocked, disabled_policy_blocked));
  invalidated.active = moved_key();
  EXPECT_EQ(invalidated.item(), std::pair(eligible, disabled_requires_restamp));
}

TEST(UIExport, what_cannot_be_stamped_again_is_blocked) {
  const auto expect_blocked = [](auto&& alter) {
    Scene scene;
    alter(scene);
    EXPECT_EQ(scene.item(), std::pair(RestampEligibility::blocked, disabled_policy_blocked));
  };
  expect_blocked([](Scene& scene) { scene.permitted = false; });
  expect_blocked([](Scene& scene) { scene.allows = Capability::nothing(); });
  expect_blocked([](Scene& scene) { scene.now = test_time(60); });
  expect_blocked([](Scene& scene) {
    ASSERT_TRUE(advance(scene.stamp.stamp, memory::LifecycleState::blocked, test_time(1)));
  });
  expect_blocked([](Scene& scene) {  // above its ceiling
    scene.stamp = test_stamp({test_grant(to_retrieve, Capability::cap(Locality::local_only))});
  });
}

TEST(UIExport, what_may_not_be_told_is_hidden_and_nothing_is_said) {
  Scene scene;
  scene.may_say = DisclosureClass::not_disclosable;
  EXPECT_EQ(scene.item(), std::pair(RestampEligibility::blocked, hidden_not_disclosable));
  const PolicyUIExport made = scene.drawn();
  EXPECT_EQ(made.disclosure_class, DisclosureClass::not_disclosable);
  EXPECT_FALSE(made.constraints.existence);
  EXPECT_FALSE(made.constraints.default_label);

  Scene unsayable;  // this one action
  unsayable.allows = Capability::cap(DisclosureClass::not_disclosable);
  EXPECT_EQ(unsayable.item(), std::pair(RestampEligibility::blocked, hidden_not_disclosable));
}

TEST(UIExport, waits_for_an_answer_where_everything_does) {
  Scene scene;
  scene.pending = {memory::PolicyDisambiguationRequestRef("pdq_1"), true};
  EXPECT_EQ(scene.item(), std::pair(requires_disambiguation, disabled_requires_disambiguation));
  scene.pending->blocks = false;
  EXPECT_EQ(scene.item(), std::pair(eligible, enabled));
  EXPECT_EQ(scene.drawn().pending->text(), "pdq_1");
  scene.permitted = false;
  scene.pending->blocks = true;  // an answer would not help
  EXPECT_EQ(scene.item(), std::pair(RestampEligibility::blocked, disabled_policy_blocked));
}

TEST(UIExport, an_item_without_a_policy_now_is_blocked) {
  const SoundStamp stamp = sound(test_stamp());
  const Grant shown = test_grant({Action::ui_disclose, {}});
  const auto label =
      memory::safe_label_policy_of(shown.policy, memory::ProtectedReason::personal, {});
  const PolicyUIExport made = ui_export_of(stamp, {{test_grant(to_retrieve).policy, true}}, label,
                                           {.trace = memory::CoordinationTraceRef("trace"),
                                            .active = memory::test_key(),
                                            .now = test_time(1),
                                            .pending = {}});
  ASSERT_EQ(made.items.size(), 2u);
  EXPECT_EQ(made.items.at(0).disposition, enabled);
  EXPECT_EQ(made.items.at(1).disposition, disabled_policy_blocked);
}

// Labels of another state, a former vocabulary say, are not drawn from.
TEST(UIExport, labels_of_another_state_say_nothing) {
  const Grant shown = test_grant({Action::ui_disclose, {}}, Capability::everything(), moved_key());
  const auto label =
      memory::safe_label_policy_of(shown.policy, memory::ProtectedReason::personal, {});
  const PolicyUIExport made = ui_export_of(sound(test_stamp()), {}, label,
                                           {.trace = memory::CoordinationTraceRef("trace"),
                                            .active = memory::test_key(),
                                            .now = test_time(1),
                                            .pending = {}});
  for (const PolicyUIExportItem& item : made.items) {
    EXPECT_EQ(item.disposition, hidden_not_disclosable);
  }
}

}  // namespace
}  // namespace writ::stamp
