// approval.list: a tenant's approvals.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/page.h"
#include "ops/table.h"

namespace writ::ops {

struct ListApprovalsRequest {
  policy::TenantId tenant_id;
  std::optional<policy::ApprovalState> state;
  std::optional<std::string> after;
  std::optional<PageSize> limit;

  static constexpr auto record(auto&& f) {
    using R = ListApprovalsRequest;
    using canon::field;
    return f("ListApprovalsRequest", "Which approvals.", field<&R::tenant_id>("tenantId", "Whose."),
             field<&R::state>("state", "Only those that stand so; absent is all."),
             field<&R::after>("after", after_doc), field<&R::limit>("limit", limit_doc));
  }
};

struct ListApprovalsResponse {
  std::vector<ApprovalRecord> approvals;
  std::optional<std::string> next;

  static constexpr auto record(auto&& f) {
    using R = ListApprovalsResponse;
    using canon::field;
    return f("ListApprovalsResponse", "A page of the approvals.",
             field<&R::approvals>("approvals", "By id."), field<&R::next>("next", next_doc));
  }
};

std::optional<std::string_view> tenant_of(const ListApprovalsRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<ListApprovalsResponse> list(Engine& engine, const Call& call,
                                   const ListApprovalsRequest& request) {
  WRIT_TRY(const auto state, engine.state());
  const std::size_t limit = page_size(request.limit);
  auto found = state->approvals.list(request.tenant_id.text(), request.after.value_or(""),
                                     limit + 1, [&](const ApprovalRecord& approval) {
                                       return !request.state ||
                                              state_at(approval, call.now) == *request.state;
                                     });
  ListApprovalsResponse response;
  const bool more = found.size() > limit;
  if (more) found.pop_back();
  response.approvals.reserve(found.size());
  for (const ApprovalRecord* approval : found) {
    response.approvals.push_back(*approval);
    response.approvals.back().state = state_at(*approval, call.now);
  }
  if (more) response.next = response.approvals.back().approval_id.text();
  return response;
}

}  // namespace

const Operation approval_list =
    define<list>({.name = "approval.list",
                  .doc = "Lists a tenant's approvals, or those that stand as asked for.",
                  .capability = Capability::approve,
                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ListApprovalsRequest);
DEFINE_RECORD(writ::ops::ListApprovalsResponse);
