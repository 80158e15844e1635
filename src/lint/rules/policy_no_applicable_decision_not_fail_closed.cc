// policy.no_applicable_decision_not_fail_closed: what nobody decided is refused.
#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

void check(const RecordSet& records, Findings& findings) {
  for (const Record* policy : records.of(policy_kind)) {
    if (!texts_of(policy->value(), "contributing_decision_refs").empty()) continue;
    if (is_bottom(policy->value())) continue;
    findings.add(*policy, "/contributing_decision_refs",
                 "allows something, and no decision contributed to it");
  }
}

}  // namespace

extern const Lint policy_no_applicable_decision_not_fail_closed{
    .id = "policy.no_applicable_decision_not_fail_closed",
    .section = "4.6",
    .protects = "What nobody decided is refused.",
    .check = check};

}  // namespace writ::lint
