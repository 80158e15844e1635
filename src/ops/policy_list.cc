// policy.list: a tenant's policies, what is in force, and which versions are stored.
#include <algorithm>

#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/rollout.h"
#include "ops/table.h"

namespace writ::ops {

struct ListRequest {
  policy::TenantId tenant_id;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ListRequest", "Whose policies.",
             field<&ListRequest::tenant_id>("tenantId", "Whose."));
  }
};

struct ListedVersion {
  std::string version;
  std::string policy_hash;
  std::string key_id;
  canon::Timestamp recorded_at;

  static constexpr auto record(auto&& f) {
    using V = ListedVersion;
    using canon::field;
    return f("ListedVersion", "A stored bundle.", field<&V::version>("version", "SemVer."),
             field<&V::policy_hash>("policyHash", "Its hash."),
             field<&V::key_id>("keyId", "The key that signed it."),
             field<&V::recorded_at>("recordedAt", "When it was put."));
  }
};

struct ListedPolicy {
  std::string name;
  std::optional<std::string> in_force;
  std::optional<std::string> policy_hash;
  std::optional<std::string> high_water;
  std::optional<std::string> pin;
  canon::Bounded<0, canon::max_exact_integer> generation;
  std::vector<ListedVersion> versions;
  std::vector<session::Rollout> rollouts;

  static constexpr auto record(auto&& f) {
    using P = ListedPolicy;
    using canon::field;
    return f("ListedPolicy", "One of the tenant's policies.", field<&P::name>("name", "Its name."),
             field<&P::in_force>("inForce", "The version that decides; absent for none."),
             field<&P::policy_hash>("policyHash", "Its hash."),
             field<&P::high_water>("highWater", "The highest version that was ever in force."),
             field<&P::pin>("pin", "The versions that may come into force; absent is any."),
             field<&P::generation>("generation", "Moves with every change of what is in force."),
             field<&P::versions>("versions", "What is stored, the highest version first."),
             field<&P::rollouts>("rollouts", "What is staged."));
  }
};

struct ListResponse {
  std::vector<ListedPolicy> policies;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ListResponse", "By name.", field<&ListResponse::policies>("policies", "By name."));
  }
};

std::optional<std::string_view> tenant_of(const ListRequest& request) {
  return request.tenant_id.text();
}

namespace {

policy::Version version_of(const ListedVersion& listed) {
  policy::Version version;
  version.set(listed.version);
  return version;
}

ListedPolicy listed(const store::PolicyRow& row) {
  return {.name = row.name,
          .in_force = row.active_version,
          .policy_hash = row.active_policy_hash,
          .high_water = row.high_water,
          .pin = row.pin,
          .generation = {row.generation}};
}

Result<ListResponse> list(Engine& engine, const Call&, const ListRequest& request) {
  const std::string& tenant = request.tenant_id.text();
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const auto policies, snapshot->policies(tenant));
  WRIT_TRY(const auto heads, snapshot->bundles(tenant, std::nullopt));

  ListResponse response;
  std::ranges::transform(policies, std::back_inserter(response.policies), listed);
  for (const store::BundleHead& head : heads) {
    auto policy = std::ranges::find(response.policies, head.name, &ListedPolicy::name);
    if (policy == response.policies.end()) {  // stored under a pin, and nothing in force yet
      policy = response.policies.insert(policy, {.name = head.name});
    }
    policy->versions.push_back(
        {head.version, head.policy_hash, head.key_id, canon::Timestamp(head.recorded_at)});
  }
  for (ListedPolicy& policy : response.policies) {
    std::ranges::sort(policy.versions, std::ranges::greater(), version_of);
    for (const auto mode : {session::RolloutMode::shadow, session::RolloutMode::canary}) {
      const auto* rollout = state->rollouts.find(tenant, rollout_id(mode, policy.name));
      if (rollout != nullptr) policy.rollouts.push_back(*rollout);
    }
  }
  return response;
}

}  // namespace

const Operation policy_list = define<list>({.name = "policy.list",
                                            .doc = "Lists a tenant's policies and their versions.",
                                            .capability = Capability::read,
                                            .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ListRequest);
DEFINE_RECORD(writ::ops::ListedVersion);
DEFINE_RECORD(writ::ops::ListedPolicy);
DEFINE_RECORD(writ::ops::ListResponse);
