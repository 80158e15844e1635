#include "ops/activation.h"

#include <fmt/format.h>

#include "canon/record_define.h"
#include "ops/rollout.h"
#include "ops/signing_key.h"
#include "policy/signing.h"

namespace writ::ops {
namespace {

StandingResponse refused(const policy::Refusal& refusal) {
  return refuse_with<StandingResponse>(Refused::of(refusal));
}

StandingResponse unverified(std::string_view reason, std::string pointer, std::string_view what) {
  return refused({reason, std::move(pointer), fmt::format("{} does not verify: {}", what, reason)});
}

}  // namespace

StandingResponse StandingResponse::of(const policy::Standing& standing) {
  StandingResponse response{.ok = true, .generation = {{standing.generation}}};
  if (standing.active) {
    response.version = standing.active->text();
    response.policy_hash = standing.active_hash;
  }
  if (standing.pin) response.pin = standing.pin->text();
  return response;
}

Result<std::optional<policy::Standing>> find_standing(store::Snapshot& snapshot,
                                                      std::string_view tenant,
                                                      std::string_view name) {
  WRIT_TRY(const auto row, snapshot.find_policy(tenant, name));
  if (!row) return std::optional<policy::Standing>();
  WRIT_TRY(policy::Standing standing, standing_of(*row));
  return std::optional(std::move(standing));
}

Result<std::optional<policy::Version>> highest_version(
    store::Snapshot& snapshot, std::string_view tenant, std::string_view name,
    const std::function<bool(const policy::Version&)>& wanted) {
  WRIT_TRY(const auto heads, snapshot.bundles(tenant, name));
  std::optional<policy::Version> best;
  for (const store::BundleHead& head : heads) {
    policy::Version version;
    if (!version.set(head.version) || !wanted(version)) continue;
    if (best && version < *best) continue;
    WRIT_TRY(const auto staged,
             snapshot.find_document(staged_kind, tenant, staged_id(name, head.version)));
    if (!staged || !staged->record) best = version;
  }
  return best;
}

Result<StandingResponse> activate_here(Engine& engine, const Call& call, std::string_view tenant,
                                       std::string_view name, const policy::Version& version,
                                       std::string_view reason) {
  std::optional<store::BundleHead> head;
  {
    WRIT_TRY(const auto snapshot, engine.store().read());
    WRIT_TRY(head, snapshot->find_bundle_head(tenant, name, version.text()));
  }
  std::string key_id;
  if (head) {
    WRIT_TRY(key_id,
             signing_key(engine, keys::Purpose::approval, keys::Alg::ed25519, tenant, call));
  }
  return engine.change<StandingResponse>(
      call, [&](store::Transaction& transaction, const State& state) -> Result<StandingResponse> {
        WRIT_TRY(const auto standing, find_standing(transaction, tenant, name));
        const Wish wish{.tenant = tenant,
                        .name = name,
                        .version = version,
                        .issued_by = call.caller.principal,
                        .reason = std::string(reason)};
        return activate_wish(transaction, *state.keys, key_id,
                             standing.value_or(policy::Standing()), wish, call.now);
      });
}

Result<StandingResponse> activate_wish(store::Transaction& transaction,
                                       const keys::KeyProvider& keys, std::string_view key_id,
                                       const policy::Standing& standing, const Wish& wish,
                                       Instant now) {
  WRIT_TRY(const auto head,
           transaction.find_bundle_head(wish.tenant, wish.name, wish.version.text()));
  if (!head) {
    return refused({policy::refusal::unknown_version, "/version",
                    fmt::format("version {} of `{}` was never put: `writ policy list` shows what "
                                "there is",
                                wish.version.text(), wish.name)});
  }
  policy::PolicyActivation activation{.tenant_id = policy::TenantId(std::string(wish.tenant)),
                                      .name = policy::BundleName(std::string(wish.name)),
                                      .version = wish.version,
                                      .policy_hash = canon::HexDigest(head->policy_hash),
                                      .sequence = {standing.activation_sequence + 1},
                                      .issued_at = canon::Timestamp(now),
                                      .issued_by = wish.issued_by,
                                      .reason = wish.reason};
  WRIT_TRY(canon::Json source, canon::Json::parse(canon::encode(activation)));
  WRIT_TRY(keys::SignatureBlock signature, keys.sign(key_id, policy::signed_hash(source)));
  WRIT_TRY(
      StandingResponse response,
      apply_activation(transaction, keys.ring(), standing,
                       {{std::move(activation), std::move(source)}, std::move(signature)}, now));
  // The activation was made here: who asked named a version and nothing else of it.
  if (response.pointer) response.pointer = "/version";
  return response;
}

Result<StandingResponse> apply_activation(store::Transaction& transaction,
                                          const keys::KeyRing& ring,
                                          const policy::Standing& standing,
                                          const policy::SignedPolicyActivation& activation,
                                          Instant now) {
  if (const auto verdict = policy::verify(activation, ring); !verdict.ok()) {
    return unverified(verdict.reason(), "/signature", "the activation");
  }
  const policy::PolicyActivation& wish = *activation.activation;
  const std::string& tenant = wish.tenant_id.text();
  const std::string& name = wish.name.text();
  WRIT_TRY(const auto row, transaction.find_bundle(tenant, name, wish.version.text()));
  std::optional<policy::SignedPolicyBundle> stored;
  if (row) {
    WRIT_TRY(stored, stored_bundle(*row));
    if (const auto verdict = policy::verify(*stored, ring); !verdict.ok()) {
      return unverified(verdict.reason(), "/activation/version", "the stored bundle");
    }
  }
  const auto outcome =
      policy::consider_activation(standing, wish, stored ? &stored->bundle.value : nullptr, now);
  if (const auto* refusal = std::get_if<policy::Refusal>(&outcome)) return refused(*refusal);
  const policy::Standing& next = std::get<policy::Standing>(outcome);
  WRIT_CHECK(transaction.put_policy(row_of(tenant, name, next, now)));
  WRIT_CHECK(transaction.append_activation({.tenant = tenant,
                                            .name = name,
                                            .generation = next.generation,
                                            .version = wish.version.text(),
                                            .policy_hash = wish.policy_hash.text(),
                                            .kind = store::ActivationKind::activate,
                                            .signed_activation = canon::encode(activation),
                                            .recorded_at = now}));
  return StandingResponse::of(next);
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::StandingResponse);
