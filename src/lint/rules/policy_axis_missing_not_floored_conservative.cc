// policy.axis_missing_not_floored_conservative: a level that is missing is the lowest.
#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

void compare(const Record& policy, const Record& decision, Findings& findings) {
  for (const std::string_view axis : axes) {
    if (rank_of(decision.value(), "", axis)) continue;
    if (rank_of(policy.value(), "effective_", axis) == 0u) continue;
    findings.add(policy, fmt::format("/effective_{}", axis),
                 fmt::format("`{}` has no level on this axis, and the policy is not at the lowest",
                             decision.id));
  }
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* policy : records.of(policy_kind)) {
    for (const std::string_view axis : axes) {
      if (rank_of(policy->value(), "effective_", axis)) continue;
      findings.add(*policy, fmt::format("/effective_{}", axis), "is missing or no level: say it");
    }
    for (const Record* decision :
         referred(records, policy->value(), "contributing_decision_refs", decision_kind)) {
      compare(*policy, *decision, findings);
    }
  }
}

}  // namespace

extern const Lint policy_axis_missing_not_floored_conservative{
    .id = "policy.axis_missing_not_floored_conservative",
    .section = "4.4",
    .protects = "A level that is missing is the lowest.",
    .check = check};

}  // namespace writ::lint
