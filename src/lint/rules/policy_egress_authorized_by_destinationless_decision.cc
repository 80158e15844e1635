// policy.egress_authorized_by_destinationless_decision: only a decision for this very destination
// lets anything leave for it.
#include <algorithm>

#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

void check(const RecordSet& records, Findings& findings) {
  for (const Record* policy : records.of(policy_kind)) {
    if (!is_egress(policy->value()) || is_bottom(policy->value())) continue;
    const std::string_view destination = text_of(policy->value(), "destination");
    const auto decisions =
        referred(records, policy->value(), "contributing_decision_refs", decision_kind);
    const auto names_it = [&](const Record* decision) {
      return text_of(decision->value(), "destination") == destination;
    };
    // Of a decision that is not here nobody knows what it names.
    const bool all_here =
        decisions.size() == texts_of(policy->value(), "contributing_decision_refs").size();
    if (!all_here || std::ranges::any_of(decisions, names_it)) continue;
    findings.add(*policy, "/contributing_decision_refs",
                 fmt::format("lets bytes leave for `{}`, and no decision names it", destination));
  }
}

}  // namespace

extern const Lint policy_egress_authorized_by_destinationless_decision{
    .id = "policy.egress_authorized_by_destinationless_decision",
    .section = "4.6",
    .protects = "Only a decision for this very destination lets anything leave for it.",
    .check = check};

}  // namespace writ::lint
