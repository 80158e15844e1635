#include "ops/script_host.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "canon/digest.h"
#include "ops/script_ruling.h"
#include "ops/table.h"

namespace writ::ops {
namespace {

using Kind = canon::Value::Kind;

// The one argument of a call: a request. None is an empty one.
Result<canon::Json> request_of(const script::HostCall& call) {
  const auto arguments = call.arguments.items();
  if (arguments.size() > 1) {
    return Problem{fault::eval_bad_call, fmt::format("`{}` takes one request, not {} of them",
                                                     call.name, arguments.size())};
  }
  return canon::Json::parse(arguments.empty() ? "{}" : canon::canonical(arguments.front()));
}

bool names_another(const canon::Value& content, std::string_view session) {
  return std::ranges::any_of(std::array{"sessionId", "session_id"}, [&](std::string_view name) {
    const canon::Value* named = content.find(name);
    return named != nullptr && !(named->is(Kind::text) && named->text() == session);
  });
}

// The request itself, what it hands in to be signed, or one of its questions.
bool is_of_another(const canon::Value& request, std::string_view session) {
  const auto member_names_another = [&](std::string_view name) {
    const canon::Value* content = request.find(name);
    return content != nullptr && names_another(*content, session);
  };
  const canon::Value* questions = request.find("questions");
  const bool one_does = questions != nullptr && questions->is(Kind::array) &&
                        std::ranges::any_of(questions->items(), [&](const canon::Value& question) {
                          return names_another(question, session);
                        });
  return one_does || names_another(request, session) || member_names_another("report") ||
         member_names_another("case") || member_names_another("question");
}

}  // namespace

ScriptHost::ScriptHost(Engine& engine, const Call& call, const session::Session& session)
    : engine_(engine), call_(call), session_(session), caller_(call.caller) {
  caller_.tenant = session.tenant_id.text();
}

Instant ScriptHost::now() const {
  const auto passed = std::chrono::steady_clock::now() - start_;
  return {call_.now.microseconds +
          std::chrono::duration_cast<std::chrono::microseconds>(passed).count()};
}

Result<canon::Json> ScriptHost::answer(const script::HostCall& call) {
  WRIT_TRY(const canon::Json body, request_of(call));
  WRIT_TRY(const Operation* operation, find_operation(call.name));
  WRIT_CHECK(check(*operation, body.value()));
  WRIT_CHECK(rule(*operation, body));
  return run(*operation, body);
}

Result<canon::Json> ScriptHost::run(const Operation& operation, const canon::Json& body) {
  WRIT_TRY(const Answer answer, perform(operation, &engine_, {caller_, now()}, body));
  return canon::Json::parse(answer.json);
}

Result<void> ScriptHost::check(const Operation& operation, const canon::Value& body) const {
  if (&operation == &eval) {
    return Problem{fault::eval_nested, "a script cannot run another: call what it would call"};
  }
  if (operation.traits.host_only) {
    return Problem{fault::eval_host_only,
                   fmt::format("`{}` is for people at the host, and refused to scripts",
                               operation.traits.name)};
  }
  const std::string& session = session_.session_id.text();
  if (is_of_another(body, session)) {
    return Problem{fault::eval_foreign_session,
                   fmt::format("a script speaks in its own session alone: name `{}`", session)};
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
