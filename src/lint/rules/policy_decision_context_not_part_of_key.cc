// policy.decision_context_not_part_of_key: a decision is looked up by the whole question that it
// answers.
#include <map>

#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

void check(const RecordSet& records, Findings& findings) {
  for (const std::string_view kind : {decision_kind, policy_kind}) {
    std::map<std::string, std::string, std::less<>> contexts;  // by the id of what was decided
    for (const Record* record : records.of(kind)) {
      const std::string_view context = text_of(record->value(), "policy_evaluation_context_ref");
      if (context.empty()) {
        findings.add(*record, "", "says of no context that it answers it: name it");
        continue;
      }
      const auto [known, added] = contexts.emplace(record->id, context);
      if (added || known->second == context) continue;
      findings.add(*record, "/policy_evaluation_context_ref",
                   fmt::format("`{}` answers `{}` and `{}`: two questions have two answers",
                               record->id, known->second, context));
    }
  }
}

}  // namespace

extern const Lint policy_decision_context_not_part_of_key{
    .id = "policy.decision_context_not_part_of_key",
    .section = "4.3",
    .protects = "A decision is looked up by the whole question that it answers.",
    .check = check};

}  // namespace writ::lint
