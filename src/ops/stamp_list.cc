// stamp.list: a tenant's stamps, whatever became of them.
#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/page.h"
#include "ops/stamps.h"
#include "ops/table.h"

namespace writ::ops {

struct ListStampsRequest {
  policy::TenantId tenant_id;
  std::optional<std::string> after;
  std::optional<PageSize> limit;

  static constexpr auto record(auto&& f) {
    using R = ListStampsRequest;
    using canon::field;
    return f("ListStampsRequest", "Which part of them.",
             field<&R::tenant_id>("tenant_id", "Whose."), field<&R::after>("after", after_doc),
             field<&R::limit>("limit", limit_doc));
  }
};

struct ListStampsResponse {
  std::vector<stamp::PolicyStamp> stamps;
  std::optional<std::string> next;

  static constexpr auto record(auto&& f) {
    using R = ListStampsResponse;
    using canon::field;
    return f("ListStampsResponse", "A page of them.", field<&R::stamps>("stamps", "By id."),
             field<&R::next>("next", next_doc));
  }
};

std::optional<std::string_view> tenant_of(const ListStampsRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<ListStampsResponse> list(Engine& engine, const Call&, const ListStampsRequest& request) {
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const auto snapshot, engine.store().read());
  const std::string& tenant = request.tenant_id.text();
  const std::size_t most = page_size(request.limit);
  WRIT_TRY(std::vector<std::string> ids,
           stamp_ids(*state, *snapshot, tenant, request.after.value_or(""), most + 1));
  ListStampsResponse response;
  if (ids.size() > most) {
    ids.pop_back();
    response.next = ids.back();
  }
  for (const std::string& id : ids) {
    WRIT_TRY(const auto found, find_stamp(*state, *snapshot, tenant, id));
    if (found) response.stamps.push_back(found->stamp());
  }
  return response;
}

}  // namespace

const Operation stamp_list = define<list>({.name = "stamp.list",
                                           .doc = "Lists a tenant's stamps.",
                                           .capability = Capability::read,
                                           .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ListStampsRequest);
DEFINE_RECORD(writ::ops::ListStampsResponse);
