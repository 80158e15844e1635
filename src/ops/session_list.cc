// session.list: a tenant's sessions.
#include "canon/record_define.h"
#include "ops/broken_store.h"
#include "ops/engine.h"
#include "ops/operation.h"
#include "ops/page.h"
#include "ops/sessions.h"
#include "ops/table.h"

namespace writ::ops {

enum class SessionState : std::uint8_t { open, closed, all };
constexpr auto wire_names(SessionState) {
  return std::to_array<std::string_view>({"open", "closed", "all"});
}

struct ListSessionsRequest {
  policy::TenantId tenant_id;
  std::optional<SessionState> state;
  std::optional<std::string> after;
  std::optional<PageSize> limit;

  static constexpr auto record(auto&& f) {
    using R = ListSessionsRequest;
    using canon::field;
    return f("ListSessionsRequest", "Which sessions.", field<&R::tenant_id>("tenantId", "Whose."),
             field<&R::state>("state", "Absent is `open`."), field<&R::after>("after", after_doc),
             field<&R::limit>("limit", limit_doc));
  }
};

struct ListSessionsResponse {
  std::vector<session::Session> sessions;
  std::optional<std::string> next;

  static constexpr auto record(auto&& f) {
    using R = ListSessionsResponse;
    using canon::field;
    return f("ListSessionsResponse", "A page of sessions.",
             field<&R::sessions>("sessions", "By id."), field<&R::next>("next", next_doc));
  }
};

std::optional<std::string_view> tenant_of(const ListSessionsRequest& request) {
  return request.tenant_id.text();
}

namespace {

bool wanted(SessionState state, const session::Session& session) {
  return state == SessionState::all || (state == SessionState::closed) == !!session.closed_at;
}

Result<ListSessionsResponse> list(Engine& engine, const Call&, const ListSessionsRequest& request) {
  const SessionState state = request.state.value_or(SessionState::open);
  const std::size_t limit = page_size(request.limit);
  WRIT_TRY(const auto snapshot, engine.store().read());
  ListSessionsResponse response;
  for (std::string after = request.after.value_or("");;) {
    constexpr std::size_t at_once = 1000;
    WRIT_TRY(const auto rows,
             snapshot->documents(session_kind, request.tenant_id.text(), after, at_once));
    for (const store::DocumentRow& row : rows) {
      WRIT_TRY(session::Session session,
               stored_record<session::Session>("a session", row.record.value_or("")));
      if (!wanted(state, session)) continue;
      if (response.sessions.size() == limit) {
        response.next = response.sessions.back().session_id.text();
        return response;
      }
      response.sessions.push_back(std::move(session));
    }
    if (rows.size() < at_once) return response;
    after = rows.back().id;
  }
}

}  // namespace

const Operation session_list = define<list>({.name = "session.list",
                                             .doc = "Lists a tenant's sessions.",
                                             .capability = Capability::read,
                                             .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ListSessionsRequest);
DEFINE_RECORD(writ::ops::ListSessionsResponse);
