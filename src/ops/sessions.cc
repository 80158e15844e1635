#include "ops/sessions.h"

#include <fmt/format.h>

#include "canon/record_define.h"
#include "ops/broken_store.h"
#include "ops/document_row.h"

namespace writ::ops {

Result<session::Session> find_session(store::Snapshot& snapshot, const Caller& caller,
                                      const session::SessionId& id) {
  WRIT_TRY(const auto row, snapshot.find_document_by_id(session_kind, id.text()));
  if (!row || !authorize_tenant(caller, row->tenant)) return unknown_session(id);
  return stored_record<session::Session>("a session", row->record.value_or(""));
}

Problem unknown_session(const session::SessionId& id) {
  return {fault::unknown_session,
          fmt::format("there is no session `{}`: `session.create` makes one", id.text())};
}

Result<void> require_own(const Caller& caller, std::string_view principal) {
  if (!caller.identity || caller.speaks_for_tenant || principal == caller.principal) return {};
  return Problem{fault::foreign_principal,
                 fmt::format("the credential of `{}` speaks for nobody else, and the session is of "
                             "`{}`: make a credential that speaks for the tenant",
                             caller.principal, principal)};
}

store::DocumentRow row_of(const session::Session& session, Instant now) {
  return document_row(session_kind, session.tenant_id.text(), session.session_id.text(), &session,
                      now);
}

Result<void> close_session(store::Transaction& transaction, const OpenSession& session,
                           std::string_view reason, Instant now) {
  session::Session closed = session.record;
  closed.closed_at = canon::Timestamp(now);
  closed.close_reason = reason;
  WRIT_CHECK(transaction.put_document(row_of(closed, now)));
  if (session.ledger == nullptr || session.ledger->is_settled()) return {};
  return session.ledger->settle(transaction, closed, now);
}

Result<std::string_view> bind_request(const Directory<Principal>& directory,
                                      const OpenSession& session, session::Request& request) {
  const session::Session& record = session.record;
  const auto bind = [&](const CountedPrincipal* other) {
    return session.binding.bind(record, other, request);
  };
  const Principal* known = directory.find(record.tenant_id.text(), record.principal_id());
  if (record.asserted_roles == session::AssertedRoles::ignore) {
    return bind(known != nullptr ? &known->ctx : nullptr);
  }
  const std::optional<canon::Json> told = told_principal(request);
  if (known == nullptr && !told) return bind(nullptr);
  CountedPrincipal counted = session.binding.principal();
  if (known != nullptr) {
    WRIT_TRY(counted, filled(counted.source, known->ctx.source));
  }
  if (told) {
    WRIT_TRY(counted, filled(*told, counted.source));
  }
  return bind(&counted);
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::SessionRef);
