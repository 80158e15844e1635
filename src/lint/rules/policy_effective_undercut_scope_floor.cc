// policy.effective_undercut_scope_floor: no policy is above its floor, nor its floor below the one
// that the scope asks for.
#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"
#include "memory/floors.h"

namespace writ::lint {
namespace {

using memory::ScopeConservatismFloor;

// Above the floor on no axis and in no part of the vector.
bool within(const Record& policy, const memory::Floor& floor) {
  if (!axes_of(policy.value()).within(floor.most)) return false;
  const canon::Value* parts = policy.value().find("effective_disclosure_vector");
  if (parts == nullptr) return true;
  const auto vector = canon::decode<memory::DisclosurePermissionVector>(policy.json.part(*parts));
  return !vector || is_within(*vector, floor.most);
}

void check_floor(const Record& policy, ScopeConservatismFloor applied, Findings& findings) {
  const memory::Floor& floor = memory::floor_of(applied);
  if (is_bottom(policy.value())) return;
  if (!within(policy, floor)) {
    findings.add(policy, "/conservatism_floor_applied", "the policy allows more than its floor");
  }
  const std::optional<memory::Action> action = action_of(policy.value());
  if (!action || floor.allows(*action)) return;
  findings.add(policy, "/action",
               fmt::format("the floor forbids `{}`, and the policy allows something",
                           memory::name_of(*action)));
}

void check_scope(const RecordSet& records, const Record& policy, ScopeConservatismFloor applied,
                 Findings& findings) {
  const Record* context = context_of(records, policy.value());
  if (context == nullptr) return;
  const Record* resolution =
      records.find(resolution_kind, text_of(context->value(), "scope_resolution_ref"));
  if (resolution == nullptr) return;
  const auto asked =
      word_of<ScopeConservatismFloor>(resolution->value(), "minimum_conservatism_floor");
  if (asked && *asked <= applied) return;
  findings.add(policy, "/conservatism_floor_applied",
               fmt::format("is below what `{}` asks for", resolution->id));
}

// A policy that names no floor was held to none, which is what the least of them comes to.
std::optional<ScopeConservatismFloor> floor_applied(const canon::Value& policy) {
  constexpr std::string_view member = "conservatism_floor_applied";
  if (policy.find(member) == nullptr) return ScopeConservatismFloor::normal_policy_check;
  return word_of<ScopeConservatismFloor>(policy, member);
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* policy : records.of(policy_kind)) {
    const auto applied = floor_applied(policy->value());
    if (!applied) continue;  // policy.floor_without_axis_effect_table
    check_floor(*policy, *applied, findings);
    check_scope(records, *policy, *applied, findings);
  }
}

}  // namespace

extern const Lint policy_effective_undercut_scope_floor{
    .id = "policy.effective_undercut_scope_floor",
    .section = "4.7",
    .protects =
        "No policy is above its floor, nor its floor below the one that the scope asks for.",
    .check = check};

}  // namespace writ::lint
