// approval.grant: somebody who may says yes, and signs it.
#include "canon/record_define.h"
#include "ops/approval_act.h"
#include "ops/signing_key.h"
#include "ops/table.h"
#include "policy/signing.h"

namespace writ::ops {

struct GrantApprovalRequest {
  policy::TenantId tenant_id;
  policy::ApprovalId approval_id;
  std::optional<PrincipalId> approver;

  static constexpr auto record(auto&& f) {
    using R = GrantApprovalRequest;
    using canon::field;
    return f("GrantApprovalRequest", "What is approved, and by whom.",
             field<&R::tenant_id>("tenantId", "In which tenant."),
             field<&R::approval_id>("approvalId", "Which approval."),
             field<&R::approver>("approver", approver_doc));
  }
};

std::optional<std::string_view> tenant_of(const GrantApprovalRequest& request) {
  return request.tenant_id.text();
}

namespace {

Result<policy::SignedApprovalGrant> sign(const keys::KeyProvider& keys, std::string_view key_id,
                                         const ApprovalRecord& approval,
                                         const policy::Approver& approver, const Call& call) {
  const Instant end = policy::end_of(approval.terms, call.now);
  policy::ApprovalGrant grant{.approval_id = approval.approval_id,
                              .tenant_id = approval.tenant_id,
                              .name = approval.name,
                              .policy_hash = approval.policy_hash,
                              .request_hash = approval.request_hash,
                              .asker = approval.asker,
                              .terms = approval.terms,
                              .approver = approver,
                              .granted_by = call.caller.principal,
                              .granted_at = canon::Timestamp(call.now),
                              .expires_at = canon::Timestamp(end)};
  WRIT_TRY(canon::Json source, canon::Json::parse(canon::encode(grant)));
  WRIT_TRY(keys::SignatureBlock signature, keys.sign(key_id, policy::signed_hash(source)));
  return policy::SignedApprovalGrant{{std::move(grant), std::move(source)}, std::move(signature)};
}

// The key that signs the grant, or an empty id where there will be none: what is going to be
// refused makes no key.
Result<std::string> key_for_grant(Engine& engine, const Call& call,
                                  const GrantApprovalRequest& request) {
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const ApprovalAct act,
           consider_act(*state, call, request.tenant_id, request.approval_id, request.approver));
  if (act.refusal) return std::string();
  return signing_key(engine, keys::Purpose::approval, keys::Alg::ed25519, request.tenant_id.text(),
                     call);
}

Result<ApprovalResponse> grant(Engine& engine, const Call& call,
                               const GrantApprovalRequest& request) {
  WRIT_TRY(const std::string key_id, key_for_grant(engine, call, request));
  return engine.change<ApprovalResponse>(
      call, [&](store::Transaction& transaction, const State& state) -> Result<ApprovalResponse> {
        WRIT_TRY(ApprovalAct act, consider_act(state, call, request.tenant_id, request.approval_id,
                                               request.approver));
        if (act.refusal) return *std::move(act.refusal);
        ApprovalRecord approval = *act.approval;
        WRIT_TRY(approval.grant, sign(*state.keys, key_id, approval, act.approver, call));
        approval.state = policy::ApprovalState::granted;
        approval.expires_at = approval.grant->grant->expires_at;
        WRIT_TRY(std::ignore, transaction.put_document(row_of(approval, call.now)));
        return ApprovalResponse::of(std::move(approval));
      });
}

}  // namespace

const Operation approval_grant =
    define<grant>({.name = "approval.grant",
                   .doc = "Grants an approval: what it is for may be done, once.",
                   .capability = Capability::approve,
                   .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::GrantApprovalRequest);
