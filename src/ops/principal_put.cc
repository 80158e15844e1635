// principal.put: what policies know of somebody, from now on.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct PutPrincipalRequest {
  policy::TenantId tenant_id;
  PrincipalRecord principal;

  static constexpr auto record(auto&& f) {
    using R = PutPrincipalRequest;
    using canon::field;
    return f("PutPrincipalRequest", "Whom, and what there is to know of them.",
             field<&R::tenant_id>("tenantId", "In which tenant."),
             field<&R::principal>("principal", "All of it: what is left out is forgotten."));
  }
};

struct PutPrincipalResponse {
  bool ok = false;
  bool created = false;

  static constexpr auto record(auto&& f) {
    using R = PutPrincipalResponse;
    using canon::field;
    return f("PutPrincipalResponse", "It is in the directory.", field<&R::ok>("ok", "Always true."),
             field<&R::created>("created", "Whether they were not in it before."));
  }
};

std::optional<std::string_view> tenant_of(const PutPrincipalRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<PutPrincipalResponse> put(Engine& engine, const Call& call,
                                 const PutPrincipalRequest& request) {
  const PrincipalRef ref{request.tenant_id, request.principal.id};
  return engine.change<PutPrincipalResponse>(
      call, [&](store::Transaction& transaction, const State& now) -> Result<PutPrincipalResponse> {
        WRIT_CHECK(put_ground(transaction, row_of(ref, &request.principal, call.now)));
        const bool known = now.principals.find(ref.tenant_id.text(), ref.id.text()) != nullptr;
        return PutPrincipalResponse{.ok = true, .created = !known};
      });
}

}  // namespace

const Operation principal_put =
    define<put>({.name = "principal.put",
                 .doc = "Puts somebody into a tenant's directory of principals, over what was "
                        "there.",
                 .capability = Capability::administer,
                 .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::PutPrincipalRequest);
DEFINE_RECORD(writ::ops::PutPrincipalResponse);
