// policy.terminal_action_checked_without_prerequisite_actions: an action is permitted only with all
// that it rests on, and with what that rests on.
#include <algorithm>

#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"
#include "memory/actions.h"
#include "memory/permission.h"

namespace writ::lint {
namespace {

using memory::Action;

// Where to matters to the action itself: what it rests on happens here.
bool permits(const canon::Value& policy, Action action) {
  const auto destination = word_of<memory::Destination>(policy, "destination");
  return action_of(policy) == action && !is_bottom(policy) &&
         memory::least_for(action, destination).within(axes_of(policy));
}

void check_proof(const RecordSet& records, const Record& proof, Findings& findings) {
  const std::optional<Action> action = action_of(proof.value());
  const auto policies = referred(records, proof.value(), "effective_policy_refs", policy_kind);
  // Of a policy that is not here nobody knows which action it is about.
  const bool all_here = policies.size() == texts_of(proof.value(), "effective_policy_refs").size();
  if (!action || !all_here) return;
  for (const Action required : memory::closure_of(*action)) {
    const auto permitted = [&](const Record* one) { return permits(one->value(), required); };
    if (std::ranges::any_of(policies, permitted)) continue;
    findings.add(proof, "/effective_policy_refs",
                 fmt::format("`{}` rests on `{}`, and no policy permits that",
                             memory::name_of(*action), memory::name_of(required)));
  }
}

void check(const RecordSet& records, Findings& findings) {
  for (const std::string_view kind : {certificate_kind, attestation_kind}) {
    for (const Record* proof : records.of(kind)) check_proof(records, *proof, findings);
  }
}

}  // namespace

extern const Lint policy_terminal_action_checked_without_prerequisite_actions{
    .id = "policy.terminal_action_checked_without_prerequisite_actions",
    .section = "4.10",
    .protects = "An action is permitted only with all that it rests on.",
    .check = check};

}  // namespace writ::lint
