// principal.list: a tenant's directory of principals.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/page.h"
#include "ops/table.h"

namespace writ::ops {

struct ListPrincipalsRequest {
  policy::TenantId tenant_id;
  std::optional<std::string> after;
  std::optional<PageSize> limit;

  static constexpr auto record(auto&& f) {
    using R = ListPrincipalsRequest;
    using canon::field;
    return f("ListPrincipalsRequest", "Which part of the directory.",
             field<&R::tenant_id>("tenantId", "Whose."), field<&R::after>("after", after_doc),
             field<&R::limit>("limit", limit_doc));
  }
};

struct ListPrincipalsResponse {
  std::vector<PrincipalRecord> principals;
  std::optional<std::string> next;

  static constexpr auto record(auto&& f) {
    using R = ListPrincipalsResponse;
    using canon::field;
    return f("ListPrincipalsResponse", "A page of the directory.",
             field<&R::principals>("principals", "By id."), field<&R::next>("next", next_doc));
  }
};

std::optional<std::string_view> tenant_of(const ListPrincipalsRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<ListPrincipalsResponse> list(Engine& engine, const Call&,
                                    const ListPrincipalsRequest& request) {
  WRIT_TRY(const auto state, engine.state());
  const std::size_t limit = page_size(request.limit);
  auto found =
      state->principals.list(request.tenant_id.text(), request.after.value_or(""), limit + 1);
  ListPrincipalsResponse response;
  const bool more = found.size() > limit;
  if (more) found.pop_back();
  response.principals.reserve(found.size());
  for (const Principal* one : found) response.principals.push_back(one->record);
  if (more) response.next = response.principals.back().id.text();
  return response;
}

}  // namespace

const Operation principal_list = define<list>({.name = "principal.list",
                                               .doc = "Lists a tenant's directory of principals.",
                                               .capability = Capability::read,
                                               .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ListPrincipalsRequest);
DEFINE_RECORD(writ::ops::ListPrincipalsResponse);
