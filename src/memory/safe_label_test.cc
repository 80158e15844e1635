#include "memory/safe_label.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "memory/test_capability.h"
#include "memory/test_question.h"

namespace writ::memory {
namespace {

EffectiveMemoryPolicy policy_with(Capability allows) {
  const Settled settled(allows);
  return {.recorded_at = test_context().recorded_at,
          .id = EffectiveMemoryPolicyRef("emp_1"),
          .disclosure_class = settled->disclosure_class(),
          .disclosure_vector = settled->disclosure_vector(),
          .freshness_key = test_key()};
}

const WantedLabels wanted{.standing = SafeReferenceLabelRef("standing"),
                          .inspector = SafeReferenceLabelRef("inspector"),
                          .suppressed = SafeReferenceLabelRef("suppressed")};

SafeLabelDisclosurePolicy labels_under(DisclosureClass level, const WantedLabels& with = wanted) {
  return safe_label_policy_of(policy_with(Capability::cap(level)), ProtectedReason::sealed, with);
}

std::size_t faults_of(const SafeLabelDisclosurePolicy& policy) {
  canon::Faults faults;
  policy.check(canon::Path(), faults);
  return faults.size();
}

const SafeLabel* find_label(std::string_view ref) {
  const auto found = std::ranges::find(safe_labels(), ref, &SafeLabel::ref);
  return found == safe_labels().end() ? nullptr : &*found;
}

TEST(SafeLabel, the_vocabulary_names_each_label_once) {
  std::set<std::string_view> refs;
  for (const SafeLabel& label : safe_labels()) EXPECT_TRUE(refs.insert(label.ref).second);
}

TEST(SafeLabel, what_is_not_disclosable_has_no_label_that_anybody_sees) {
  const auto policy = labels_under(DisclosureClass::not_disclosable);
  EXPECT_FALSE(policy.default_label);
  EXPECT_FALSE(policy.inspector_label);
  EXPECT_EQ(policy.suppressed_label->text(), "suppressed");
  EXPECT_EQ(policy.count.mode, CountDisclosure::none);
  EXPECT_EQ(faults_of(policy), 0u);
}

TEST(SafeLabel, what_may_be_told_to_exist_always_has_one) {
  EXPECT_EQ(labels_under(DisclosureClass::existence_only).default_label->text(), "standing");
  for (const auto level :
       {DisclosureClass::existence_only, DisclosureClass::generic_safe_label_only,
        DisclosureClass::redacted_summary, DisclosureClass::full}) {
    const auto policy = labels_under(level, {});
    ASSERT_TRUE(policy.default_label);
    const SafeLabel* label = find_label(policy.default_label->text());
    ASSERT_NE(label, nullptr);
    EXPECT_LE(label->least, level);
    EXPECT_EQ(faults_of(policy), 0u);
  }
}

TEST(SafeLabel, counts_are_exact_under_the_full_class_alone) {
  EXPECT_EQ(labels_under(DisclosureClass::full).count.mode, CountDisclosure::exact);
  EXPECT_EQ(labels_under(DisclosureClass::redacted_summary).count.mode, CountDisclosure::bucketed);
  EXPECT_EQ(labels_under(DisclosureClass::existence_only).count.mode, CountDisclosure::none);
}

TEST(SafeLabel, a_policy_that_would_say_more_is_at_fault) {
  const auto faults = [](DisclosureClass level, auto&& alter) {
    SafeLabelDisclosurePolicy policy = labels_under(level);
    alter(policy);
    return faults_of(policy);
  };
  using enum DisclosureClass;
  EXPECT_EQ(faults(not_disclosable, [](auto& p) { p.default_label = SafeReferenceLabelRef("x"); }),
            1u);
  EXPECT_EQ(
      faults(not_disclosable, [](auto& p) { p.inspector_label = SafeReferenceLabelRef("x"); }), 1u);
  EXPECT_GE(faults(not_disclosable, [](auto& p) { p.disclosure_vector.existence = true; }), 1u);
  EXPECT_EQ(faults(existence_only, [](auto& p) { p.default_label.reset(); }), 1u);
  EXPECT_EQ(faults(redacted_summary, [](auto& p) { p.count.mode = CountDisclosure::exact; }), 1u);
  EXPECT_EQ(
      faults(redacted_summary, [](auto& p) { p.disclosure_vector.count = CountDisclosure::exact; }),
      1u);
  EXPECT_EQ(faults(existence_only, [](auto& p) { p.disclosure_class = full; }), 1u);
}

TEST(SafeLabel, news_is_told_with_a_label_that_may_be_shown) {
  for (std::size_t level = 0; level < wire_names(DisclosureClass{}).size(); ++level) {
    const auto shown = static_cast<DisclosureClass>(level);
    for (const auto news : {StampNews::to_be_renewed, StampNews::narrowed, StampNews::withdrawn}) {
      const SafeLabel* label =
          find_label(summary_label(Settled(Capability::cap(shown)), news).text());
      ASSERT_NE(label, nullptr);
      EXPECT_LE(label->least, shown);
    }
  }
}

RC_GTEST_PROP(SafeLabel, whatever_the_policy_what_is_made_of_it_is_without_fault, ()) {
  EffectiveMemoryPolicy policy = policy_with(any_capability());
  policy.disclosure_class = any_level<DisclosureClass>();  // that may contradict the vector
  RC_ASSERT(faults_of(safe_label_policy_of(policy, ProtectedReason::personal, wanted)) == 0u);
}

}  // namespace
}  // namespace writ::memory
