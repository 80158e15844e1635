#include "ops/source_polls.h"

#include <fmt/format.h>

#include "ops/source.h"

namespace writ::ops {

std::optional<SourcePolls::Claim> SourcePolls::take(Key key) {
  const std::scoped_lock lock(mutex_);
  if (!running_.insert(key).second) return std::nullopt;
  return std::optional<Claim>(std::in_place, *this, std::move(key));
}

void SourcePolls::release(const Key& key) {
  const std::scoped_lock lock(mutex_);
  running_.erase(key);
}

Result<SourcePolls::Claim> SourcePolls::claim(std::string_view tenant, std::string_view name) {
  if (is_stopped()) {
    return Problem{fault::sources_stopped, "the server is stopping: ask it when it runs again"};
  }
  std::optional<Claim> claim = take({std::string(tenant), std::string(name)});
  if (claim) return *std::move(claim);
  return Problem{fault::source_busy, fmt::format("the source of `{}` of `{}` is being polled: "
                                                 "`writ sources get` shows what comes of it",
                                                 name, tenant)};
}

Result<SourcePolls::Claim> SourcePolls::claim_by_hand() {
  std::optional<Claim> claim = take({});
  if (claim) return *std::move(claim);
  return Problem{fault::source_busy, "another source is being polled: try again in some seconds"};
}

}  // namespace writ::ops
