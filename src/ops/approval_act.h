// Acting on an approval: what granting, denying and withdrawing share.
#pragma once

#include <optional>
#include <string_view>

#include "ops/approval_response.h"
#include "ops/approver.h"
#include "ops/engine.h"
#include "ops/operation.h"

namespace writ::ops {

// Somebody who would decide about an approval, and the refusal where they may not.
struct ApprovalAct {
  const ApprovalRecord* approval = nullptr;  // as long as the State lives
  policy::Approver approver;
  std::optional<ApprovalResponse> refusal;
};

// Whether what is pending can be decided by the caller, or by whom it names. Problems:
// fault::unknown_approval, fault::foreign_principal.
Result<ApprovalAct> consider_act(const State& state, const Call& call,
                                 const policy::TenantId& tenant, const policy::ApprovalId& id,
                                 const std::optional<PrincipalId>& named);

// The approval of that id. Problem: fault::unknown_approval.
Result<const ApprovalRecord*> find_approval(const State& state, const policy::TenantId& tenant,
                                            const policy::ApprovalId& id);

// The refusal of what an approval's state does not let happen any more.
ApprovalResponse refuse_state(const ApprovalRecord& approval, policy::ApprovalState state);

inline constexpr const char* approver_doc =
    "Who decides, where the caller speaks for others: somebody in the directory of principals. "
    "Absent is the caller.";

}  // namespace writ::ops
