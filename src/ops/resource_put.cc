// resource.put: what policies know of a thing, from now on.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct PutResourceRequest {
  policy::TenantId tenant_id;
  ResourceRecord resource;

  static constexpr auto record(auto&& f) {
    using R = PutResourceRequest;
    using canon::field;
    return f("PutResourceRequest", "Which thing, and what there is to know of it.",
             field<&R::tenant_id>("tenantId", "In which tenant."),
             field<&R::resource>("resource", "All of it: what is left out is forgotten."));
  }
};

struct PutResourceResponse {
  bool ok = false;
  bool created = false;

  static constexpr auto record(auto&& f) {
    using R = PutResourceResponse;
    using canon::field;
    return f("PutResourceResponse", "It is in the directory.", field<&R::ok>("ok", "Always true."),
             field<&R::created>("created", "Whether it was not in it before."));
  }
};

std::optional<std::string_view> tenant_of(const PutResourceRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<PutResourceResponse> put(Engine& engine, const Call& call,
                                const PutResourceRequest& request) {
  const ResourceRef ref{request.tenant_id, request.resource.type, request.resource.id};
  return engine.change<PutResourceResponse>(
      call, [&](store::Transaction& transaction, const State& now) -> Result<PutResourceResponse> {
        WRIT_CHECK(put_ground(transaction, row_of(ref, &request.resource, call.now)));
        const bool known = now.resources.find(ref.tenant_id.text(), resource_key(ref)) != nullptr;
        return PutResourceResponse{.ok = true, .created = !known};
      });
}

}  // namespace

const Operation resource_put =
    define<put>({.name = "resource.put",
                 .doc = "Puts a thing into a tenant's directory of resources, over what was there.",
                 .capability = Capability::administer,
                 .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::PutResourceRequest);
DEFINE_RECORD(writ::ops::PutResourceResponse);
