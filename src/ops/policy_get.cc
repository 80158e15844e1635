// policy.get: a stored bundle, with its signature.
#include <fmt/format.h>

#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/policy_ref.h"
#include "ops/table.h"

namespace writ::ops {

struct GetRequest {
  policy::TenantId tenant_id;
  std::optional<policy::BundleName> name;
  std::optional<policy::Version> version;

  static constexpr auto record(auto&& f) {
    using R = GetRequest;
    using canon::field;
    return f("GetRequest", "Which bundle.", field<&R::tenant_id>("tenantId", "Whose."),
             field<&R::name>("name", "Absent is `default`."),
             field<&R::version>("version", "Absent is the one in force."));
  }
};

std::optional<std::string_view> tenant_of(const GetRequest& request) {
  return request.tenant_id.text();
}

namespace {

inline constexpr Code unknown_bundle{"policy.unknown_bundle", Category::not_found};

Result<policy::SignedPolicyBundle> get(Engine& engine, const Call&, const GetRequest& request) {
  const std::string& tenant = request.tenant_id.text();
  const std::string_view name = name_or_default(request.name);
  WRIT_TRY(const auto snapshot, engine.store().read());
  std::optional<std::string> version;
  if (request.version) {
    version = request.version->text();
  } else {
    WRIT_TRY(const auto row, snapshot->find_policy(tenant, name));
    if (row) version = row->active_version;
  }
  if (version) {
    WRIT_TRY(const auto row, snapshot->find_bundle(tenant, name, *version));
    if (row) return stored_bundle(*row);
  }
  return Problem{unknown_bundle,
                 request.version
                     ? fmt::format("`{}` of `{}` has no version {}: `writ policy list` shows what "
                                   "there is",
                                   name, tenant, request.version->text())
                     : fmt::format("nothing is in force as `{}` of `{}`: `writ policy list` shows "
                                   "what there is",
                                   name, tenant)};
}

}  // namespace

const Operation policy_get = define<get>({.name = "policy.get",
                                          .doc = "Answers a stored bundle with its signature.",
                                          .capability = Capability::read,
                                          .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::GetRequest);
