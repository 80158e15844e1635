// What stamps, ceilings and restamps consist of: items, each an action and, where bytes leave, the
// destination. In one list an item stands once.
#pragma once

#include <algorithm>
#include <compare>
#include <optional>
#include <string_view>
#include <vector>

#include "canon/record.h"
#include "memory/action_set.h"
#include "memory/levels.h"

namespace writ::stamp {

struct ItemKey {
  memory::Action action = memory::Action::collect;
  std::optional<memory::Destination> destination;

  auto operator<=>(const ItemKey&) const = default;
};

// Of anything that has an action and a destination.
ItemKey key_of(const auto& item) { return {item.action, item.destination}; }

// The item of a key, or nullptr.
template <class Item>
const Item* find_item(const std::vector<Item>& items, const ItemKey& key) {
  const auto found = std::ranges::find(items, key, [](const Item& item) { return key_of(item); });
  return found == items.end() ? nullptr : &*found;
}

// The destination is there exactly for an egress.
void check_key(const ItemKey& key, const canon::Path& path, canon::Faults& faults);

// Each key stands once.
void check_keys(const std::vector<ItemKey>& keys, const canon::Path& path, canon::Faults& faults);

enum class MayBeEmpty : bool { no, yes };

// The same for the list that stands in the member `name` of the record at `path`.
template <class Item>
void check_items(const std::vector<Item>& items, std::string_view name, const canon::Path& path,
                 canon::Faults& faults, MayBeEmpty empty = MayBeEmpty::no) {
  const canon::Path list(path, name);
  if (items.empty() && empty == MayBeEmpty::no) {
    faults.add(canon::record::wrong_value, list, "must name at least one item");
  }
  std::vector<ItemKey> keys;
  keys.reserve(items.size());
  for (const Item& item : items) keys.push_back(key_of(item));
  check_keys(keys, list, faults);
}

}  // namespace writ::stamp
