// policy.finalize: a bundle with its hash.
#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/table.h"
#include "policy/signing.h"

namespace writ::ops {

struct FinalizeRequest {
  policy::PolicyBundle bundle;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("FinalizeRequest", "A bundle as its author wrote it.",
             field<&FinalizeRequest::bundle>("bundle", "A policyHash in it is made anew."));
  }
};

struct FinalizeResponse {
  policy::PolicyBundle bundle;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("FinalizeResponse", "The bundle, ready to be signed.",
             field<&FinalizeResponse::bundle>("bundle", "With its policyHash."));
  }
};

std::optional<std::string_view> tenant_of(const FinalizeRequest& request) {
  return request.bundle.tenant_id.text();
}

namespace {

Result<FinalizeResponse> finalize(const FinalizeRequest& request) {
  return FinalizeResponse{policy::finalize(request.bundle)};
}

}  // namespace

const Operation policy_finalize = define<finalize>({.name = "policy.finalize",
                                                    .doc = "Gives a bundle its policyHash.",
                                                    .capability = Capability::read,
                                                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::FinalizeRequest);
DEFINE_RECORD(writ::ops::FinalizeResponse);
