// session.close: from now on every decision in the session is a refusal.
#include "canon/record_define.h"
#include "ops/engine.h"
#include "ops/sessions.h"
#include "ops/table.h"

namespace writ::ops {

struct CloseSessionResponse {
  bool ok = false;
  bool closed_now = false;

  static constexpr auto record(auto&& f) {
    using R = CloseSessionResponse;
    using canon::field;
    return f("CloseSessionResponse", "It is closed.", field<&R::ok>("ok", "Always true."),
             field<&R::closed_now>("closedNow", "Whether it was open before."));
  }
};

namespace {

Result<CloseSessionResponse> close(Engine& engine, const Call& call, const SessionRef& ref) {
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const session::Session found, find_session(*snapshot, call.caller, ref.session_id));
  WRIT_CHECK(require_own(call.caller, found.principal_id()));
  Call known = call;
  known.tenant = found.tenant_id.text();
  return engine.change<CloseSessionResponse>(
      known,
      [&](store::Transaction& transaction, const State& now) -> Result<CloseSessionResponse> {
        const OpenSession* session = now.sessions.find("", ref.session_id.text());
        if (session == nullptr) return CloseSessionResponse{.ok = true};
        WRIT_CHECK(close_session(transaction, *session, close_reason::asked, call.now));
        return CloseSessionResponse{.ok = true, .closed_now = true};
      });
}

}  // namespace

const Operation session_close = define<close>({.name = "session.close",
                                               .doc = "Ends a session.",
                                               .capability = Capability::decide,
                                               .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::CloseSessionResponse);
