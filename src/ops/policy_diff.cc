// policy.diff: what one bundle changes over another.
#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/table.h"
#include "policy/any_bundle.h"
#include "policy/diff.h"

namespace writ::ops {

struct DiffRequest {
  canon::Json before;
  canon::Json after;
  std::optional<std::vector<canon::Sourced<policy::PDPRequest>>> requests;

  static constexpr auto record(auto&& f) {
    using R = DiffRequest;
    using canon::field;
    return f("DiffRequest", "Two bundles, signed or bare. Signatures are not looked at.",
             field<&R::before>("before", "The earlier one."),
             field<&R::after>("after", "The later one."),
             field<&R::requests>("requests", "To be decided under both."));
  }
};

std::optional<std::string_view> tenant_of(const DiffRequest&) { return std::nullopt; }

namespace {

Result<policy::PolicyBundle> bundle_in(const canon::Json& json, std::string_view pointer) {
  Result<policy::PolicyBundle> bundle = policy::bundle_of(json);
  if (!bundle) return std::move(bundle).error().at(pointer);
  return bundle;
}

Result<policy::BundleDiff> diff(const DiffRequest& request) {
  WRIT_TRY(const policy::PolicyBundle before, bundle_in(request.before, "/before"));
  WRIT_TRY(const policy::PolicyBundle after, bundle_in(request.after, "/after"));
  return policy::diff(before, after, request.requests);
}

}  // namespace

const Operation policy_diff =
    define<diff>({.name = "policy.diff",
                  .doc = "Compares two bundles by their rules and by their answers.",
                  .capability = Capability::read,
                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::DiffRequest);
