// approval.get: one approval. It holds the request, which is for those who decide about it.
#include "ops/approval_act.h"
#include "ops/table.h"

namespace writ::ops {
namespace {

Result<ApprovalRecord> get(Engine& engine, const Call& call, const ApprovalRef& ref) {
  WRIT_TRY(const auto state, engine.state());
  WRIT_TRY(const ApprovalRecord* found, find_approval(*state, ref.tenant_id, ref.approval_id));
  ApprovalRecord approval = *found;
  approval.state = state_at(approval, call.now);
  return approval;
}

}  // namespace

const Operation approval_get = define<get>({.name = "approval.get",
                                            .doc = "Answers an approval and where it stands.",
                                            .capability = Capability::approve});

}  // namespace writ::ops
