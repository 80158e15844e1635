// policy.meet_across_actions: one policy never stands for two actions.
#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

void check(const RecordSet& records, Findings& findings) {
  for (const Record* policy : records.of(policy_kind)) {
    for (const Record* decision :
         referred(records, policy->value(), "contributing_decision_refs", decision_kind)) {
      for (const std::string_view member : {"action", "object_ref"}) {
        const std::string_view asked = text_of(policy->value(), member);
        const std::string_view decided = text_of(decision->value(), member);
        if (asked == decided) continue;
        findings.add(*policy, "/contributing_decision_refs",
                     fmt::format("`{}` is about the {} `{}`, not `{}`: leave it out", decision->id,
                                 member, decided, asked));
      }
    }
  }
}

}  // namespace

extern const Lint policy_meet_across_actions{.id = "policy.meet_across_actions",
                                             .section = "4.6",
                                             .protects = "One policy never stands for two actions.",
                                             .check = check};

}  // namespace writ::lint
