// policy.sign: vouches for a finalized bundle.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/signing_key.h"
#include "ops/table.h"
#include "policy/signing.h"

namespace writ::ops {

struct SignRequest {
  canon::Sourced<policy::PolicyBundle> bundle;
  std::optional<keys::Purpose> key_purpose;
  std::optional<keys::Alg> alg;

  static constexpr auto record(auto&& f) {
    using R = SignRequest;
    using canon::field;
    return f(
        "SignRequest", "A bundle to vouch for.", field<&R::bundle>("bundle", "A finalized bundle."),
        field<&R::key_purpose>("keyPurpose", "Absent is `audit`, which bundles need to be put."),
        field<&R::alg>("alg", "Absent is `ed25519`."));
  }
};

std::optional<std::string_view> tenant_of(const SignRequest& request) {
  return request.bundle->tenant_id.text();
}

namespace {

Problem not_finalized(std::string message) {
  canon::Faults faults;
  const canon::Path root;
  const canon::Path bundle(root, "bundle");
  faults.add(canon::record::wrong_value, canon::Path(bundle, "policyHash"), std::move(message));
  return canon::unreadable("the bundle", std::move(faults));
}

Result<policy::SignedPolicyBundle> sign(Engine& engine, const Call& call,
                                        const SignRequest& request) {
  if (!request.bundle->policy_hash) {
    return not_finalized("is missing: run `policy.finalize` first");
  }
  if (policy::policy_hash(request.bundle.source.value()) != request.bundle->policy_hash->text()) {
    return not_finalized("is not the hash of this bundle: run `policy.finalize` again");
  }
  const keys::Purpose purpose = request.key_purpose.value_or(keys::Purpose::audit);
  WRIT_TRY(const std::string key_id,
           signing_key(engine, purpose, request.alg.value_or(keys::Alg::ed25519),
                       request.bundle->tenant_id.text(), call));
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(keys::SignatureBlock signature,
           state->keys->sign(key_id, policy::signed_hash(request.bundle.source)));
  journal::Entry entry =
      entry_of(call, {.policy_hash = request.bundle->policy_hash->text(), .key_id = key_id});
  WRIT_CHECK(engine.record(call, entry, body_to_keep(call)));
  return policy::SignedPolicyBundle{request.bundle, std::move(signature)};
}

}  // namespace

const Operation policy_sign = define<sign>({.name = "policy.sign",
                                            .doc = "Signs a finalized bundle.",
                                            .capability = Capability::administer,
                                            .host_only = true,
                                            .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::SignRequest);
