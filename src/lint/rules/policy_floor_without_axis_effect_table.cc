// policy.floor_without_axis_effect_table: a floor says what it does to every axis, and lets no more
// through than the table of floors.
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

bool is_boolean(const canon::Value& record, std::string_view member, bool boolean) {
  const canon::Value* value = record.find(member);
  return value != nullptr && value->is(canon::Value::Kind::boolean) && value->boolean() == boolean;
}

void check_levels(const Record& effect, const memory::Floor& floor, Findings& findings) {
  for (const std::string_view axis : axes) {
    if (axis_of(effect.value(), "max_", axis).within(floor.most)) continue;
    findings.add(effect, fmt::format("/max_{}", axis), "is above the table of floors: lower it");
  }
  const canon::Value* parts = effect.value().find("max_disclosure_vector");
  if (parts == nullptr) return;
  const auto vector = canon::decode<memory::DisclosurePermissionVector>(effect.json.part(*parts));
  if (vector && is_within(*vector, floor.most)) return;
  findings.add(effect, "/max_disclosure_vector",
               "is above the table of floors, or cannot be read: lower it");
}

void check_actions(const Record& effect, const memory::Floor& floor, Findings& findings) {
  const canon::Value& value = effect.value();
  if (!floor.effect->movement_allowed && !is_boolean(value, "movement_allowed", false)) {
    findings.add(effect, "/movement_allowed", "lets move what the table of floors does not");
  }
  if (floor.effect->disambiguation_required &&
      !is_boolean(value, "disambiguation_required", true)) {
    findings.add(effect, "/disambiguation_required", "is true in the table of floors: set it");
  }
  constexpr std::string_view member = "allowed_actions_before_disambiguation";
  for (const std::string_view name : texts_of(value, member)) {
    const auto action = word_of<memory::Action>(name);
    if (action && floor.allowed.has(*action)) continue;
    findings.add(effect, fmt::format("/{}", member),
                 fmt::format("the table of floors does not leave `{}`: leave it out", name));
  }
}

// A row of the table may be narrowed where it is written down again, and never widened.
void check_row(const Record& effect, Findings& findings) {
  const auto named = word_of<memory::ScopeConservatismFloor>(effect.value(), "floor");
  if (!named) return;  // somebody's own
  check_levels(effect, memory::floor_of(*named), findings);
  check_actions(effect, memory::floor_of(*named), findings);
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* effect : records.of(effect_kind)) {
    check_effect(*effect, findings);
    check_row(*effect, findings);
  }
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
    .protects = "A floor says what it does to every axis, no more than the table does.",
    .check = check};

}  // namespace writ::lint
