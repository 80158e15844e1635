#include "memory/freshness.h"

#include "memory/differences.h"

namespace writ::memory {

Freshness compare(const PolicyRuntimeFreshnessKey& made_under,
                  const PolicyRuntimeFreshnessKey& active) {
  if (made_under == active) return Freshness::current;
  PolicyRuntimeFreshnessKey moved = made_under;
  moved.effective_state_generation = active.effective_state_generation;
  return moved == active ? Freshness::stale_effective_state : Freshness::stale_generation;
}

std::vector<std::string> moved_components(const PolicyRuntimeFreshnessKey& made_under,
                                          const PolicyRuntimeFreshnessKey& active) {
  return differing_members(canon::encode(made_under), canon::encode(active));
}

}  // namespace writ::memory
