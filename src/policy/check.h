// Lint for bundles: what is allowed to be written but cannot be meant.
//
// Everything that is reported is true; not everything that is true is found. What a single other
// rule proves is found, what several prove together is not. Rules are compared with each other up
// to some seconds' work; where that is not enough, that is a finding too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "canon/json.h"
#include "canon/record.h"
#include "policy/bundle.h"

namespace writ::policy {

enum class Severity : std::uint8_t { error, warning };
constexpr auto wire_names(Severity) {
  return std::to_array<std::string_view>({"error", "warning"});
}

// What findings are called, besides the codes of faults that make a bundle unreadable.
namespace finding {
// errors
inline constexpr std::string_view never_applies = "policy.never_applies";
inline constexpr std::string_view shadowed = "policy.shadowed";
inline constexpr std::string_view impossible_approval = "policy.impossible_approval";
inline constexpr std::string_view expired_at_issue = "policy.expired_at_issue";
// warnings
inline constexpr std::string_view redundant = "policy.redundant";
inline constexpr std::string_view pointless_condition = "policy.pointless_condition";
inline constexpr std::string_view no_known_resource = "policy.no_known_resource";
inline constexpr std::string_view unconditional_allow = "policy.unconditional_allow";
inline constexpr std::string_view dodgeable_deny = "policy.dodgeable_deny";
inline constexpr std::string_view unreachable_obligation = "policy.unreachable_obligation";
inline constexpr std::string_view pointless_obligation = "policy.pointless_obligation";
inline constexpr std::string_view no_memory_cap = "policy.no_memory_cap";
inline constexpr std::string_view stray_memory_cap = "policy.stray_memory_cap";
inline constexpr std::string_view unknown_memory_action = "policy.unknown_memory_action";
inline constexpr std::string_view not_all_compared = "policy.not_all_compared";
inline constexpr std::string_view no_rules = "policy.no_rules";
}  // namespace finding

struct Finding {
  std::string code;
  Severity severity = Severity::warning;
  std::optional<std::string> rule_id;
  std::string pointer;
  std::string message;

  static constexpr auto record(auto&& f) {
    using F = Finding;
    using canon::field;
    return f("Finding", "Something in a bundle that cannot be meant.",
             field<&F::code>("code", "What kind of thing, such as `policy.shadowed`."),
             field<&F::severity>("severity", "An error makes the bundle not ok."),
             field<&F::rule_id>("ruleId", "In which rule; absent where it is in none."),
             field<&F::pointer>("pointer", "Where, in the document that was checked."),
             field<&F::message>("message", "What, and what to do about it."));
  }
};

struct CheckReport {
  using Count = canon::Bounded<0, canon::max_exact_integer>;
  bool ok = false;
  Count errors;
  Count warnings;
  std::vector<Finding> findings;

  static constexpr auto record(auto&& f) {
    using R = CheckReport;
    using canon::field;
    return f("CheckReport", "What was found in a bundle.",
             field<&R::ok>("ok", "Whether there are no errors."),
             field<&R::errors>("errors", "How many there are."),
             field<&R::warnings>("warnings", "How many there are."),
             field<&R::findings>("findings", "Each of them, in the order of the rules."));
  }
};

// Checks a bundle of any form that bundle_of() takes; one that cannot be read gives its faults as
// findings. `resources` are names that are known to exist: a rule that matches none of them is
// reported, unless the list is empty.
CheckReport check_bundle(const canon::Json& json, const std::vector<std::string>& resources);

}  // namespace writ::policy
