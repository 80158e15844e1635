// Who approves: the principal behind a caller, and whether it may.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ops/approval_record.h"
#include "ops/caller.h"
#include "ops/engine.h"

namespace writ::ops {

// The caller itself, or with `named` whom it speaks for. What is known of them comes from the
// directory, or for a caller that is not in it from its credential; of anybody else nothing is
// known but the id. Problem: fault::foreign_principal.
Result<policy::Approver> approver_of(const State& state, std::string_view tenant,
                                     const Caller& caller, const std::optional<PrincipalId>& named);

// The same approver as they are known now, some time after they granted something.
policy::Approver known_now(const State& state, std::string_view tenant,
                           const policy::Approver& then);

// Why the approver may not decide about it, as a code; nothing where they may. Nobody decides about
// what they asked for, themselves or by their credential.
std::optional<std::string_view> why_not_approver(const ApprovalRecord& approval,
                                                 const policy::Approver& approver,
                                                 std::string_view by_credential_of);

}  // namespace writ::ops
