// policy.local_interactive_decision_reused_for_background_agent: a decision for somebody who is
// there is none for what runs on its own.
#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

void compare(const Record& policy, const Record& decision, const Record& asked,
             const Record& answered, Findings& findings) {
  for (const std::string_view member : {"client_kind", "interaction_mode", "model_class"}) {
    const std::string_view wanted = text_of(asked.value(), member);
    const std::string_view given = text_of(answered.value(), member);
    if (wanted == given) continue;
    findings.add(policy, "/contributing_decision_refs",
                 fmt::format("`{}` was decided for the {} `{}` and counts for `{}`", decision.id,
                             member, given, wanted));
  }
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* policy : records.of(policy_kind)) {
    const Record* asked = context_of(records, policy->value());
    if (asked == nullptr) continue;
    for (const Record* decision :
         referred(records, policy->value(), "contributing_decision_refs", decision_kind)) {
      const Record* answered = context_of(records, decision->value());
      if (answered != nullptr) compare(*policy, *decision, *asked, *answered, findings);
    }
  }
}

}  // namespace

extern const Lint policy_local_interactive_decision_reused_for_background_agent{
    .id = "policy.local_interactive_decision_reused_for_background_agent",
    .section = "4.3",
    .protects = "A decision for somebody who is there is none for what runs on its own.",
    .check = check};

}  // namespace writ::lint
