// policy.check: what in a bundle cannot be meant.
#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/table.h"
#include "policy/check.h"

namespace writ::ops {

struct CheckRequest {
  canon::Json bundle;
  std::optional<std::vector<std::string>> resources;

  static constexpr auto record(auto&& f) {
    using R = CheckRequest;
    using canon::field;
    return f("CheckRequest", "A bundle to look over. Its signature is not looked at.",
             field<&R::bundle>("bundle", "Signed or bare, finalized or not; faults are findings."),
             field<&R::resources>("resources",
                                  "Names that are known to exist, for globs that match "
                                  "none of them."));
  }
};

std::optional<std::string_view> tenant_of(const CheckRequest&) { return std::nullopt; }

namespace {

Result<policy::CheckReport> check(const CheckRequest& request) {
  static const std::vector<std::string> none;
  return policy::check_bundle(request.bundle, request.resources ? *request.resources : none);
}

}  // namespace

const Operation policy_check =
    define<check>({.name = "policy.check",
                   .doc = "Finds rules that never win, denies that can be dodged, and more.",
                   .capability = Capability::read,
                   .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::CheckRequest);
