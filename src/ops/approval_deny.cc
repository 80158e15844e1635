// approval.deny: somebody who may says no.
#include "canon/record_define.h"
#include "ops/approval_act.h"
#include "ops/table.h"

namespace writ::ops {

struct DenyApprovalRequest {
  policy::TenantId tenant_id;
  policy::ApprovalId approval_id;
  std::optional<PrincipalId> approver;
  std::optional<ApprovalReason> reason;

  static constexpr auto record(auto&& f) {
    using R = DenyApprovalRequest;
    using canon::field;
    return f("DenyApprovalRequest", "What is not approved, by whom and why.",
             field<&R::tenant_id>("tenantId", "In which tenant."),
             field<&R::approval_id>("approvalId", "Which approval."),
             field<&R::approver>("approver", approver_doc),
             field<&R::reason>("reason", "Why, for people."));
  }
};

std::optional<std::string_view> tenant_of(const DenyApprovalRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<ApprovalResponse> deny(Engine& engine, const Call& call,
                              const DenyApprovalRequest& request) {
  return engine.change<ApprovalResponse>(
      call, [&](store::Transaction& transaction, const State& state) -> Result<ApprovalResponse> {
        WRIT_TRY(ApprovalAct act, consider_act(state, call, request.tenant_id, request.approval_id,
                                               request.approver));
        if (act.refusal) return *std::move(act.refusal);
        ApprovalRecord approval = *act.approval;
        end(approval, policy::ApprovalState::denied, act.approver.id, request.reason, call.now);
        approval.expires_at = canon::Timestamp(policy::end_of(approval.terms, call.now));
        WRIT_TRY(std::ignore, transaction.put_document(row_of(approval, call.now)));
        return ApprovalResponse::of(std::move(approval));
      });
}

}  // namespace

const Operation approval_deny =
    define<deny>({.name = "approval.deny",
                  .doc = "Denies an approval; for its time the same is not asked for again.",
                  .capability = Capability::approve,
                  .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::DenyApprovalRequest);
