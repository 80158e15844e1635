// policy.obligation_conflict_not_failed_closed: obligations that cannot all be met block the
// action.
#include "lint/lint.h"
#include "lint/policies.h"
#include "memory/owed.h"

namespace writ::lint {
namespace {

bool in_conflict(const RecordSet& records, const Record& policy) {
  if (!texts_of(policy.value(), "obligation_conflict_refs").empty()) return true;
  const auto obligations =
      obligations_of(referred(records, policy.value(), "obligations", obligation_kind));
  const std::vector<memory::Owed> owed(obligations.begin(), obligations.end());
  memory::OwedList list;
  for (const memory::Owed& one : owed) list.push_back(&one);
  return !memory::find_conflicts(list).empty();
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* policy : records.of(policy_kind)) {
    if (is_bottom(policy->value()) || !in_conflict(records, *policy)) continue;
    findings.add(*policy, "/obligations",
                 "what is owed cannot all be met, and the policy allows something");
  }
}

}  // namespace

extern const Lint policy_obligation_conflict_not_failed_closed{
    .id = "policy.obligation_conflict_not_failed_closed",
    .section = "4.11.5",
    .protects = "Obligations that cannot all be met block the action.",
    .check = check};

}  // namespace writ::lint
