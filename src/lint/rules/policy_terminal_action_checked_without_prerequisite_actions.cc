// policy.terminal_action_checked_without_prerequisite_actions: an action is permitted only with all
// that it rests on.
#include <algorithm>

#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"
#include "memory/actions.h"

namespace writ::lint {
namespace {

void check(const RecordSet& records, Findings& findings) {
  for (const Record* certificate : records.of(certificate_kind)) {
    const std::optional<memory::Action> action = action_of(certificate->value());
    const auto policies =
        referred(records, certificate->value(), "effective_policy_refs", policy_kind);
    // Of a policy that is not here nobody knows which action it is about.
    if (!action ||
        policies.size() != texts_of(certificate->value(), "effective_policy_refs").size())
      continue;
    for (const memory::Action required : memory::rules_of(*action).closure->required) {
      const auto about = [&](const Record* policy) {
        return action_of(policy->value()) == required && !is_bottom(policy->value());
      };
      if (std::ranges::any_of(policies, about)) continue;
      findings.add(*certificate, "/effective_policy_refs",
                   fmt::format("`{}` rests on `{}`, and no policy allows that",
                               memory::name_of(*action), memory::name_of(required)));
    }
  }
}

}  // namespace

extern const Lint policy_terminal_action_checked_without_prerequisite_actions{
    .id = "policy.terminal_action_checked_without_prerequisite_actions",
    .section = "4.10",
    .protects = "An action is permitted only with all that it rests on.",
    .check = check};

}  // namespace writ::lint
