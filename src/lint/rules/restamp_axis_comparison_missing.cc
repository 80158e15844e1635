// restamp.axis_comparison_missing: a restamp is held against its ceiling on every axis of every
// item.
#include <algorithm>

#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/stamps.h"
#include "memory/action_set.h"
#include "stamp/levels.h"

namespace writ::lint {
namespace {

using Items = std::vector<PlacedItem>;

bool has_axis(const Items& comparisons, const stamp::ItemKey& key, std::string_view axis) {
  return std::ranges::any_of(comparisons, [&](const PlacedItem& placed) {
    return key_of(*placed.item) == key && text_of(*placed.item, "axis") == axis;
  });
}

void check_items(const Record& restamp, const Items& comparisons, const Items& items,
                 Findings& findings) {
  for (const PlacedItem& placed : items) {
    const auto key = key_of(*placed.item);
    if (!key) continue;
    for (const std::string_view axis : wire_names(stamp::Axis{})) {
      if (has_axis(comparisons, *key, axis)) continue;
      findings.add(
          restamp, "/ceiling_comparisons",
          fmt::format("does not compare `{}` of `{}`", axis, memory::name_of(key->action)));
    }
  }
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* restamp : records.of(restamp_kind)) {
    const Items comparisons = items_of(restamp->value(), "ceiling_comparisons");
    for (const PlacedItem& placed : comparisons) {
      if (key_of(*placed.item)) continue;
      findings.add(*restamp, placed.pointer, "names no item: add its action and destination");
    }
    const std::string_view ref = text_of(restamp->value(), "original_ceiling_ref");
    const Record* ceiling = records.find(ceiling_kind, ref);
    check_items(*restamp, comparisons, comparisons, findings);
    if (ceiling != nullptr) {
      check_items(*restamp, comparisons, items_of(ceiling->value(), "ceiling_items"), findings);
    } else if (comparisons.empty()) {
      findings.add(*restamp, "/ceiling_comparisons", "compares nothing");
    }
  }
}

}  // namespace

extern const Lint restamp_axis_comparison_missing{
    .id = "restamp.axis_comparison_missing",
    .section = "4.9.2",
    .protects = "An axis that nobody compares can widen.",
    .check = check};

}  // namespace writ::lint
