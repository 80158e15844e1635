// policy.obligation_dropped_under_meet: a meet keeps every obligation of every decision.
#include <algorithm>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

// Equal in everything but the id and the time.
std::string content_of(const Record& obligation) {
  std::string content;
  for (const canon::Member& member : obligation.value().members()) {
    if (member.name == "obligation_id" || member.name == "recorded_at") continue;
    canon::append_text(content, member.name);
    canon::append_canonical(content, member.value);
  }
  return content;
}

bool counts_for(const Record& obligation, std::string_view action) {
  const auto actions = texts_of(obligation.value(), "applies_to_actions");
  return std::ranges::find(actions, action) != actions.end();
}

void compare(const RecordSet& records, const Record& policy, const Record& decision,
             Findings& findings) {
  const auto kept = referred(records, policy.value(), "obligations", obligation_kind);
  for (const Record* owed : referred(records, decision.value(), "obligations", obligation_kind)) {
    if (!counts_for(*owed, text_of(policy.value(), "action"))) continue;
    const auto same = [&](const Record* one) { return content_of(*one) == content_of(*owed); };
    if (std::ranges::any_of(kept, same)) continue;
    findings.add(policy, "/obligations",
                 fmt::format("`{}` owes `{}`, and the policy does not", decision.id, owed->id));
  }
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* policy : records.of(policy_kind)) {
    for (const Record* decision :
         referred(records, policy->value(), "contributing_decision_refs", decision_kind)) {
      compare(records, *policy, *decision, findings);
    }
  }
}

}  // namespace

extern const Lint policy_obligation_dropped_under_meet{
    .id = "policy.obligation_dropped_under_meet",
    .section = "4.11.5",
    .protects = "A meet keeps every obligation of every decision.",
    .check = check};

}  // namespace writ::lint
