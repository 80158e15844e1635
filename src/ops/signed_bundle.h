// A signed bundle handed in: content that does not read is an answer, not a problem.
#pragma once

#include <optional>
#include <string_view>

#include "canon/json.h"
#include "policy/bundle.h"

namespace writ::ops {

struct SignedBundleRequest {
  using Described = policy::SignedPolicyBundle;

  Result<policy::SignedPolicyBundle> content;

  static SignedBundleRequest read(const canon::Json& body) {
    return {canon::decode<policy::SignedPolicyBundle>(body, "the signed bundle")};
  }
};

// Content that did not read is nobody's; it is refused without looking at anybody's data.
inline std::optional<std::string_view> tenant_of(const SignedBundleRequest& request) {
  if (!request.content) return std::nullopt;
  return request.content->bundle->tenant_id.text();
}

}  // namespace writ::ops
