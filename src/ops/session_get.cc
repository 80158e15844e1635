// session.get: a session, what decides in it now, and what it has used.
#include "canon/record_define.h"
#include "ops/broken_store.h"
#include "ops/decide.h"
#include "ops/sessions.h"
#include "ops/table.h"

namespace writ::ops {

struct GetSessionResponse {
  session::Session session;
  bool open = false;
  std::optional<std::string> policy_hash;
  std::optional<std::string> refusal;
  std::optional<session::Used> used;

  static constexpr auto record(auto&& f) {
    using R = GetSessionResponse;
    using canon::field;
    return f(
        "GetSessionResponse", "A session as it stands.",
        field<&R::session>("session", "What it is bound to."),
        field<&R::open>("open", "Whether anything can be decided in it."),
        field<&R::policy_hash>("policyHash", "The bundle that decides in it now; absent for none."),
        field<&R::refusal>("refusal", "Why that bundle refuses everything, where it does."),
        field<&R::used>("used", "What it has used, where it has a budget."));
  }
};

namespace {

Result<std::optional<session::Used>> used_by(store::Snapshot& snapshot,
                                             const session::Session& session) {
  if (!session.budget) return std::optional<session::Used>();
  WRIT_TRY(const auto row, snapshot.find_document_by_id(used_kind, session.session_id.text()));
  if (!row) return std::optional(session::Used());
  WRIT_TRY(const session::Used used,
           stored_record<session::Used>("what a session used", row->record.value_or("")));
  return std::optional(used);
}

Result<GetSessionResponse> get(Engine& engine, const Call& call, const SessionRef& ref) {
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const auto snapshot, engine.store().read());
  GetSessionResponse response;
  WRIT_TRY(response.session, find_session(*snapshot, call.caller, ref.session_id));
  const OpenSession* open = state->sessions.find("", ref.session_id.text());
  if (open == nullptr) {
    WRIT_TRY(response.used, used_by(*snapshot, response.session));
    return response;
  }
  response.open = true;
  if (open->ledger != nullptr) response.used = open->ledger->used();
  WRIT_TRY(const Deciding deciding, deciding_policy(engine, *state, *open, call.now));
  if (!deciding.policy_hash.empty()) response.policy_hash = deciding.policy_hash;
  if (!deciding.refusal.empty()) response.refusal = deciding.refusal;
  return response;
}

}  // namespace

const Operation session_get = define<get>({.name = "session.get",
                                           .doc = "Tells how a session stands.",
                                           .capability = Capability::read,
                                           .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::GetSessionResponse);
