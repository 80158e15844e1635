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

Result<Governing> governing_session(Engine& engine, const State& state, const Call& call,
                                    const session::SessionId& id) {
  const OpenSession* session = state.sessions.find("", id.text());
  if (session == nullptr || !authorize_tenant(call.caller, session->record.tenant_id.text())) {
    return unknown_session(id);
  }
  WRIT_CHECK(require_own(call.caller, session->record.principal_id()));
  Governing governing{.tenant = session->record.tenant_id.text(),
                      .name = session->record.policy_name.text(),
                      .session = session};
  WRIT_TRY(governing.deciding, deciding_policy(engine, state, *session, call.now));
  return governing;
}

}  // namespace

Result<Governing> governing(Engine& engine, const State& state, const Call& call,
                            const GovernedBy& by) {
  Governing governing;
  if (by.session_id) {
    WRIT_TRY(governing, governing_session(engine, state, call, *by.session_id));
  } else {
    governing.tenant = by.tenant_id->text();
    governing.name = name_or_default(by.name);
    WRIT_TRY(governing.deciding,
             deciding_policy(engine, state, governing.tenant, governing.name, call.now));
  }
  governing.active =
      active_freshness_key(state, governing.tenant, governing.name, governing.deciding.policy);
  return governing;
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
