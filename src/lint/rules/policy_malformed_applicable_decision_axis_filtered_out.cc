// policy.malformed_applicable_decision_axis_filtered_out: a malformed decision that applies blocks:
// it is not passed over.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

// Made for the very question that the policy answers.
bool applies(const Record& policy, const Record& decision) {
  return std::ranges::all_of(
      std::to_array<std::string_view>({"object_ref", "action", "policy_evaluation_context_ref"}),
      [&](std::string_view member) {
        return text_of(policy.value(), member) == text_of(decision.value(), member);
      });
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* policy : records.of(policy_kind)) {
    if (is_bottom(policy->value())) continue;
    for (const Record* decision : records.of(decision_kind)) {
      if (!applies(*policy, *decision) || !is_malformed(*decision)) continue;
      findings.add(*policy, "",
                   fmt::format("allows something, although `{}`, which applies, is malformed",
                               decision->id));
    }
  }
}

}  // namespace

extern const Lint policy_malformed_applicable_decision_axis_filtered_out{
    .id = "policy.malformed_applicable_decision_axis_filtered_out",
    .section = "4.4",
    .protects = "A malformed decision that applies blocks: it is not passed over.",
    .check = check};

}  // namespace writ::lint
