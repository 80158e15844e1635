// policy.effective_undercut_scope_floor: no policy is above its floor, nor its floor below the one
// that the scope asks for.
#include <algorithm>

#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"
#include "memory/effective_policy.h"
#include "memory/floors.h"

namespace writ::lint {
namespace {

using memory::ScopeConservatismFloor;

std::optional<ScopeConservatismFloor> floor_of(const canon::Value& record,
                                               std::string_view member) {
  constexpr auto names = memory::wire_names(ScopeConservatismFloor{});
  const auto found = std::ranges::find(names, text_of(record, member));
  if (found == names.end()) return std::nullopt;
  return static_cast<ScopeConservatismFloor>(found - names.begin());
}

void check_scope(const RecordSet& records, const Record& policy, ScopeConservatismFloor applied,
                 Findings& findings) {
  const Record* context = context_of(records, policy.value());
  if (context == nullptr) return;
  const Record* resolution =
      records.find("ScopeResolutionResult", text_of(context->value(), "scope_resolution_ref"));
  if (resolution == nullptr) return;
  const auto asked = floor_of(resolution->value(), "minimum_conservatism_floor");
  if (asked && *asked <= applied) return;
  findings.add(policy, "/conservatism_floor_applied",
               fmt::format("is below what `{}` asks for", resolution->id));
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* policy : records.of(policy_kind)) {
    const auto applied = floor_of(policy->value(), "conservatism_floor_applied");
    const auto read = policy->as<memory::EffectiveMemoryPolicy>();
    if (!applied || !read) continue;
    if (!memory::capability_of(*read).within(memory::floor_of(*applied).most)) {
      findings.add(*policy, "/conservatism_floor_applied", "the policy allows more than its floor");
    }
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
