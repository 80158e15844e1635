// quota.collection_exclude_backfill_unbounded: looking through what is there already has its
// bounds.
#include "lint/lint.h"
#include "lint/stamps.h"

namespace writ::lint {
namespace {

// Where what is there already is to be looked through.
bool is_begun(const canon::Value& record) {
  return is_true(record, "existing_material_scan_required");
}

void check(const RecordSet& records, Findings& findings) {
  check_bounded(records,
                {govern::BatchOperation::collection_exclude_backfill,
                 "CollectionModeSuppressionGovernance", is_begun},
                findings);
}

}  // namespace

extern const Lint quota_collection_exclude_backfill_unbounded{
    .id = "quota.collection_exclude_backfill_unbounded",
    .section = "4.29",
    .protects = "What is there already is looked through in bounds.",
    .check = check};

}  // namespace writ::lint
