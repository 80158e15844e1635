// resource.list: a tenant's directory of resources.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/page.h"
#include "ops/table.h"

namespace writ::ops {

struct ListResourcesRequest {
  policy::TenantId tenant_id;
  std::optional<std::string> after;
  std::optional<PageSize> limit;

  static constexpr auto record(auto&& f) {
    using R = ListResourcesRequest;
    using canon::field;
    return f("ListResourcesRequest", "Which part of the directory.",
             field<&R::tenant_id>("tenantId", "Whose."), field<&R::after>("after", after_doc),
             field<&R::limit>("limit", limit_doc));
  }
};

struct ListResourcesResponse {
  std::vector<ResourceRecord> resources;
  std::optional<std::string> next;

  static constexpr auto record(auto&& f) {
    using R = ListResourcesResponse;
    using canon::field;
    return f("ListResourcesResponse", "A page of the directory.",
             field<&R::resources>("resources", "By type, then by id."),
             field<&R::next>("next", next_doc));
  }
};

std::optional<std::string_view> tenant_of(const ListResourcesRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<ListResourcesResponse> list(Engine& engine, const Call&,
                                   const ListResourcesRequest& request) {
  WRIT_TRY(const auto state, engine.state());
  const std::size_t limit = page_size(request.limit);
  auto found =
      state->resources.list(request.tenant_id.text(), request.after.value_or(""), limit + 1);
  ListResourcesResponse response;
  const bool more = found.size() > limit;
  if (more) found.pop_back();
  response.resources.reserve(found.size());
  for (const Resource* one : found) response.resources.push_back(one->record);
  if (more) {
    const ResourceRecord& last = response.resources.back();
    response.next = resource_key({request.tenant_id, last.type, last.id});
  }
  return response;
}

}  // namespace

const Operation resource_list = define<list>({.name = "resource.list",
                                              .doc = "Lists a tenant's directory of resources.",
                                              .capability = Capability::read,
                                              .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ListResourcesRequest);
DEFINE_RECORD(writ::ops::ListResourcesResponse);
