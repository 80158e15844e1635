// policy.no_applicable_decision_not_fail_closed: what nobody decided is refused.
#include <algorithm>

#include "lint/lint.h"
#include "lint/policies.h"
#include "memory/decision.h"

namespace writ::lint {
namespace {

// A rule's decision is in its bundle, which is no record.
bool is_decided(const RecordSet& records, const canon::Value& policy) {
  return std::ranges::any_of(
      texts_of(policy, "contributing_decision_refs"), [&](std::string_view ref) {
        return records.find(decision_kind, ref) != nullptr || memory::names_rule(ref);
      });
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* policy : records.of(policy_kind)) {
    if (is_bottom(policy->value()) || is_decided(records, policy->value())) continue;
    findings.add(*policy, "/contributing_decision_refs",
                 "allows something, and no decision that is here contributed to it");
  }
}

}  // namespace

extern const Lint policy_no_applicable_decision_not_fail_closed{
    .id = "policy.no_applicable_decision_not_fail_closed",
    .section = "4.6",
    .protects = "What nobody decided is refused.",
    .check = check};

}  // namespace writ::lint
