// session.decide: may this be done, in a session.
#include <chrono>

#include "canon/record_define.h"
#include "ops/approval.h"
#include "ops/decide.h"
#include "ops/sessions.h"
#include "ops/table.h"

namespace writ::ops {

struct SessionDecideRequest {
  session::SessionId session_id;
  Question request;
  std::optional<session::Amount> tokens;
  std::optional<policy::ApprovalId> approval_id;

  static constexpr auto record(auto&& f) {
    using R = SessionDecideRequest;
    using canon::field;
    return f("SessionDecideRequest", "A question in a session.",
             field<&R::session_id>("sessionId", "Which session."),
             field<&R::request>("request", "The question; what the session fixes may be left out."),
             field<&R::tokens>("tokens",
                               "How many tokens of a model would be used; a session with a budget "
                               "of them wants this for every `llm.` op."),
             field<&R::approval_id>("approvalId", "An approval that was granted for it."));
  }
};

std::optional<std::string_view> tenant_of(const SessionDecideRequest&) { return std::nullopt; }

namespace {

using Clock = std::chrono::steady_clock;

// One question in one session.
class Turn {
 public:
  Turn(Engine& engine, const Call& call, const OpenSession& session, SessionDecideRequest request)
      : engine_(engine), call_(call), session_(session), request_(std::move(request)) {}

  Result<policy::PDPDecision> take(const State& state) {
    WRIT_TRY(Deciding deciding, deciding_policy(engine_, state, session_, call_.now));
    Question& question = request_.request;
    WRIT_TRY(const std::string_view refusal, bind_request(state.principals, session_, question));
    Asked asked = Asked::of(question, session_.record.policy_name.text());
    asked.session = session_.record.session_id.text();
    if (deciding.refusal.empty()) deciding.refusal = refusal;
    if (deciding.refusal.empty()) {
      WRIT_TRY(deciding.refusal, charge(asked));
    }
    if (!deciding.refusal.empty()) deciding.policy = nullptr;
    WRIT_TRY(Decided decided, timed_answer(deciding, question));
    if (session_.ledger != nullptr && !decided.decision.allow && deciding.policy != nullptr) {
      session_.ledger->release_tokens(tokens());  // nothing was used
    }
    WRIT_CHECK(settle_decision(engine_, call_, state, asked, request_.approval_id, decided));
    return std::move(decided.decision);
  }

 private:
  Ledger::Place place() const { return {engine_.store(), session_.record, call_.now}; }
  session::Amount tokens() const { return request_.tokens.value_or(session::Amount{0}); }

  Result<std::string_view> charge(const Asked& asked) const {
    if (session_.ledger == nullptr) return std::string_view();
    const bool needs_tokens =
        session_.record.budget->max_tokens && asked.request->op.starts_with("llm.");
    if (needs_tokens && !request_.tokens) return session::reason::tokens_unstated;
    return session_.ledger->charge(place(),
                                   {.decisions = {1},
                                    .eval_bytes = {static_cast<std::int64_t>(asked.body.size())},
                                    .tokens = tokens()});
  }

  Result<Decided> timed_answer(const Deciding& deciding, const Question& question) const {
    if (session_.ledger == nullptr || deciding.policy == nullptr) {
      return answer(deciding, question);
    }
    const auto start = Clock::now();
    Decided decided = answer(deciding, question);
    const auto took =
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count();
    WRIT_CHECK(session_.ledger->spend_time(place(), {std::max<std::int64_t>(took, 1)}));
    return decided;
  }

  Engine& engine_;
  const Call& call_;
  const OpenSession& session_;
  SessionDecideRequest request_;  // its question is bound to the session
};

// A session that is closed refuses for ever; one that never was is a problem.
Result<policy::PDPDecision> refuse_closed(Engine& engine, Call call,
                                          const SessionDecideRequest& request) {
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const session::Session closed, find_session(*snapshot, call.caller, request.session_id));
  WRIT_CHECK(require_own(call.caller, closed.principal_id()));
  call.tenant = closed.tenant_id.text();
  Asked asked = Asked::of(request.request, closed.policy_name.text());
  asked.session = closed.session_id.text();
  const Deciding deciding{.policy_hash = closed.policy_hash.text(),
                          .refusal = closed.close_reason == close_reason::policy_withdrawn
                                         ? session::reason::policy_withdrawn
                                         : session::reason::closed};
  Decided decided = answer(deciding, request.request);
  WRIT_CHECK(record_decision(engine, call, asked, decided));
  return std::move(decided.decision);
}

Result<policy::PDPDecision> decide(Engine& engine, const Call& call,
                                   SessionDecideRequest&& request) {
  const Instant until = engine.honoured_until(call.now);
  WRIT_TRY(auto state, engine.state());
  const OpenSession* session = state->sessions.find("", request.session_id.text());
  if (session == nullptr) {
    WRIT_CHECK(engine.catch_up());  // another node may have opened it just now
    WRIT_TRY(state, engine.state());
    session = state->sessions.find("", request.session_id.text());
  }
  if (session == nullptr) return refuse_closed(engine, call, request);
  const session::Session& record = session->record;
  if (!authorize_tenant(call.caller, record.tenant_id.text())) {
    return unknown_session(request.session_id);
  }
  WRIT_CHECK(require_own(call.caller, record.principal_id()));
  Call known = call;
  known.tenant = record.tenant_id.text();
  WRIT_TRY(policy::PDPDecision decision,
           Turn(engine, known, *session, std::move(request)).take(*state));
  date(engine, *state, *known.tenant, record.policy_name.text(), until, decision);
  return decision;
}

}  // namespace

const Operation session_decide =
    define<decide>({.name = "session.decide",
                    .doc = "Decides a request in a session, under the bundle it is bound to.",
                    .capability = Capability::decide});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::SessionDecideRequest);
