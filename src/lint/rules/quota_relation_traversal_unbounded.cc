// quota.relation_traversal_unbounded: following relations has its bounds.
#include "lint/lint.h"
#include "lint/stamps.h"

namespace writ::lint {
namespace {

bool is_begun(const canon::Value&) { return true; }

void check(const RecordSet& records, Findings& findings) {
  check_bounded(records,
                {govern::BatchOperation::relation_traversal_scope_check,
                 "RelationTraversalExecutionTrace", is_begun},
                findings);
}

}  // namespace

extern const Lint quota_relation_traversal_unbounded{
    .id = "quota.relation_traversal_unbounded",
    .section = "4.29",
    .protects = "Following relations comes to an end.",
    .check = check};

}  // namespace writ::lint
