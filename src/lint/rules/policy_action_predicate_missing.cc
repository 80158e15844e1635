// policy.action_predicate_missing: every action has a predicate.
#include <algorithm>

#include <fmt/format.h>

#include "lint/lint.h"
#include "memory/levels.h"

namespace writ::lint {
namespace {

void check(const RecordSet& records, Findings& findings) {
  const auto predicates = records.of("ActionPermissionPredicate");
  if (predicates.empty()) return;  // not a table of them
  const Record& table = *predicates.front();
  for (const std::string_view name : memory::wire_names(memory::Action{})) {
    const auto about = [&](const Record* predicate) {
      return text_of(predicate->value(), "action") == name;
    };
    if (std::ranges::any_of(predicates, about)) continue;
    findings.add(table, "", fmt::format("the table has no predicate for `{}`: add it", name));
  }
}

}  // namespace

extern const Lint policy_action_predicate_missing{.id = "policy.action_predicate_missing",
                                                  .section = "4.10",
                                                  .protects = "Every action has a predicate.",
                                                  .check = check};

}  // namespace writ::lint
