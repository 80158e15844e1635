#include "stamp/chain.h"

#include <algorithm>

#include "memory/derived_id.h"
#include "stamp/check.h"

namespace writ::stamp {
namespace {

using Variant = PolicyStampRestamp::variant;
using Comparisons = std::vector<PolicyAxisCeilingComparison>;

// What all kinds have, seen alike.
struct View {
  const canon::Timestamp& recorded_at;
  const memory::MemoryObjectRef& object;
  const memory::PolicyRuntimeFreshnessKey& prior_key;
  const memory::PolicyRuntimeFreshnessKey& new_key;
  const memory::PolicyStampRef& prior;
  const memory::PolicyStampRef& root;
  const memory::PolicyCeilingRef& ceiling;
  const Comparisons& comparisons;
  RestampDisposition disposition;
};

View view_of(const PolicyStampRestamp& restamp) {
  const auto disposition = static_cast<RestampDisposition>(restamp.index());
  return std::visit(
      [&](const auto& record) {
        return View{record.recorded_at, record.object,      record.prior_key,
                    record.new_key,     record.prior_stamp, record.root_stamp,
                    record.ceiling,     record.comparisons, disposition};
      },
      static_cast<const Variant&>(restamp));
}

std::vector<memory::EffectiveMemoryPolicyRef> policies_of(const PolicyStampRestamp& restamp) {
  if (const auto* keep = std::get_if<PolicyStampRestampKeep>(&restamp)) return keep->policies;
  if (const auto* down = std::get_if<PolicyStampRestampDowngrade>(&restamp)) return down->policies;
  return {};
}

bool is_named(const PolicyStampRestamp& restamp) {
  PolicyStampRestamp named = restamp;
  name(named);
  return std::visit([](const auto& a, const auto& b) { return a.id.text() == b.id.text(); },
                    static_cast<const Variant&>(named), static_cast<const Variant&>(restamp));
}

bool is_named(const std::optional<PolicyStamp>& stamp) {
  std::optional<PolicyStamp> named = stamp;
  if (named) name(*named);
  return !named || named->id == stamp->id;
}

std::optional<ChainFault> comparison_fault(const KeptStamp& root,
                                           const PolicyAxisCeilingComparison& one) {
  const PolicyCeilingItem* item = find_item(root.ceiling.items, key_of(one));
  const Levels ceiling = item != nullptr ? levels_of(*item) : Levels();
  if (one.ceiling_value != text_of(ceiling, one.axis)) return ChainFault::rebased;
  Levels fresh;
  if (one.new_value && !set_level(fresh, one.axis, *one.new_value)) {
    return ChainFault::wrong_comparison;
  }
  const bool known = item != nullptr || one.new_value;
  const bool right =
      known && one.comparison == compare_axis(item != nullptr ? &ceiling : nullptr,
                                              one.new_value ? &fresh : nullptr, one.axis);
  return right ? std::nullopt : std::optional(ChainFault::wrong_comparison);
}

bool has_axis(const Comparisons& comparisons, const ItemKey& key, Axis axis) {
  return std::ranges::any_of(comparisons, [&](const PolicyAxisCeilingComparison& one) {
    return key_of(one) == key && one.axis == axis;
  });
}

bool compares_everything(const KeptStamp& root, const Comparisons& comparisons) {
  const auto all_axes = [&](const auto& item) {
    return std::ranges::all_of(
        every_axis, [&](Axis axis) { return has_axis(comparisons, key_of(item), axis); });
  };
  return std::ranges::all_of(root.ceiling.items, all_axes) &&
         std::ranges::all_of(comparisons, all_axes);
}

std::optional<ChainFault> comparisons_fault(const KeptStamp& root, const View& view) {
  for (const PolicyAxisCeilingComparison& one : view.comparisons) {
    if (const auto fault = comparison_fault(root, one)) return fault;
  }
  if (!compares_everything(root, view.comparisons)) return ChainFault::comparison_missing;
  if (disposition_of(view.comparisons) != view.disposition) return ChainFault::wrong_comparison;
  return std::nullopt;
}

// The ceiling of a root is what its own policies allow. Its id does not say whose it is.
bool is_own_ceiling(const KeptStamp& root) {
  return root.ceiling.root_stamp == root.stamp.id &&
         root.ceiling.items.size() == root.policies.size() &&
         std::ranges::all_of(root.policies, [&](const memory::EffectiveMemoryPolicy& policy) {
           const PolicyCeilingItem* item = find_item(root.ceiling.items, key_of(policy));
           return item != nullptr && levels_of(*item) == levels_of(policy);
         });
}

bool follows(const View& view, const PolicyStamp& prior) {
  return view.prior == prior.id && view.object == prior.object &&
         view.prior_key == prior.freshness_key && view.recorded_at.at() >= prior.recorded_at.at();
}

// It runs out when its prior does, or sooner.
bool is_no_longer(const PolicyStamp& successor, const PolicyStamp& prior) {
  if (!prior.expires_at) return true;
  return successor.expires_at && successor.expires_at->at() <= prior.expires_at->at();
}

// The items are those that were compared and are still allowed, each with its policy.
bool has_what_was_compared(const PolicyStamp& successor, const Link& link, const View& view) {
  const auto is_compared = [&](const PolicyStampScopeItem& item) {
    return std::ranges::any_of(view.comparisons, [&](const PolicyAxisCeilingComparison& one) {
      return key_of(one) == key_of(item) && one.new_value;
    });
  };
  const auto is_stamped = [&](const PolicyAxisCeilingComparison& one) {
    return !one.new_value || find_item(successor.items, key_of(one)) != nullptr;
  };
  return std::ranges::equal(successor.items, policies_of(link.restamp), {},
                            &PolicyStampScopeItem::policy) &&
         std::ranges::all_of(successor.items, is_compared) &&
         std::ranges::all_of(view.comparisons, is_stamped);
}

bool leads_to(const Link& link, const View& view, const PolicyStamp& prior) {
  const bool is_blocked = view.disposition == RestampDisposition::block;
  if (is_blocked || !link.successor) return is_blocked && !link.successor;
  const PolicyStamp& successor = *link.successor;
  return successor.object == prior.object && successor.freshness_key == view.new_key &&
         successor.recorded_at == view.recorded_at && is_no_longer(successor, prior) &&
         has_what_was_compared(successor, link, view) &&
         std::ranges::all_of(successor.items, [&](const PolicyStampScopeItem& item) {
           return item.ceiling == view.ceiling;
         });
}

}  // namespace

std::optional<ChainFault> chain_fault(const KeptStamp& root, const std::vector<Link>& links) {
  if (!SoundStamp::of(root)) return ChainFault::altered;
  if (!is_own_ceiling(root)) return ChainFault::another_root;
  const PolicyStamp* prior = &root.stamp;
  for (const Link& link : links) {
    const View view = view_of(link.restamp);
    if (prior == nullptr) return ChainFault::goes_on_after_block;
    if (view.root != root.stamp.id || view.ceiling != root.ceiling.id) {
      return ChainFault::another_root;
    }
    if (const auto fault = comparisons_fault(root, view)) return fault;
    if (!follows(view, *prior) || !leads_to(link, view, *prior)) return ChainFault::another_prior;
    if (!is_named(link.restamp) || !is_named(link.successor)) return ChainFault::altered;
    prior = link.successor ? &*link.successor : nullptr;
  }
  return std::nullopt;
}

RestampChainIntegrity chain_of(const KeptStamp& root, const std::vector<Link>& links, Instant now) {
  RestampChainIntegrity chain{.recorded_at = canon::Timestamp(now),
                              .root_stamp = root.stamp.id,
                              .ceiling = root.ceiling.id};
  for (const Link& link : links) {
    std::visit([&](const auto& record) { chain.restamps.push_back(record.id); },
               static_cast<const Variant&>(link.restamp));
  }
  chain.id =
      memory::RestampChainRef(memory::derived_id("rci_", chain, {"chain_id", "recorded_at"}));
  return chain;
}

}  // namespace writ::stamp
