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
        return View{record.prior_stamp, record.root_stamp, record.ceiling, record.comparisons,
                    disposition};
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

bool leads_to(const Link& link, const KeptStamp& root) {
  const std::vector<memory::EffectiveMemoryPolicyRef> policies = policies_of(link.restamp);
  if (!link.successor) return policies.empty();
  return std::ranges::equal(link.successor->items, policies, {}, &PolicyStampScopeItem::policy) &&
         std::ranges::all_of(link.successor->items, [&](const PolicyStampScopeItem& item) {
           return item.ceiling == root.ceiling.id;
         });
}

}  // namespace

std::optional<ChainFault> chain_fault(const KeptStamp& root, const std::vector<Link>& links) {
  if (!SoundStamp::of(root)) return ChainFault::altered;
  if (root.ceiling.root_stamp != root.stamp.id) return ChainFault::another_root;
  const memory::PolicyStampRef* prior = &root.stamp.id;
  for (const Link& link : links) {
    const View view = view_of(link.restamp);
    if (prior == nullptr) return ChainFault::goes_on_after_block;
    if (view.root != root.stamp.id || view.ceiling != root.ceiling.id) {
      return ChainFault::another_root;
    }
    if (const auto fault = comparisons_fault(root, view)) return fault;
    if (view.prior != *prior || !leads_to(link, root)) return ChainFault::another_prior;
    if (!is_named(link.restamp) || !is_named(link.successor)) return ChainFault::altered;
    prior = link.successor ? &link.successor->id : nullptr;
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
