#include "stamp/invalidation.h"

#include <algorithm>

#include "memory/derived_id.h"
#include "memory/safe_label.h"
#include "stamp/issue.h"

namespace writ::stamp {
namespace {

DeltaKind kind_of(const Levels& prior, const Levels& now, const Levels& ceiling, Axis axis) {
  if (!at_most(now, ceiling, axis)) return DeltaKind::widened_illegal;
  return at_most(prior, now, axis) ? DeltaKind::unchanged : DeltaKind::tightened;
}

std::vector<PolicyAxisDelta> deltas_of(const Levels& prior, const Levels& now,
                                       const Levels& ceiling) {
  std::vector<PolicyAxisDelta> deltas;
  deltas.reserve(every_axis.size());
  for (const Axis axis : every_axis) {
    deltas.push_back(
        {axis, text_of(prior, axis), text_of(now, axis), kind_of(prior, now, ceiling, axis)});
  }
  return deltas;
}

Remediation remediation_of(const std::vector<PolicyAxisDelta>& deltas, bool permitted) {
  const auto any = [&](DeltaKind kind) {
    return std::ranges::find(deltas, kind, &PolicyAxisDelta::kind) != deltas.end();
  };
  if (!permitted || any(DeltaKind::widened_illegal)) return Remediation::block;
  return any(DeltaKind::tightened) ? Remediation::downgrade : Remediation::restamp;
}

PolicyStampInvalidationScopeItem item_of(const memory::EffectiveMemoryPolicy& prior,
                                         const Present* present,
                                         const PolicyCeilingSnapshot& ceiling) {
  PolicyStampInvalidationScopeItem item{
      .action = prior.action, .destination = prior.destination, .prior_policy = prior.id};
  const PolicyCeilingItem* most = find_item(ceiling.items, key_of(prior));
  const Levels now = present != nullptr ? levels_of(present->policy) : Levels();
  item.deltas = deltas_of(levels_of(prior), now, most != nullptr ? levels_of(*most) : Levels());
  if (present != nullptr) item.new_policy = present->policy.id;
  item.remediation = remediation_of(item.deltas, is_permitted(present));
  return item;
}

// What may be said of all items alike.
memory::Settled sayable(const KeptStamp& stamp, const std::vector<Present>& present) {
  if (stamp.policies.empty()) return {};
  memory::Capability least = memory::Capability::everything();
  for (const memory::EffectiveMemoryPolicy& policy : stamp.policies) {
    const Present* now = find_present(present, key_of(policy));
    least &= now != nullptr ? memory::capability_of(now->policy) : memory::Capability::nothing();
  }
  return memory::Settled(least);
}

memory::StampNews news_of(const std::vector<PolicyStampInvalidationScopeItem>& items) {
  auto worst = Remediation::restamp;
  for (const PolicyStampInvalidationScopeItem& item : items) {
    worst = std::max(worst, item.remediation);
  }
  switch (worst) {
    case Remediation::restamp:
      return memory::StampNews::to_be_renewed;
    case Remediation::downgrade:
      return memory::StampNews::narrowed;
    case Remediation::block:
      return memory::StampNews::withdrawn;
  }
  return memory::StampNews::withdrawn;
}

}  // namespace

bool is_permitted(const Present* present) {
  return present != nullptr && present->permitted && allows_action(present->policy);
}

const Present* find_present(const std::vector<Present>& present, const ItemKey& key) {
  const auto found =
      std::ranges::find(present, key, [](const Present& one) { return key_of(one.policy); });
  return found == present.end() ? nullptr : &*found;
}

PolicyStampInvalidation invalidation_of(const KeptStamp& stamp, const InvalidationTerms& terms,
                                        const std::vector<Present>& present) {
  PolicyStampInvalidation invalidation{.recorded_at = canon::Timestamp(terms.now),
                                       .stamp = stamp.stamp.id,
                                       .object = stamp.stamp.object,
                                       .prior_key = stamp.stamp.freshness_key,
                                       .new_key = terms.freshness_key,
                                       .reason_codes = terms.reason_codes};
  for (const memory::EffectiveMemoryPolicy& policy : stamp.policies) {
    invalidation.items.push_back(
        item_of(policy, find_present(present, key_of(policy)), stamp.ceiling));
  }
  invalidation.summary =
      memory::summary_label(sayable(stamp, present), news_of(invalidation.items));
  name(invalidation);
  return invalidation;
}

void name(PolicyStampInvalidation& invalidation) {
  invalidation.id = memory::PolicyStampInvalidationRef(
      memory::derived_id("psi_", invalidation, {"invalidation_id", "recorded_at"}));
}

}  // namespace writ::stamp
