// approval.withdraw: what was asked for or granted, and not used yet, is void. Taking back is safe,
// so that it takes the capability and no role.
#include "canon/record_define.h"
#include "ops/approval_act.h"
#include "ops/table.h"

namespace writ::ops {

struct WithdrawApprovalRequest {
  policy::TenantId tenant_id;
  policy::ApprovalId approval_id;
  std::optional<ApprovalReason> reason;

  static constexpr auto record(auto&& f) {
    using R = WithdrawApprovalRequest;
    using canon::field;
    return f("WithdrawApprovalRequest", "What is taken back, and why.",
             field<&R::tenant_id>("tenantId", "In which tenant."),
             field<&R::approval_id>("approvalId", "Which approval."),
             field<&R::reason>("reason", "Why, for people."));
  }
};

std::optional<std::string_view> tenant_of(const WithdrawApprovalRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<ApprovalResponse> withdraw(Engine& engine, const Call& call,
                                  const WithdrawApprovalRequest& request) {
  return engine.change<ApprovalResponse>(
      call, [&](store::Transaction& transaction, const State& state) -> Result<ApprovalResponse> {
        WRIT_TRY(const ApprovalRecord* found,
                 find_approval(state, request.tenant_id, request.approval_id));
        const policy::ApprovalState before = state_at(*found, call.now);
        const bool was_granted = before == policy::ApprovalState::granted;
        if (!was_granted && before != policy::ApprovalState::pending) {
          return refuse_state(*found, before);
        }
        ApprovalRecord approval = *found;
        end(approval, policy::ApprovalState::withdrawn, call.caller.principal, request.reason,
            call.now);
        WRIT_TRY(std::ignore, transaction.put_document(row_of(approval, call.now)));
        if (was_granted) {  // something that was allowed is allowed no more
          WRIT_TRY(std::ignore, transaction.bump_state_generation(approval.tenant_id.text(),
                                                                  approval.name.text()));
        }
        return ApprovalResponse::of(std::move(approval));
      });
}

}  // namespace

const Operation approval_withdraw =
    define<withdraw>({.name = "approval.withdraw",
                      .doc = "Takes back an approval that was not used yet.",
                      .capability = Capability::approve,
                      .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::WithdrawApprovalRequest);
