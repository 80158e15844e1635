#include "ops/approval_record.h"

#include <fmt/format.h>

#include "canon/digest.h"
#include "canon/record_define.h"

namespace writ::ops {

Problem unknown(const policy::TenantId& tenant, const policy::ApprovalId& id) {
  return {
      fault::unknown_approval,
      fmt::format("there is no approval `{}` in `{}`: `writ approvals list` shows what there is",
                  id.text(), tenant.text())};
}

policy::ApprovalState state_at(const ApprovalRecord& approval, Instant now) {
  using enum policy::ApprovalState;
  const bool can_expire = approval.state == pending || approval.state == granted;
  return can_expire && approval.expires_at.at() <= now ? expired : approval.state;
}

void end(ApprovalRecord& approval, policy::ApprovalState state, std::string by,
         std::optional<ApprovalReason> reason, Instant now) {
  approval.state = state;
  approval.request.reset();
  approval.ended = {std::move(by), canon::Timestamp(now), std::move(reason)};
}

bool stands(const ApprovalRecord& approval, Instant now) {
  using enum policy::ApprovalState;
  const policy::ApprovalState state = state_at(approval, now);
  return state == pending || state == granted ||
         (state == denied && approval.expires_at.at() > now);
}

std::string_view name_of(policy::ApprovalState state) {
  return wire_names(state)[static_cast<std::size_t>(state)];
}

std::string ApprovalSubject::key() const {
  ApprovalSubject subject = *this;
  subject.sequence.reset();
  return canon::sha256_hex(canon::encode(subject));
}

policy::ApprovalId ApprovalSubject::id(std::int64_t of_store) const {
  ApprovalSubject subject = *this;
  subject.sequence = {of_store};
  constexpr std::size_t digits = 32;
  return policy::ApprovalId("apr_" + canon::sha256_hex(canon::encode(subject)).substr(0, digits));
}

ApprovalSubject subject_of(const ApprovalRecord& approval) {
  return {.tenant_id = approval.tenant_id.text(),
          .name = approval.name.text(),
          .policy_hash = approval.policy_hash.text(),
          .request_hash = approval.request_hash.text(),
          .asker = approval.asker};
}

store::DocumentRow row_without(const ApprovalRecord& approval, Instant now) {
  return {.kind = std::string(approval_kind),
          .tenant = approval.tenant_id.text(),
          .id = approval.approval_id.text(),
          .updated_at = now};
}

store::DocumentRow row_of(const ApprovalRecord& approval, Instant now) {
  store::DocumentRow row = row_without(approval, now);
  row.record = canon::encode(approval);
  return row;
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::ApprovalEnd);
DEFINE_RECORD(writ::ops::ApprovalRecord);
DEFINE_RECORD(writ::ops::ApprovalRef);
DEFINE_RECORD(writ::ops::ApprovalSubject);
