// policy.verify: whether a signed bundle is what a trusted key vouched for.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/refusal.h"
#include "ops/signed_bundle.h"
#include "ops/table.h"
#include "policy/signing.h"

namespace writ::ops {

struct VerifyResponse {
  bool ok = false;
  std::optional<std::string> reason;
  std::optional<std::string> pointer;
  std::optional<std::string> message;
  std::optional<std::vector<RefusedPlace>> faults;

  static constexpr auto record(auto&& f) {
    using R = VerifyResponse;
    using canon::field;
    return f("VerifyResponse", "Whether the bundle may be relied on.",
             field<&R::ok>("ok", "Whether it is whole and a trusted key signed it."),
             field<&R::reason>("reason", "Why it is not, as a code."),
             field<&R::pointer>("pointer", "Where."), field<&R::message>("message", "For people."),
             field<&R::faults>("faults", "Every fault, where the bundle does not read."));
  }
};

namespace {

Result<VerifyResponse> verify(Engine& engine, const Call&, const SignedBundleRequest& request) {
  if (!request.content) return refuse_with<VerifyResponse>(Refused::of(request.content.error()));
  WRIT_TRY(const auto state, engine.state());
  const canon::Verdict verdict = policy::verify(*request.content, state->keys->ring());
  if (!verdict.ok()) return refuse_with<VerifyResponse>(Refused::signature(verdict.reason()));
  return VerifyResponse{.ok = true};
}

}  // namespace

const Operation policy_verify =
    define<verify>({.name = "policy.verify",
                    .doc = "Checks a signed bundle against the keys of this data directory.",
                    .capability = Capability::read,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::VerifyResponse);
