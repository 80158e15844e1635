// eval: runs a session's script in a process of its own, and answers its value.
//
// The script is decided like any action of the session, run within what is left of the session's
// budget, and everything that it calls is decided again. A script that has no value is an answer
// with its reason; what it did before counts, and is in the journal.
#include <fmt/format.h>

#include "canon/canonical.h"
#include "canon/digest.h"
#include "canon/record_define.h"
#include "ops/record_of.h"
#include "ops/script_gate.h"
#include "ops/script_host.h"
#include "ops/script_ruling.h"
#include "ops/sessions.h"
#include "ops/table.h"
#include "script/evaluation.h"

namespace writ::ops {

struct EvalRequest {
  policy::TenantId tenant_id;
  session::SessionId session_id;
  std::string script;
  std::optional<canon::Json> inputs;
  std::optional<policy::ApprovalId> approval_id;

  static constexpr auto record(auto&& f) {
    using R = EvalRequest;
    using canon::field;
    return f("EvalRequest", "A script, and what it is to work on.",
             field<&R::tenant_id>("tenantId", "Whose session."),
             field<&R::session_id>("sessionId", "In which it is run."),
             field<&R::script>("script", "Its text, in Scheme."),
             field<&R::inputs>("inputs", "What `(inputs)` is in it; absent is null."),
             field<&R::approval_id>("approvalId", "An approval that was granted for it."));
  }
};

std::optional<std::string_view> tenant_of(const EvalRequest& request) {
  return request.tenant_id.text();
}

struct EvalResponse {
  bool ok = false;
  std::optional<canon::Json> result;
  std::optional<std::string> reason;
  std::optional<std::string> message;
  std::optional<std::string> code;
  std::optional<std::vector<evidence::Need>> needs;
  std::optional<std::string> output;
  session::Amount calls;
  session::Amount took_us;

  static constexpr auto record(auto&& f) {
    using R = EvalResponse;
    using canon::field;
    return f("EvalResponse", "The value of a script, or why it has none.",
             field<&R::ok>("ok", "Whether it has one that may be shown."),
             field<&R::result>("result",
                               "The value; a report under signature where the policy "
                               "wants one."),
             field<&R::reason>("reason", "Why there is none, as a code."),
             field<&R::message>("message", "Why, for people."),
             field<&R::code>("code", "Of the condition that ended it."),
             field<&R::needs>("needs", "What a report that it made still needs."),
             field<&R::output>("output", "What it printed."),
             field<&R::calls>("calls", "How often it called operations."),
             field<&R::took_us>("tookUs", "For how long it ran, without its calls."));
  }
};

namespace {

constexpr std::size_t max_script = std::size_t{256} << 10;

EvalResponse refused(std::string_view reason, std::string message) {
  return {.reason = std::string(reason), .message = std::move(message)};
}

// What is left of a part of a budget; nothing where it is not limited.
std::optional<std::int64_t> left(const std::optional<session::Amount>& limit, std::int64_t used) {
  if (!limit) return std::nullopt;
  return std::max<std::int64_t>(limit->value - used, 1);
}

// One script in its session.
class Evaluating {
 public:
  Evaluating(Engine& engine, const Call& call, const EvalRequest& request,
             const session::Session& session)
      : engine_(engine), call_(call), request_(request), session_(session),
        host_(engine, call, session) {}

  Result<EvalResponse> run() {
    WRIT_TRY(EvalResponse response, decide_and_run());
    Note note{.outcome = response.ok ? "done" : "refused", .reason = response.reason};
    if (!ruling_.policy_hash.empty()) note.policy_hash = ruling_.policy_hash;
    journal::Entry entry = entry_of(call_, note);
    entry.session = session_.session_id.text();
    entry.response_hash = canon::sha256_hex(canon::encode(response));
    WRIT_CHECK(engine_.record(call_, entry, body_to_keep(call_)));
    return response;
  }

 private:
  Result<EvalResponse> decide_and_run() {
    if (request_.script.size() > max_script) {
      return refused("eval.too_large", fmt::format("a script has at most {} bytes", max_script));
    }
    WRIT_TRY(ruling_, rule_script(engine_, call_, session_.session_id, action()));
    if (ruling_.refusal) return refused(ruling_.refusal->code.name, ruling_.refusal->message);
    WRIT_TRY(const auto state, engine_.state());
    // Where the session has been closed since, there is nothing that could be charged.
    const OpenSession* open = state->sessions.find("", session_.session_id.text());
    if (open == nullptr) return refused(fault::eval_denied.name, "the session is closed");
    return run_in(*open);
  }

  ScriptAction action() const {
    const std::string hash = canon::sha256_hex(request_.script);
    return {
        .op = "eval",
        .resource = "scripts/" + hash,
        .summary = fmt::format(R"({{"scriptHash":"{}","size":{}}})", hash, request_.script.size()),
        .approval = request_.approval_id};
  }

  Result<EvalResponse> run_in(const OpenSession& open) {
    const script::Limits limits = limits_in(open);
    WRIT_TRY(const std::string_view spent, charge(open));
    if (!spent.empty()) return refused(fault::eval_denied.name, std::string(spent));
    WRIT_TRY(const Evaluations::Turn turn, engine_.evaluations().take_turn());
    WRIT_TRY(script::Worker worker, engine_.evaluations().raise(script::cpu_seconds(limits)));
    WRIT_TRY(const canon::Json context, context_of());
    WRIT_TRY(script::Outcome outcome,
             script::evaluate(std::move(worker), {request_.script, context}, limits,
                              [this](const script::HostCall& call) { return host_.answer(call); }));
    if (open.ledger != nullptr) {
      WRIT_CHECK(open.ledger->spend_time(place(open), {outcome.took.count()}));
    }
    return as_answer(std::move(outcome));
  }

  Ledger::Place place(const OpenSession& open) const {
    return {engine_.store(), open.record, call_.now};
  }

  static script::Limits limits_in(const OpenSession& open) {
    script::Limits limits;
    if (open.ledger == nullptr) return limits;
    const session::Budget& budget = *open.record.budget;
    const session::Used used = open.ledger->used();
    if (const auto ms = left(budget.max_eval_ms, used.eval_us.value / 1000)) {
      limits.time = std::min(limits.time, std::chrono::milliseconds(*ms));
    }
    if (const auto bytes = left(budget.max_eval_bytes, used.eval_bytes.value)) {
      limits.allocation = std::min(limits.allocation, static_cast<std::uint64_t>(*bytes));
    }
    return limits;
  }

  // Uses up the bytes of the request.
  Result<std::string_view> charge(const OpenSession& open) const {
    if (open.ledger == nullptr) return std::string_view();
    const std::size_t size = canon::canonical(call_.body->value()).size();
    return open.ledger->charge(place(open), {.eval_bytes = {static_cast<std::int64_t>(size)}});
  }

  Result<canon::Json> context_of() const {
    std::string text = R"({"inputs":)";
    text += request_.inputs ? canon::canonical(request_.inputs->value()) : "null";
    const auto add = [&text](std::string_view name, std::string_view value) {
      text += fmt::format(",\"{}\":", name);
      canon::append_text(text, value);
    };
    add("now", call_.now.text());
    add("policyHash", ruling_.policy_hash);
    add("sessionId", session_.session_id.text());
    add("tenantId", session_.tenant_id.text());
    return canon::Json::parse(text + "}");
  }

  // What was printed is shown as little as a value where only a verified report may be.
  Result<EvalResponse> as_answer(script::Outcome outcome) {
    EvalResponse response;
    if (outcome.value) {
      WRIT_CHECK(show(*outcome.value, response));
    } else {
      response = refused(outcome.reason, std::move(outcome.message));
      response.code = std::move(outcome.code);
    }
    response.calls = {static_cast<std::int64_t>(outcome.calls)};
    response.took_us = {outcome.took.count()};
    if (!outcome.output.empty() && !ruling_.wants_verified_report) {
      response.output = std::move(outcome.output);
    }
    return response;
  }

  Result<void> show(const canon::Json& value, EvalResponse& response) {
    Shown shown{.value = value};
    if (ruling_.wants_verified_report) {
      WRIT_TRY(shown, pass_gate(engine_, host_, value));
    }
    if (shown.value) {
      response.ok = true;
      response.result = *std::move(shown.value);
      return {};
    }
    response = refused(reason::unverified_report, std::move(shown.message));
    if (!shown.needs.empty()) response.needs = std::move(shown.needs);
    return {};
  }

  Engine& engine_;
  const Call& call_;
  const EvalRequest& request_;
  const session::Session& session_;
  ScriptHost host_;
  ScriptRuling ruling_;
};

Result<EvalResponse> evaluate(Engine& engine, const Call& call, const EvalRequest& request) {
  WRIT_TRY(const auto snapshot, engine.store().read());
  WRIT_TRY(const session::Session session,
           find_session(*snapshot, call.caller, request.session_id));
  if (session.tenant_id != request.tenant_id) return unknown_session(request.session_id);
  WRIT_CHECK(require_own(call.caller, session.principal_id()));
  return Evaluating(engine, call, request, session).run();
}

}  // namespace

const Operation eval = define<evaluate>(
    {.name = "eval",
     .doc = "Runs a session's script, in Scheme, within the session's policy and budget.",
     .capability = Capability::decide,
     .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::EvalRequest);
DEFINE_RECORD(writ::ops::EvalResponse);
