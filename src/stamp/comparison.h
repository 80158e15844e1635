// Comparing what is to be allowed with a ceiling: on every axis of every item of either.
//
// An item that the ceiling has and that is no longer allowed counts as downgraded; one that the
// ceiling does not have exceeds it, whatever it allows.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "canon/record.h"
#include "stamp/item.h"
#include "stamp/levels.h"

namespace writ::stamp {

enum class CeilingComparison : std::uint8_t { within_ceiling, downgraded, exceeds_ceiling };
constexpr auto wire_names(CeilingComparison) {
  return std::to_array<std::string_view>({"within_ceiling", "downgraded", "exceeds_ceiling"});
}

// What comes of a comparison as a whole.
enum class RestampDisposition : std::uint8_t { keep, downgrade, block };
constexpr auto wire_names(RestampDisposition) {
  return std::to_array<std::string_view>({"keep", "downgrade", "block"});
}

namespace restamp_reason {
inline constexpr std::string_view exceeds = "restamp.exceeds_original_ceiling";
inline constexpr std::string_view nothing_left = "restamp.nothing_permitted";
}  // namespace restamp_reason

struct PolicyAxisCeilingComparison {
  memory::Action action = memory::Action::collect;
  std::optional<memory::Destination> destination;
  Axis axis = Axis::content_fidelity;
  CeilingComparison comparison = CeilingComparison::exceeds_ceiling;
  std::string prior_value;
  std::optional<std::string> new_value;
  std::string ceiling_value;

  bool operator==(const PolicyAxisCeilingComparison&) const = default;

  static constexpr auto record(auto&& f) {
    using C = PolicyAxisCeilingComparison;
    using canon::field;
    return f("PolicyAxisCeilingComparison", "One axis of one item, held against its ceiling.",
             field<&C::action>("action", "The item's action."),
             field<&C::destination>("destination", "The item's destination."),
             field<&C::axis>("axis", "The axis."),
             field<&C::comparison>("comparison", "How the new value stands to the ceiling."),
             field<&C::prior_value>("prior_value",
                                    "The prior stamp's; the ceiling's where that had none."),
             field<&C::new_value>("new_value", "Absent where the item is no longer allowed."),
             field<&C::ceiling_value>("ceiling_value",
                                      "The root stamp's: nothing where it did "
                                      "not have the item."));
  }
};

struct LeveledItem {
  ItemKey key;
  Levels levels;
};

// Anything with an action, a destination and levels.
template <class Item>
std::vector<LeveledItem> leveled(const std::vector<Item>& items) {
  std::vector<LeveledItem> list;
  list.reserve(items.size());
  for (const Item& item : items) list.push_back({key_of(item), levels_of(item)});
  return list;
}

// What is compared. In each list a key stands once.
struct Compared {
  std::vector<LeveledItem> ceiling;
  std::vector<LeveledItem> prior;
  std::vector<LeveledItem> fresh;
};

// One axis of an item. `ceiling` and `fresh` are nullptr where they do not have the item; one of
// them has it.
CeilingComparison compare_axis(const Levels* ceiling, const Levels* fresh, Axis axis);

// Six comparisons for each item of the ceiling or of what is new, by key.
std::vector<PolicyAxisCeilingComparison> compare(const Compared& compared);

// Anything above the ceiling blocks, and so does having nothing left; anything below it is a
// downgrade.
RestampDisposition disposition_of(std::span<const PolicyAxisCeilingComparison> comparisons);

// Why it blocks, or empty.
std::string_view block_reason(std::span<const PolicyAxisCeilingComparison> comparisons);

// The axes on which any item compares so, in their order.
std::vector<Axis> axes_that(CeilingComparison compare,
                            std::span<const PolicyAxisCeilingComparison> comparisons);

}  // namespace writ::stamp
