#include "ops/stored_policy.h"

#include <fmt/format.h>

#include "ops/broken_store.h"

namespace writ::ops {

Result<std::shared_ptr<const StoredPolicy>> StoredPolicies::find(store::Snapshot& snapshot,
                                                                 const std::string& tenant,
                                                                 const std::string& name,
                                                                 const std::string& version,
                                                                 const std::string& hash) {
  const auto [place, is_new] = held_.try_emplace({tenant, name, version, hash});
  if (auto held = place->second.lock()) return held;
  WRIT_TRY(const auto head, snapshot.find_bundle_head(tenant, name, version));
  if (!head) return broken_store(fmt::format("the bundle `{}` is missing", name));
  auto made = std::make_shared<const StoredPolicy>(*head, hash);
  std::erase_if(held_, [](const auto& held) { return held.second.expired(); });
  held_[{tenant, name, version, hash}] = made;
  return made;
}

}  // namespace writ::ops
