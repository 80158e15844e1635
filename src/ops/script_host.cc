#include "ops/script_host.h"

#include <fmt/format.h>

#include "canon/canonical.h"
#include "canon/digest.h"
#include "ops/script_ruling.h"
#include "ops/table.h"

namespace writ::ops {
namespace {

// The one argument of a call: a request. None is an empty one.
Result<canon::Json> request_of(const script::HostCall& call) {
  const auto arguments = call.arguments.items();
  if (arguments.size() > 1) {
    return Problem{fault::eval_bad_call, fmt::format("`{}` takes one request, not {} of them",
                                                     call.name, arguments.size())};
  }
  return canon::Json::parse(arguments.empty() ? "{}" : canon::canonical(arguments.front()));
}

}  // namespace

ScriptHost::ScriptHost(Engine& engine, const Call& call, const session::Session& session)
    : engine_(engine), call_(call), session_(session), reach_(engine, session),
      caller_(call.caller) {
  caller_.tenant = session.tenant_id.text();
}

Instant ScriptHost::now() const {
  const auto passed = std::chrono::steady_clock::now() - start_;
  return {call_.now.microseconds +
          std::chrono::duration_cast<std::chrono::microseconds>(passed).count()};
}

Result<canon::Json> ScriptHost::answer(const script::HostCall& call) {
  WRIT_TRY(const canon::Json asked, request_of(call));
  WRIT_TRY(const Operation* operation, find_operation(call.name));
  WRIT_CHECK(check(*operation));
  WRIT_TRY(const canon::Json body, reach_.in_session(operation->request(), asked));
  WRIT_CHECK(reach_.check(operation->request(), body, "the request"));
  WRIT_CHECK(rule(*operation, body));
  return carry_out(*operation, body);
}

Result<canon::Json> ScriptHost::run(const Operation& operation, const canon::Json& body) {
  WRIT_CHECK(reach_.check(operation.request(), body, "the request"));
  return carry_out(operation, body);
}

Result<canon::Json> ScriptHost::carry_out(const Operation& operation, const canon::Json& body) {
  WRIT_TRY(const Answer answer, perform(operation, &engine_, {caller_, now()}, body));
  WRIT_TRY(canon::Json json, canon::Json::parse(answer.json));
  WRIT_CHECK(reach_.check(operation.response(), json, "the answer"));
  return json;
}

Result<void> ScriptHost::check(const Operation& operation) const {
  if (&operation == &eval) {
    return Problem{fault::eval_nested, "a script cannot run another: call what it would call"};
  }
  if (&operation == &session_create) {
    return Problem{fault::eval_foreign_session,
                   "a script speaks in its own session alone, and opens no other"};
  }
  if (operation.traits.host_only) {
    return Problem{fault::eval_host_only,
                   fmt::format("`{}` is for people at the host, and refused to scripts",
                               operation.traits.name)};
  }
  return authorize(operation, caller_);
}

Result<void> ScriptHost::rule(const Operation& operation, const canon::Json& body) {
  const std::string hash = canon::sha256_hex(canon::canonical(body.value()));
  WRIT_TRY(const ScriptRuling ruling,
           rule_script(engine_, {caller_, now()}, session_.session_id,
                       {.op = "ffi.call",
                        .resource = std::string(operation.traits.name),
                        .summary = fmt::format(R"({{"requestHash":"{}"}})", hash)}));
  if (ruling.refusal) return *ruling.refusal;
  if (!ruling.wants_verified_report || &operation == &report_publish) return {};
  return Problem{fault::eval_obligation,
                 "the session's policy demands `require-verified-report`, which only "
                 "`report.publish` sees to"};
}

}  // namespace writ::ops
