// source.list: a tenant's bundle sources and how they stand.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct ListSourcesRequest {
  policy::TenantId tenant_id;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ListSourcesRequest", "Whose sources.",
             field<&ListSourcesRequest::tenant_id>("tenantId", "Whose."));
  }
};

struct ListSourcesResponse {
  std::vector<SourceReport> sources;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ListSourcesResponse", "A tenant's bundle sources.",
             field<&ListSourcesResponse::sources>("sources", "By the name of their policy."));
  }
};

std::optional<std::string_view> tenant_of(const ListSourcesRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<ListSourcesResponse> list(Engine& engine, const Call& call,
                                 const ListSourcesRequest& request) {
  WRIT_TRY(const auto state, engine.state());
  ListSourcesResponse response;
  for (const Source* source : state->sources.list(request.tenant_id.text(), "", most_sources)) {
    response.sources.push_back(report_of(*source, call.now));
  }
  return response;
}

}  // namespace

const Operation source_list =
    define<list>({.name = "source.list",
                  .doc = "Lists where a tenant's policies are pulled from and how that goes.",
                  .capability = Capability::operate});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ListSourcesRequest);
DEFINE_RECORD(writ::ops::ListSourcesResponse);
