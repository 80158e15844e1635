#include "ops/approval_act.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "canon/record_define.h"

namespace writ::ops {
namespace {

ApprovalResponse refuse(const ApprovalRecord& approval, std::string_view code, std::string pointer,
                        std::string message) {
  auto response = refuse_with<ApprovalResponse>({.reason = std::string(code),
                                                 .pointer = std::move(pointer),
                                                 .message = std::move(message),
                                                 .faults = {}});
  response.approval = approval;
  return response;
}

std::string describe_terms(const ApprovalRecord& approval) {
  std::string text;
  for (const policy::ApprovalPolicy& terms : approval.terms) {
    text += fmt::format("{}one of the roles {}", text.empty() ? "" : ", and ",
                        fmt::join(terms.allowed_roles, ", "));
    if (!terms.min_assurance) continue;
    text += fmt::format(
        " at {} or better",
        wire_names(*terms.min_assurance)[static_cast<std::size_t>(*terms.min_assurance)]);
  }
  return text;
}

ApprovalResponse refuse_approver(const ApprovalRecord& approval, const policy::Approver& approver,
                                 std::string_view code) {
  if (code == approval_refusal::self_approval) {
    return refuse(approval, code, "/approver",
                  fmt::format("`{}` asked for this, by the credential of `{}`: neither approves "
                              "it, let somebody else decide",
                              approval.asker, approval.requested_by));
  }
  return refuse(approval, code, "/approver",
                fmt::format("`{}` may not decide about this: it takes {}", approver.id,
                            describe_terms(approval)));
}

}  // namespace

ApprovalResponse refuse_state(const ApprovalRecord& approval, policy::ApprovalState state) {
  ApprovalResponse response =
      refuse(approval, name_of(state), "/approvalId",
             fmt::format("the approval is {}: ask again for a new one", name_of(state)));
  response.approval->state = state;
  return response;
}

Result<const ApprovalRecord*> find_approval(const State& state, const policy::TenantId& tenant,
                                            const policy::ApprovalId& id) {
  const ApprovalRecord* approval = state.approvals.find(tenant.text(), id.text());
  if (approval == nullptr) return unknown(tenant, id);
  return approval;
}

Result<ApprovalAct> consider_act(const State& state, const Call& call,
                                 const policy::TenantId& tenant, const policy::ApprovalId& id,
                                 const std::optional<PrincipalId>& named) {
  ApprovalAct act;
  WRIT_TRY(act.approval, find_approval(state, tenant, id));
  WRIT_TRY(act.approver, approver_of(state, tenant.text(), call.caller, named));
  const policy::ApprovalState now = state_at(*act.approval, call.now);
  if (now != policy::ApprovalState::pending) {
    act.refusal = refuse_state(*act.approval, now);
  } else if (const auto why =
                 why_not_approver(*act.approval, act.approver, call.caller.principal)) {
    act.refusal = refuse_approver(*act.approval, act.approver, *why);
  }
  return act;
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ApprovalResponse);
