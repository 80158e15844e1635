#include "memory/freshness.h"

#include "canon/record_equal.h"
#include "memory/differences.h"

namespace writ::memory {

Freshness compare(const PolicyRuntimeFreshnessKey& made_under,
                  const PolicyRuntimeFreshnessKey& active) {
  using Key = PolicyRuntimeFreshnessKey;
  if (made_under == active) return Freshness::current;
  return canon::equal_but_for<&Key::effective_state_generation>(made_under, active)
             ? Freshness::stale_effective_state
             : Freshness::stale_generation;
}

std::vector<std::string> moved_components(const PolicyRuntimeFreshnessKey& made_under,
                                          const PolicyRuntimeFreshnessKey& active) {
  return differing_members(canon::encode(made_under), canon::encode(active));
}

}  // namespace writ::memory
