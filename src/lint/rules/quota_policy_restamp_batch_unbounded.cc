// quota.policy_restamp_batch_unbounded: stamping anew after an activation has its bounds.
#include "lint/lint.h"
#include "lint/stamps.h"

namespace writ::lint {
namespace {

// One restamp begins no batch: its envelope is all there is to look at.
void check(const RecordSet& records, Findings& findings) {
  check_bounded(records, {.operation = govern::BatchOperation::policy_generation_restamp_batch},
                findings);
}

}  // namespace

extern const Lint quota_policy_restamp_batch_unbounded{
    .id = "quota.policy_restamp_batch_unbounded",
    .section = "4.29",
    .protects = "An activation does not set off a storm of restamps.",
    .check = check};

}  // namespace writ::lint
