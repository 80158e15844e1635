#include "ops/policy_put.h"

#include "canon/canonical.h"
#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/signed_bundle.h"
#include "ops/table.h"
#include "policy/signing.h"

namespace writ::ops {

namespace {

PutResponse stored(const policy::PolicyBundle& bundle, const policy::Standing& standing) {
  const std::string& hash = bundle.policy_hash->text();
  return {.ok = true,
          .policy_hash = hash,
          .generation = {{standing.generation}},
          .in_force = standing.active_hash == hash && standing.active == bundle.version};
}

Result<policy::Standing> load_standing(store::Snapshot& snapshot,
                                       const policy::PolicyBundle& bundle) {
  WRIT_TRY(const auto row, snapshot.find_policy(bundle.tenant_id.text(), bundle.name.text()));
  if (!row) return policy::Standing();
  return standing_of(*row);
}

// The identical bundle is stored. If what vouched for it then is revoked by now, putting it again
// must not look like a success: every decision under it is a refusal.
PutResponse unchanged(const policy::PolicyBundle& bundle, const policy::Standing& standing,
                      const std::string& stored_key, const keys::KeyRing& ring) {
  if (ring.is_revoked(stored_key)) {
    return refuse_with<PutResponse>(Refused::of(policy::Refusal{
        policy::refusal::stored_key_revoked, "/signature/keyId",
        "this version is stored under the signature of a key that is revoked by now: issue a "
        "higher version"}));
  }
  return stored(bundle, standing);
}

Result<void> write(store::Transaction& transaction, const policy::SignedPolicyBundle& content,
                   const policy::Standing* next, Instant now) {
  const policy::PolicyBundle& bundle = *content.bundle;
  const std::string& tenant = bundle.tenant_id.text();
  const std::string& name = bundle.name.text();
  WRIT_CHECK(transaction.insert_bundle(row_of(content, now)));
  if (next == nullptr) return {};
  WRIT_CHECK(transaction.put_policy(row_of(tenant, name, *next, now)));
  return transaction.append_activation({.tenant = tenant,
                                        .name = name,
                                        .generation = next->generation,
                                        .version = bundle.version.text(),
                                        .policy_hash = bundle.policy_hash->text(),
                                        .kind = store::ActivationKind::put,
                                        .recorded_at = now});
}

Result<PutResponse> put_in(store::Transaction& transaction, const keys::KeyRing& ring,
                           const policy::SignedPolicyBundle& content, Instant now) {
  const policy::PolicyBundle& bundle = *content.bundle;
  WRIT_TRY(const policy::Standing standing, load_standing(transaction, bundle));
  WRIT_TRY(const auto head,
           transaction.find_bundle_head(bundle.tenant_id.text(), bundle.name.text(),
                                        bundle.version.text()));
  const auto hash = head ? std::optional(head->policy_hash) : std::nullopt;
  const policy::PutOutcome outcome = policy::consider_put(standing, bundle, hash, now);
  if (const auto* refusal = std::get_if<policy::Refusal>(&outcome)) {
    return refuse_with<PutResponse>(Refused::of(*refusal));
  }
  if (std::holds_alternative<policy::Unchanged>(outcome)) {
    return unchanged(bundle, standing, head->key_id, ring);
  }
  const auto* activation = std::get_if<policy::StoreAndActivate>(&outcome);
  WRIT_CHECK(write(transaction, content, activation ? &activation->next : nullptr, now));
  return stored(bundle, activation ? activation->next : standing);
}

Result<PutResponse> put(Engine& engine, const Call& call, const SignedBundleRequest& request) {
  return engine.change<PutResponse>(
      call, [&](store::Transaction& transaction, const State& state) -> Result<PutResponse> {
        if (!request.content) return refuse_with<PutResponse>(Refused::of(request.content.error()));
        return put_bundle(transaction, state, *request.content, call.now);
      });
}

}  // namespace

Result<PutResponse> put_bundle(store::Transaction& transaction, const State& state,
                               const policy::SignedPolicyBundle& content, Instant now) {
  // Keys change under the same lock: what verifies here is still good at the commit.
  const keys::KeyRing& ring = state.keys->ring();
  const canon::Verdict verdict = policy::verify(content, ring);
  if (!verdict.ok()) return refuse_with<PutResponse>(Refused::signature(verdict.reason()));
  return put_in(transaction, ring, content, now);
}

const Operation policy_put = define<put>({.name = "policy.put",
                                          .doc = "Stores a signed bundle and brings it into force.",
                                          .capability = Capability::administer,
                                          .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::PutResponse);
