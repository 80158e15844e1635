// policy.floor_without_axis_effect_table: a floor says what it does to every axis.
#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"
#include "memory/floors.h"

namespace writ::lint {
namespace {

constexpr std::string_view effect_kind = "ConservatismFloorEffect";

void check_effect(const Record& effect, Findings& findings) {
  for (const std::string_view axis : axes) {
    if (rank_of(effect.value(), "max_", axis)) continue;
    findings.add(effect, fmt::format("/max_{}", axis), "is missing or no level: say it");
  }
  for (const std::string_view member :
       {"max_disclosure_vector", "movement_allowed", "allowed_actions_before_disambiguation"}) {
    if (effect.value().find(member) != nullptr) continue;
    findings.add(effect, "", fmt::format("lacks `{}`: say it", member));
  }
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* effect : records.of(effect_kind)) check_effect(*effect, findings);
  for (const Record* policy : records.of(policy_kind)) {
    const std::string_view floor = text_of(policy->value(), "conservatism_floor_applied");
    if (floor.empty() || word_of<memory::ScopeConservatismFloor>(floor)) continue;
    if (records.find(effect_kind, floor) != nullptr) continue;
    findings.add(*policy, "/conservatism_floor_applied",
                 fmt::format("no table says what `{}` does to an axis", floor));
  }
}

}  // namespace

extern const Lint policy_floor_without_axis_effect_table{
    .id = "policy.floor_without_axis_effect_table",
    .section = "4.7",
    .protects = "A floor says what it does to every axis.",
    .check = check};

}  // namespace writ::lint
