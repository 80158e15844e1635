// policy.stamp_reused_after_effective_state_change: a stamp is used under the effective state that
// it was issued under, and stands on policies of that state.
#include <fmt/format.h>

#include "lint/freshness.h"
#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

void check_items(const RecordSet& records, const Record& stamp, Findings& findings) {
  for (const std::string_view ref :
       item_texts(stamp.value(), "scope_items", "effective_policy_ref")) {
    const Record* policy = records.find(policy_kind, ref);
    if (policy == nullptr || !under_other_states(stamp, *policy)) continue;
    findings.add(stamp, "/freshness_key",
                 fmt::format("stands on `{}`, which is of another effective state: issue it anew",
                             policy->id));
  }
}

// What shows or narrows a stamp uses it.
void check_use(const RecordSet& records, const Record& user, std::string_view member,
               Findings& findings) {
  const Record* stamp = records.find("PolicyStamp", text_of(user.value(), member));
  if (stamp == nullptr || !under_other_states(user, *stamp)) return;
  findings.add(user, "/freshness_key",
               fmt::format("uses `{}`, which was issued under another effective state", stamp->id));
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* stamp : records.of("PolicyStamp")) check_items(records, *stamp, findings);
  for (const Record* scope : records.of("PolicyStampScope")) {
    check_use(records, *scope, "stamp_ref", findings);
  }
  for (const Record* shown : records.of("PolicyUIExport")) {
    check_use(records, *shown, "policy_stamp_ref", findings);
  }
}

}  // namespace

extern const Lint policy_stamp_reused_after_effective_state_change{
    .id = "policy.stamp_reused_after_effective_state_change",
    .section = "4.2",
    .protects = "A stamp is used under the effective state that it was issued under.",
    .check = check};

}  // namespace writ::lint
