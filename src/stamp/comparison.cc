#include "stamp/comparison.h"

#include <algorithm>

namespace writ::stamp {
namespace {

const Levels* find_levels(const std::vector<LeveledItem>& items, const ItemKey& key) {
  const auto found = std::ranges::find(items, key, &LeveledItem::key);
  return found == items.end() ? nullptr : &found->levels;
}

std::vector<ItemKey> keys_of(const Compared& compared) {
  std::vector<ItemKey> keys;
  for (const auto* items : {&compared.ceiling, &compared.fresh}) {
    for (const LeveledItem& item : *items) keys.push_back(item.key);
  }
  std::ranges::sort(keys);
  const auto rest = std::ranges::unique(keys);
  keys.erase(rest.begin(), rest.end());
  return keys;
}

bool has(std::span<const PolicyAxisCeilingComparison> comparisons, CeilingComparison which) {
  return std::ranges::find(comparisons, which, &PolicyAxisCeilingComparison::comparison) !=
         comparisons.end();
}

void add_item(const Compared& compared, const ItemKey& key,
              std::vector<PolicyAxisCeilingComparison>& into) {
  static const Levels nothing;
  const Levels* ceiling = find_levels(compared.ceiling, key);
  const Levels* prior = find_levels(compared.prior, key);
  const Levels* fresh = find_levels(compared.fresh, key);
  const Levels& most = ceiling != nullptr ? *ceiling : nothing;
  for (const Axis axis : every_axis) {
    PolicyAxisCeilingComparison comparison{.action = key.action,
                                           .destination = key.destination,
                                           .axis = axis,
                                           .comparison = compare_axis(ceiling, fresh, axis),
                                           .ceiling_value = text_of(most, axis)};
    comparison.prior_value = text_of(prior != nullptr ? *prior : most, axis);
    if (fresh != nullptr) comparison.new_value = text_of(*fresh, axis);
    into.push_back(std::move(comparison));
  }
}

}  // namespace

CeilingComparison compare_axis(const Levels* ceiling, const Levels* fresh, Axis axis) {
  if (fresh == nullptr) return CeilingComparison::downgraded;
  if (ceiling == nullptr || !at_most(*fresh, *ceiling, axis)) {
    return CeilingComparison::exceeds_ceiling;
  }
  return at_most(*ceiling, *fresh, axis) ? CeilingComparison::within_ceiling
                                         : CeilingComparison::downgraded;
}

std::vector<PolicyAxisCeilingComparison> compare(const Compared& compared) {
  std::vector<PolicyAxisCeilingComparison> comparisons;
  for (const ItemKey& key : keys_of(compared)) add_item(compared, key, comparisons);
  return comparisons;
}

std::string_view block_reason(std::span<const PolicyAxisCeilingComparison> comparisons) {
  if (has(comparisons, CeilingComparison::exceeds_ceiling)) return restamp_reason::exceeds;
  const bool something_is_left = std::ranges::any_of(
      comparisons,
      [](const PolicyAxisCeilingComparison& one) { return one.new_value.has_value(); });
  return something_is_left ? std::string_view() : restamp_reason::nothing_left;
}

RestampDisposition disposition_of(std::span<const PolicyAxisCeilingComparison> comparisons) {
  if (!block_reason(comparisons).empty()) return RestampDisposition::block;
  return has(comparisons, CeilingComparison::downgraded) ? RestampDisposition::downgrade
                                                         : RestampDisposition::keep;
}

std::vector<Axis> axes_that(CeilingComparison compare,
                            std::span<const PolicyAxisCeilingComparison> comparisons) {
  std::vector<Axis> axes;
  for (const PolicyAxisCeilingComparison& one : comparisons) {
    if (one.comparison == compare) axes.push_back(one.axis);
  }
  std::ranges::sort(axes);
  const auto rest = std::ranges::unique(axes);
  axes.erase(rest.begin(), rest.end());
  return axes;
}

}  // namespace writ::stamp
