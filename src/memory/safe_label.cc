#include "memory/safe_label.h"

#include <array>

#include "memory/derived_id.h"

namespace writ::memory {
namespace {

using enum DisclosureClass;

constexpr auto labels = std::to_array<SafeLabel>(
    {{"safe_label.permissions_changed", "Some permissions have changed.", not_disclosable},
     {"safe_label.item_changed", "What may be done with an item has changed.", existence_only},
     {"safe_label.to_be_renewed", "A permission is to be renewed.", generic_safe_label_only},
     {"safe_label.narrowed", "A permission has become narrower.", generic_safe_label_only},
     {"safe_label.withdrawn", "A permission has been withdrawn.", generic_safe_label_only},
     {"safe_label.withheld_item", "An item that is not shown.", existence_only},
     {"safe_label.protected_item", "A protected item.", generic_safe_label_only},
     {"safe_label.redacted_item", "An item of which only a part is shown.", redacted_summary},
     {"safe_label.item", "An item.", full}});

SafeReferenceLabelRef ref_of(std::string_view ref) {
  return SafeReferenceLabelRef(std::string(ref));
}

std::string_view standing_label(DisclosureClass level) {
  switch (level) {
    case full:
      return "safe_label.item";
    case redacted_summary:
      return "safe_label.redacted_item";
    case generic_safe_label_only:
      return "safe_label.protected_item";
    case existence_only:
    case not_disclosable:
      break;
  }
  return "safe_label.withheld_item";
}

Settled settled_of(DisclosureClass level, const DisclosurePermissionVector& vector) {
  return Settled(Capability::cap(level) & Capability::cap(vector));
}

// With the names that a capability does not keep.
DisclosurePermissionVector shown_vector(const Settled& may_say,
                                        const DisclosurePermissionVector& of) {
  DisclosurePermissionVector vector = may_say->disclosure_vector();
  if (vector.count != CountDisclosure::none) vector.count_bucket_policy = of.count_bucket_policy;
  if (vector.reason_summary) vector.reason_summary_template = of.reason_summary_template;
  return vector;
}

}  // namespace

std::span<const SafeLabel> safe_labels() { return labels; }

void SafeLabelDisclosurePolicy::check(const canon::Path& path, canon::Faults& faults) const {
  const auto fault = [&](std::string_view member, const char* message) {
    faults.add(canon::record::wrong_value, canon::Path(path, member), message);
  };
  const Settled may_say = settled_of(disclosure_class, disclosure_vector);
  if (may_say->disclosure_class() != disclosure_class ||
      may_say->disclosure_vector() != Capability::cap(disclosure_vector).disclosure_vector()) {
    fault("disclosure_vector", "does not come to the class: lower what is higher");
  }
  if (default_label.has_value() != disclosure_vector.existence) {
    fault("default_label_ref", "is there exactly where it may be told that the memory exists");
  }
  if (inspector_label && !disclosure_vector.existence) {
    fault("inspector_label_ref", "would tell that the memory exists: leave it out");
  }
  if (count.mode > disclosure_vector.count) {
    fault("count_disclosure_policy", "counts more exactly than the vector lets it");
  }
}

SafeLabelDisclosurePolicy safe_label_policy_of(const EffectiveMemoryPolicy& policy,
                                               ProtectedReason reason, const WantedLabels& wanted) {
  const Settled may_say = settled_of(policy.disclosure_class, policy.disclosure_vector);
  SafeLabelDisclosurePolicy made{
      .recorded_at = policy.recorded_at,
      .disclosure_class = may_say->disclosure_class(),
      .disclosure_vector = shown_vector(may_say, policy.disclosure_vector),
      .protected_reason = reason,
      .suppressed_label = wanted.suppressed,
      .policy = policy.id,
      .freshness_key = policy.freshness_key,
      .reason_codes = policy.reason_codes};
  made.count = {.mode = made.disclosure_vector.count,
                .bucket_scheme = made.disclosure_vector.count_bucket_policy};
  if (made.disclosure_vector.existence) {
    made.default_label = wanted.standing.value_or(ref_of(standing_label(made.disclosure_class)));
    made.inspector_label = wanted.inspector;
  }
  name(made);
  return made;
}

SafeReferenceLabelRef summary_label(const Settled& may_say, StampNews news) {
  switch (may_say->disclosure_class()) {
    case not_disclosable:
      return ref_of("safe_label.permissions_changed");
    case existence_only:
      return ref_of("safe_label.item_changed");
    case generic_safe_label_only:
    case redacted_summary:
    case full:
      break;
  }
  switch (news) {
    case StampNews::to_be_renewed:
      return ref_of("safe_label.to_be_renewed");
    case StampNews::narrowed:
      return ref_of("safe_label.narrowed");
    case StampNews::withdrawn:
      break;
  }
  return ref_of("safe_label.withdrawn");
}

void name(SafeLabelDisclosurePolicy& policy) {
  policy.id = SafeLabelPolicyRef(derived_id("slp_", policy, {"policy_id", "recorded_at"}));
}

}  // namespace writ::memory
