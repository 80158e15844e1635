#include "ops/script_ruling.h"

#include <fmt/format.h>

#include "canon/canonical.h"
#include "ops/table.h"

namespace writ::ops {
namespace {

std::string text_of(std::string_view text) {
  std::string json;
  canon::append_text(json, text);
  return json;
}

std::string decide_body(const session::SessionId& session, const ScriptAction& action) {
  return fmt::format(R"({{"sessionId":{},"request":{{"op":{},"resource":{},"argsSummary":{}}}{}}})",
                     text_of(session.text()), text_of(action.op), text_of(action.resource),
                     action.summary,
                     action.approval ? ",\"approvalId\":" + text_of(action.approval->text()) : "");
}

// What is left of an obligation: nothing, or why it keeps the action from being done.
struct Unmet {
  const policy::PDPDecision& decision;

  std::optional<Problem> operator()(const policy::LogLevel&) const { return std::nullopt; }
  std::optional<Problem> operator()(const policy::RequireVerifiedReport&) const {
    return std::nullopt;  // whoever asked sees to it
  }
  std::optional<Problem> operator()(const policy::RequireApproval&) const {
    const auto& note = decision.approval;
    return Problem{fault::eval_approval,
                   note && note->approval_id
                       ? fmt::format("the session's policy wants the approval `{}` first",
                                     note->approval_id->text())
                       : "the session's policy wants an approval, and none can be asked for"};
  }
  template <class Other>
  std::optional<Problem> operator()(const Other& other) const {
    return Problem{fault::eval_obligation,
                   fmt::format("the session's policy demands `{}`, which nothing sees to here",
                               other.kind.text())};
  }
};

ScriptRuling ruling_of(const ScriptAction& action, const policy::PDPDecision& decision) {
  ScriptRuling ruling{.policy_hash = decision.policy_hash};
  if (!decision.allow) {
    ruling.refusal =
        Problem{fault::eval_denied,
                fmt::format("the session's policy does not allow `{}` on `{}`: {}", action.op,
                            action.resource, decision.reason.value_or("no rule gives a reason"))};
    return ruling;
  }
  for (const policy::Obligation& obligation : decision.obligations) {
    const auto& held = static_cast<const policy::Obligation::variant&>(obligation);
    if (std::holds_alternative<policy::RequireVerifiedReport>(held)) {
      ruling.wants_verified_report = true;
    }
    if (!ruling.refusal) ruling.refusal = std::visit(Unmet{decision}, held);
  }
  return ruling;
}

}  // namespace

Result<ScriptRuling> rule_script(Engine& engine, const Call& call,
                                 const session::SessionId& session, const ScriptAction& action) {
  WRIT_TRY(const canon::Json body, canon::Json::parse(decide_body(session, action)));
  WRIT_TRY(const Answer answer, perform(session_decide, &engine, {call.caller, call.now}, body));
  WRIT_TRY(const canon::Json json, canon::Json::parse(answer.json));
  WRIT_TRY(const policy::PDPDecision decision, canon::decode<policy::PDPDecision>(json));
  return ruling_of(action, decision);
}

}  // namespace writ::ops
