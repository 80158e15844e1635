// policy.rollback: signs an activation of an earlier version, and applies it.
#include "canon/record_define.h"
#include "ops/activation.h"
#include "ops/operation.h"
#include "ops/policy_ref.h"
#include "ops/table.h"

namespace writ::ops {

struct RollbackRequest {
  policy::TenantId tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<policy::Version> version;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = RollbackRequest;
    using canon::field;
    return f("RollbackRequest", "Which version to go back to.",
             field<&R::tenant_id>("tenantId", "Whose."),
             field<&R::name>("name", "Absent is `default`."),
             field<&R::version>("version",
                                "Absent is the highest stored one below what is in "
                                "force."),
             field<&R::reason>("reason", "Why, for people."));
  }
};

std::optional<std::string_view> tenant_of(const RollbackRequest& request) {
  return request.tenant_id.text();
}

namespace {

// The version that is wanted; without a wish, the highest one below what is in force.
Result<std::optional<policy::Version>> wanted_version(store::Snapshot& snapshot,
                                                      const RollbackRequest& request,
                                                      const policy::Standing& standing) {
  if (request.version) return request.version;
  return highest_version(snapshot, request.tenant_id.text(), name_or_default(request.name),
                         [&](const policy::Version& version) {
                           return standing.active && version < *standing.active;
                         });
}

Result<StandingResponse> roll_back(Engine& engine, const Call& call,
                                   const RollbackRequest& request) {
  const std::string& tenant = request.tenant_id.text();
  const std::string_view name = name_or_default(request.name);
  std::optional<policy::Version> version;
  {
    WRIT_TRY(const auto snapshot, engine.store().read());
    WRIT_TRY(const auto standing, find_standing(*snapshot, tenant, name));
    WRIT_TRY(version, wanted_version(*snapshot, request, standing.value_or(policy::Standing())));
  }
  if (version) {
    return activate_here(engine, call, tenant, name, *version, request.reason.value_or("rollback"));
  }
  return engine.change<StandingResponse>(
      call, [](store::Transaction&, const State&) -> Result<StandingResponse> {
        return refuse_with<StandingResponse>(
            Refused::of(policy::Refusal{policy::refusal::no_earlier_version, "",
                                        "there is no earlier version to go back to: name one"}));
      });
}

}  // namespace

const Operation policy_rollback =
    define<roll_back>({.name = "policy.rollback",
                       .doc = "Goes back to an earlier version, by an activation that it signs.",
                       .capability = Capability::administer,
                       .host_only = true,
                       .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RollbackRequest);
