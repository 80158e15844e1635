// approval.request: asks for the approval that a decision would owe, without the decision.
#include <fmt/format.h>

#include "canon/record_define.h"
#include "ops/approval.h"
#include "ops/approval_response.h"
#include "ops/decide.h"
#include "ops/table.h"

namespace writ::ops {

struct RequestApprovalRequest {
  policy::TenantId tenant_id;
  std::optional<policy::BundleName> name;
  Question request;

  static constexpr auto record(auto&& f) {
    using R = RequestApprovalRequest;
    using canon::field;
    return f("RequestApprovalRequest", "The question that is to be approved.",
             field<&R::tenant_id>("tenantId", "Whose policy."),
             field<&R::name>("name", "Which of them; absent is `default`."),
             field<&R::request>("request", "The question."));
  }
};

std::optional<std::string_view> tenant_of(const RequestApprovalRequest& request) {
  return request.tenant_id.text();
}

namespace {

ApprovalResponse refuse(std::string_view code, std::string message) {
  return refuse_with<ApprovalResponse>({.reason = std::string(code),
                                        .pointer = "/request",
                                        .message = std::move(message),
                                        .faults = {}});
}

// As the decision that owes it would be asked for one.
Result<ApprovalResponse> ask(store::Transaction& transaction, const State& state,
                             const ApprovalQuestion& question,
                             const policy::PDPDecision& decision) {
  if (!policy::owes_approval(decision)) {
    return refuse(approval_refusal::not_demanded,
                  fmt::format("the policy demands no approval here: it says {}",
                              decision.allow ? "allow" : "deny"));
  }
  const ApprovalStep step = next_step(state, question, decision);
  if (step.note.not_filed) {
    return refuse(*step.note.not_filed,
                  *step.note.not_filed == approval_refusal::too_many_pending
                      ? "too many approvals wait for somebody already: have some decided"
                      : "the request is too large to be shown to an approver: make it smaller");
  }
  if (step.kind == ApprovalStep::Kind::none) return ApprovalResponse::of(*step.approval);
  WRIT_TRY(ApprovalRecord filed, file_approval(transaction, state, question, decision));
  return ApprovalResponse::of(std::move(filed));
}

Result<ApprovalResponse> request_approval(Engine& engine, const Call& call,
                                          const RequestApprovalRequest& request) {
  const std::string_view name = name_or_default(request.name);
  const std::string& tenant = request.tenant_id.text();
  return engine.change<ApprovalResponse>(
      call, [&](store::Transaction& transaction, const State& state) -> Result<ApprovalResponse> {
        WRIT_TRY(const Deciding deciding, deciding_policy(engine, state, tenant, name, call.now));
        WRIT_TRY(const auto replaced, counted_request(state, tenant, call.caller, request.request));
        const Question& counted = replaced ? *replaced : request.request;
        const policy::PDPDecision decision = answer(deciding, counted).decision;
        const Asked asked = Asked::of(counted, name);
        return ask(transaction, state, ApprovalQuestion::of(call, asked, std::nullopt, decision),
                   decision);
      });
}

}  // namespace

const Operation approval_request =
    define<request_approval>({.name = "approval.request",
                              .doc = "Asks for the approval that a request needs; again for the "
                                     "same answers the same.",
                              .capability = Capability::decide,
                              .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RequestApprovalRequest);
