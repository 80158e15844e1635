// The engine and its state: reading from the store what is in force.
#include <fmt/format.h>

#include "canon/secret.h"
#include "ops/broken_store.h"
#include "ops/documents.h"
#include "ops/engine.h"
#include "ops/rollout.h"

namespace writ::ops {
namespace {

Result<std::map<std::string, HeldCredential, std::less<>>> load_credentials(
    store::Snapshot& snapshot) {
  std::map<std::string, HeldCredential, std::less<>> held;
  WRIT_TRY(const auto rows, snapshot.tokens());
  for (const store::TokenRow& row : rows) {
    if (row.revoked_at) continue;
    WRIT_TRY(Credential record, stored_record<Credential>("a token", row.record));
    held.emplace(public_part(row.sha256), HeldCredential{std::move(record), row.sha256});
  }
  return held;
}

Result<Ruling> ruling(const Loading& loading, const store::PolicyRow& row,
                      const std::string& version, const std::string& hash) {
  WRIT_TRY(auto policy,
           loading.policies.find(loading.snapshot, row.tenant, row.name, version, hash));
  const bool revoked = loading.into.keys->ring().is_revoked(policy->key_id());
  return Ruling{std::move(policy), revoked};
}

Result<std::optional<Ruling>> staged(const Loading& loading, const store::PolicyRow& row,
                                     const session::Rollout* rollout) {
  if (rollout == nullptr) return std::optional<Ruling>();
  WRIT_TRY(Ruling found,
           ruling(loading, row, rollout->version.text(), rollout->policy_hash.text()));
  return std::optional(std::move(found));
}

Result<InForce> read_in_force(const Loading& loading, const store::PolicyRow& row) {
  InForce in_force;
  WRIT_TRY(in_force.standing, standing_of(row));
  if (row.active_version) {
    WRIT_TRY(in_force.active,
             ruling(loading, row, *row.active_version, row.active_policy_hash.value_or("")));
  }
  const auto rollout = [&](session::RolloutMode mode) {
    return loading.into.rollouts.find(row.tenant, rollout_id(mode, row.name));
  };
  WRIT_TRY(in_force.shadow, staged(loading, row, rollout(session::RolloutMode::shadow)));
  const session::Rollout* canary = rollout(session::RolloutMode::canary);
  WRIT_TRY(in_force.canary, staged(loading, row, canary));
  if (canary != nullptr) in_force.share = canary->share.value_or(0);
  return in_force;
}

}  // namespace

const InForce* State::find(std::string_view tenant, std::string_view name) const {
  const auto of_tenant = policies.find(tenant);
  if (of_tenant == policies.end()) return nullptr;
  const auto found = of_tenant->second.find(name);
  return found == of_tenant->second.end() ? nullptr : &found->second;
}

std::int64_t State::state_generation(std::string_view tenant, std::string_view name) const {
  const auto of_tenant = state_generations.find(tenant);
  if (of_tenant == state_generations.end()) return 0;
  const auto moved = [&](std::string_view of) {
    const auto found = of_tenant->second.find(of);
    return found == of_tenant->second.end() ? 0 : found->second;
  };
  return moved(name) + moved(every_policy);
}

const Credential* State::proved_by(std::string_view token) const {
  const std::string sha256 = token_sha256(token);
  const auto found = credentials.find(public_part(sha256));
  if (found == credentials.end()) return nullptr;
  return canon::same_secret(found->second.sha256, sha256) ? &found->second.record : nullptr;
}

Result<void> Engine::load_keys(store::Snapshot& snapshot, State& into) const {
  WRIT_TRY(const auto rows, snapshot.keys());
  std::vector<keys::KeyRecord> records;
  for (const store::KeyRow& row : rows) {
    WRIT_TRY(keys::KeyRecord record, stored_record<keys::KeyRecord>("a key", row.record));
    records.push_back(std::move(record));
  }
  Result<keys::PrivateParts> parts = files_.load(records, passphrase());
  if (!parts && parts.error().code.name == canon::pem::passphrase_missing.name) {
    parts = keys::PrivateParts();  // verifies what needs no secret, signs nothing
    into.keys_locked = true;
  }
  if (!parts) return std::move(parts).error();
  WRIT_TRY(keys::KeyProvider provider,
           keys::KeyProvider::make(std::move(records), *std::move(parts)));
  into.keys = std::make_shared<const keys::KeyProvider>(std::move(provider));
  return {};
}

// What has not changed goes over into the new state.
Result<std::shared_ptr<const State>> Engine::build_state(const State* before,
                                                         store::Snapshot& snapshot,
                                                         MadePacks* made) {
  auto next = std::make_shared<State>();
  WRIT_TRY(next->revision, snapshot.revision());
  WRIT_TRY(next->deployment_generation, snapshot.deployment_generation());
  if (before != nullptr && before->deployment_generation == next->deployment_generation) {
    next->keys = before->keys;  // every change of a key moves the generation
    next->keys_locked = before->keys_locked;
  } else {
    WRIT_CHECK(load_keys(snapshot, *next));
  }
  WRIT_TRY(next->credentials, load_credentials(snapshot));
  if (before != nullptr) {
    const Documented& taken_over = *before;
    static_cast<Documented&>(*next) = taken_over;
  } else {
    next->forms = std::make_shared<stamp::SharedForms>();
  }
  const Loading loading{snapshot, policies_, before == nullptr, *next, made};
  WRIT_CHECK(apply_documents(loading));
  WRIT_TRY(const auto generations, snapshot.state_generations());
  for (const store::StateGenerationRow& row : generations) {
    next->state_generations[row.tenant][row.name] = row.generation;
  }
  WRIT_TRY(const auto rows, snapshot.policies(std::nullopt));
  for (const store::PolicyRow& row : rows) {
    WRIT_TRY(next->policies[row.tenant][row.name], read_in_force(loading, row));
  }
  return next;
}

}  // namespace writ::ops
