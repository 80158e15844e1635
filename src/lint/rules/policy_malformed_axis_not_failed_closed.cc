// policy.malformed_axis_not_failed_closed: a malformed decision that applies blocks the whole
// policy.
#include <algorithm>

#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

bool left_out_malformed(const canon::Value& policy) {
  const canon::Value* excluded = policy.find("excluded_decision_refs");
  return excluded != nullptr && excluded->is(canon::Value::Kind::array) &&
         std::ranges::any_of(excluded->items(), [](const canon::Value& one) {
           return text_of(one, "exclusion_reason") == "malformed_axis";
         });
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* policy : records.of(policy_kind)) {
    if (is_bottom(policy->value())) continue;
    if (left_out_malformed(policy->value())) {
      findings.add(*policy, "/excluded_decision_refs",
                   "a decision was left out as malformed, and the policy allows something");
    }
    for (const Record* decision :
         referred(records, policy->value(), "contributing_decision_refs", decision_kind)) {
      if (!is_malformed(*decision)) continue;
      findings.add(*policy, "/contributing_decision_refs",
                   fmt::format("`{}` is malformed, and the policy allows something", decision->id));
    }
  }
}

}  // namespace

extern const Lint policy_malformed_axis_not_failed_closed{
    .id = "policy.malformed_axis_not_failed_closed",
    .section = "4.6",
    .protects = "A malformed decision that applies blocks the whole policy.",
    .check = check};

}  // namespace writ::lint
