#include "ops/governing.h"

#include "canon/digest.h"
#include "ops/freshness.h"
#include "ops/policy_ref.h"

namespace writ::ops {

void GovernedBy::check(const canon::Path& path, canon::Faults& faults) const {
  if (tenant_id.has_value() == session_id.has_value()) {
    faults.add(canon::record::wrong_value, path, "must name a `tenant_id` or a `session_id`");
  }
  if (session_id && name) {
    faults.add(canon::record::wrong_value, canon::Path(path, "name"),
               "is the session's own: leave it out");
  }
}

std::optional<std::string_view> GovernedBy::tenant() const {
  if (!tenant_id) return std::nullopt;
  return tenant_id->text();
}

namespace {

Result<const OpenSession*> session_of(const State& state, const Call& call,
                                      const session::SessionId& id) {
  const OpenSession* session = state.sessions.find("", id.text());
  if (session == nullptr || !authorize_tenant(call.caller, session->record.tenant_id.text())) {
    return unknown_session(id);
  }
  WRIT_CHECK(require_own(call.caller, session->record.principal_id()));
  return session;
}

}  // namespace

Result<Governing> governing(Engine& engine, const State& state, const Call& call,
                            const GovernedBy& by) {
  const OpenSession* session = nullptr;
  std::string_view tenant, name;
  Deciding deciding;
  if (by.session_id) {
    WRIT_TRY(session, session_of(state, call, *by.session_id));
    tenant = session->record.tenant_id.text();
    name = session->record.policy_name.text();
    WRIT_TRY(deciding, deciding_policy(engine, state, *session, call.now));
  } else {
    tenant = by.tenant_id->text();
    name = name_or_default(by.name);
    WRIT_TRY(deciding, deciding_policy(engine, state, tenant, name, call.now));
  }
  return Governing{.tenant = std::string(tenant),
                   .name = name,
                   .session = session,
                   .deciding = deciding,
                   .active = active_freshness_key(state, tenant, name, deciding.policy)};
}

journal::Entry entry_of(const Call& call, const Governing& by, std::string_view body,
                        std::string_view answer) {
  journal::Entry entry = entry_of(call);
  entry.tenant = by.tenant;
  if (by.name != default_name) entry.name = std::string(by.name);
  if (by.session != nullptr) entry.session = by.session->record.session_id.text();
  entry.request_hash = canon::sha256_hex(body);
  entry.response_hash = canon::sha256_hex(answer);
  return entry;
}

Result<void> record_ruling(Engine& engine, const Call& call, const Governing& by,
                           std::string_view answer, const std::optional<std::string>& reason) {
  const std::string body = body_to_keep(call);
  journal::Entry entry = entry_of(call, by, body, answer);
  entry.outcome = reason ? "deny" : "allow";
  entry.reason = reason;
  return engine.record(call, entry, body);
}

}  // namespace writ::ops
