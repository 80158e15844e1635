// Reading a policy bundle as people have them in files: signed or bare, finalized or not.
#pragma once

#include "base/result.h"
#include "canon/json.h"
#include "policy/bundle.h"

namespace writ::policy {

namespace fault {
inline constexpr Code hash_mismatch{"policy.hash_mismatch", Category::invalid};
}  // namespace fault

// The bundle in `json`: a SignedPolicyBundle (an object with a member `bundle`) or a PolicyBundle.
//
// It always comes with its `policyHash`: one that is missing is worked out, one that is there must
// be that of the content. No signature is looked at: for tools that only read, never for what is
// put in force. Faults point into `json`.
Result<PolicyBundle> bundle_of(const canon::Json& json);

// Where the bundle itself stands in `json`: "/bundle" or "".
std::string_view bundle_pointer(const canon::Json& json);

}  // namespace writ::policy
