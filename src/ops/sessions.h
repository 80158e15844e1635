// Sessions as operations handle them.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "ops/operation.h"
#include "ops/state.h"
#include "session/binding.h"
#include "store/store.h"

namespace writ::ops {

namespace fault {
inline constexpr Code unknown_session{"ops.unknown_session", Category::not_found};
inline constexpr Code not_believed{"ops.not_believed", Category::forbidden};
}  // namespace fault

// Why sessions are closed.
namespace close_reason {
inline constexpr std::string_view asked = "asked";
inline constexpr std::string_view policy_changed = "policy-changed";
inline constexpr std::string_view policy_withdrawn = "policy-withdrawn";
}  // namespace close_reason

// What the id of every session begins with.
inline constexpr std::string_view session_id_prefix = "ses_";

struct SessionRef {
  session::SessionId session_id;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("SessionRef", "A session.", field<&SessionRef::session_id>("sessionId", "Its id."));
  }
};
// Whose it is shows only when it is found: find_session() looks.
inline std::optional<std::string_view> tenant_of(const SessionRef&) { return std::nullopt; }

// A session, open or closed, that the caller may speak of. One of another tenant is as unknown as
// one that never was.
Result<session::Session> find_session(store::Snapshot& snapshot, const Caller& caller,
                                      const session::SessionId& id);

Problem unknown_session(const session::SessionId& id);

// Problem: fault::foreign_principal where the caller may speak for itself alone, and `principal` is
// somebody else.
Result<void> require_own(const Caller& caller, std::string_view principal);

// Makes a request one in its session: of whoever counts in it, with what it fixes. Answers why the
// session refuses it, as session::Binding::bind().
Result<std::string_view> bind_request(const Directory<Principal>& directory,
                                      const OpenSession& session, session::Request& request);

// The row of a session.
store::DocumentRow row_of(const session::Session& session, Instant now);

// Writes that an open session is closed, and what it used.
Result<void> close_session(store::Transaction& transaction, const OpenSession& session,
                           std::string_view reason, Instant now);

}  // namespace writ::ops
