#include "stamp/item.h"

namespace writ::stamp {

void check_key(const ItemKey& key, const canon::Path& path, canon::Faults& faults) {
  if (memory::is_egress(key.action) == key.destination.has_value()) return;
  faults.add(key.destination ? canon::record::wrong_value : canon::record::missing_member,
             canon::Path(path, "destination"),
             key.destination ? "is for `export`, `delegate` and `carryover` alone: leave it out"
                             : "is missing: say where the bytes would go");
}

void check_keys(const std::vector<ItemKey>& keys, const canon::Path& path, canon::Faults& faults) {
  for (auto key = keys.begin(); key != keys.end(); ++key) {
    if (std::find(keys.begin(), key, *key) == key) continue;
    faults.add(canon::record::wrong_value,
               canon::Path(path, static_cast<std::size_t>(key - keys.begin())),
               "has the action and destination of an item before it: keep one");
  }
}

}  // namespace writ::stamp
