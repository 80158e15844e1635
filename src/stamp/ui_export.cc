#include "stamp/ui_export.h"

#include <algorithm>

#include "memory/derived_id.h"

namespace writ::stamp {
namespace {

// Drawing one stamp's items.
class Drawing {
 public:
  Drawing(const SoundStamp& stamp, const memory::SafeLabelDisclosurePolicy& label,
          const UITerms& terms)
      : stamp_(stamp), terms_(terms), spent_(stamp.spent(terms.active, terms.now)),
        may_tell_(label.disclosure_vector.existence && label.freshness_key == terms.active) {}

  PolicyUIExportItem item(const PolicyStampScopeItem& of, const Present* now) const {
    PolicyUIExportItem drawn{.action = of.action,
                             .destination = of.destination,
                             .policy = now != nullptr ? now->policy.id : of.policy};
    const bool hidden = is_hidden(now);
    drawn.eligibility = hidden ? RestampEligibility::blocked : eligibility(key_of(of), now);
    drawn.disposition =
        hidden ? VisibleDisposition::hidden_not_disclosable : disposition(drawn.eligibility);
    return drawn;
  }

  bool may_tell() const { return may_tell_; }

 private:
  // A policy that allows nothing at all is blocked, and says nothing of what may be told.
  bool is_hidden(const Present* now) const {
    if (!may_tell_) return true;
    if (now == nullptr) return false;
    const memory::Settled allowed(memory::capability_of(now->policy));
    return *allowed != memory::Capability::nothing() &&
           allowed->disclosure_class() == memory::DisclosureClass::not_disclosable;
  }

  // What ended in any other way is stamped again no more, and what was invalidated not before
  // something has changed.
  bool can_be_followed() const {
    if (spent_ == StampFault::expired || spent_ == StampFault::issued_later) return false;
    const PolicyStamp& stamp = stamp_.stamp();
    return stamp.lifecycle_state == memory::LifecycleState::active ||
           (stamp.lifecycle_state == memory::LifecycleState::invalidated &&
            stamp.freshness_key != terms_.active);
  }

  RestampEligibility eligibility(const ItemKey& key, const Present* now) const {
    const bool holds = is_permitted(now) && can_be_followed() &&
                       now->policy.object == stamp_.stamp().object &&
                       now->policy.freshness_key == terms_.active;
    if (!holds) return RestampEligibility::blocked;
    const PolicyCeilingItem* ceiling = find_item(stamp_.ceiling()->items, key);
    const Levels most = ceiling != nullptr ? levels_of(*ceiling) : Levels();
    const Levels fresh = levels_of(now->policy);
    const auto within = [](const Levels& a, const Levels& b) {
      return std::ranges::all_of(every_axis, [&](Axis axis) { return at_most(a, b, axis); });
    };
    if (!within(fresh, most)) return RestampEligibility::blocked;
    if (terms_.pending && terms_.pending->blocks) {
      return RestampEligibility::requires_disambiguation;
    }
    return within(most, fresh) ? RestampEligibility::eligible : RestampEligibility::downgrade_only;
  }

  VisibleDisposition disposition(RestampEligibility eligibility) const {
    switch (eligibility) {
      case RestampEligibility::blocked:
        return VisibleDisposition::disabled_policy_blocked;
      case RestampEligibility::requires_disambiguation:
        return VisibleDisposition::disabled_requires_disambiguation;
      case RestampEligibility::eligible:
      case RestampEligibility::downgrade_only:
        return spent_ ? VisibleDisposition::disabled_requires_restamp : VisibleDisposition::enabled;
    }
    return VisibleDisposition::disabled_policy_blocked;
  }

  const SoundStamp& stamp_;
  const UITerms& terms_;
  std::optional<StampFault> spent_;
  bool may_tell_;
};

SafeLabelConstraints constraints_of(const memory::SafeLabelDisclosurePolicy& label) {
  const memory::DisclosurePermissionVector& vector = label.disclosure_vector;
  return {.default_label = label.default_label,
          .inspector_label = label.inspector_label,
          .existence = vector.existence,
          .container_type = vector.container_type,
          .topic_label = vector.topic_label,
          .source_title = vector.source_title,
          .count = label.count.mode,
          .reason_summary = vector.reason_summary};
}

}  // namespace

PolicyUIExport ui_export_of(const SoundStamp& stamp, const std::vector<Present>& present,
                            const memory::SafeLabelDisclosurePolicy& label, const UITerms& terms) {
  const PolicyStamp& of = stamp.stamp();
  const Drawing drawing(stamp, label, terms);
  PolicyUIExport made{.recorded_at = canon::Timestamp(terms.now),
                      .object = of.object,
                      .trace = terms.trace,
                      .stamp = of.id,
                      .stamp_scope = scope_of(of).id,
                      .label_policy = label.id,
                      .expires_at = of.expires_at,
                      .freshness_key = terms.active,
                      .reason_codes = label.reason_codes};
  for (const PolicyStampScopeItem& item : of.items) {
    made.items.push_back(drawing.item(item, find_present(present, key_of(item))));
  }
  if (drawing.may_tell()) {
    made.disclosure_class = label.disclosure_class;
    made.disclosure_vector = label.disclosure_vector;
    made.constraints = constraints_of(label);
  }
  if (terms.pending) made.pending = terms.pending->ref;
  name(made);
  return made;
}

void name(PolicyUIExport& made) {
  made.id =
      memory::PolicyUIExportRef(memory::derived_id("uix_", made, {"export_id", "recorded_at"}));
}

}  // namespace writ::stamp
