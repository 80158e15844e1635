#include "policy/any_bundle.h"

#include <string>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "policy/signing.h"

namespace writ::policy {
namespace {

Problem wrong_hash(std::string_view place, std::string_view written, std::string_view worked_out) {
  std::string message = fmt::format(
      "the content has the hash `{}`, not `{}`: finalize the bundle again after changing it",
      worked_out, written);
  return {.code = fault::hash_mismatch,
          .message = message,
          .faults = {{.code = fault::hash_mismatch.name,
                      .pointer = fmt::format("{}/policyHash", place),
                      .offset = {},
                      .message = std::move(message)}}};
}

Result<PolicyBundle> bundle_at(const canon::Json& json, std::string_view place) {
  WRIT_TRY(PolicyBundle bundle, canon::decode<PolicyBundle>(json, "the bundle"));
  std::string hash = policy_hash(json.value());
  if (bundle.policy_hash && bundle.policy_hash->text() != hash) {
    return wrong_hash(place, bundle.policy_hash->text(), hash);
  }
  bundle.policy_hash = canon::HexDigest(std::move(hash));
  return bundle;
}

}  // namespace

std::string_view bundle_pointer(const canon::Json& json) {
  return json.value().find("bundle") != nullptr ? "/bundle" : "";
}

Result<PolicyBundle> bundle_of(const canon::Json& json) {
  if (bundle_pointer(json).empty()) return bundle_at(json, "");
  WRIT_TRY(const SignedPolicyBundle read,
           canon::decode<SignedPolicyBundle>(json, "the signed bundle"));
  return bundle_at(read.bundle.source, "/bundle");
}

}  // namespace writ::policy
