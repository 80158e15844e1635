// quota.revocation_cascade_unbounded: the cascade of a revocation has its bounds.
#include "lint/lint.h"
#include "lint/stamps.h"

namespace writ::lint {
namespace {

bool is_begun(const canon::Value&) { return true; }

void check(const RecordSet& records, Findings& findings) {
  check_bounded(records,
                {govern::BatchOperation::source_revocation_cascade,
                 "CascadingSourceInvalidationRun", is_begun},
                findings);
}

}  // namespace

extern const Lint quota_revocation_cascade_unbounded{
    .id = "quota.revocation_cascade_unbounded",
    .section = "4.29",
    .protects = "A revocation does not set off a storm of updates.",
    .check = check};

}  // namespace writ::lint
