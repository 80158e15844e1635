// disclosure.count_disclosed_exact_when_only_bucket_allowed: a count is told no more exactly than
// every decision allows.
#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

std::optional<unsigned> mode_of(const Record& record, std::string_view vector) {
  const canon::Value* parts = record.value().find(vector);
  return parts == nullptr ? std::nullopt : rank_of(*parts, "", "count_disclosure_mode");
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* policy : records.of(policy_kind)) {
    const std::optional<unsigned> told = mode_of(*policy, "effective_disclosure_vector");
    for (const Record* decision :
         referred(records, policy->value(), "contributing_decision_refs", decision_kind)) {
      const std::optional<unsigned> allowed = mode_of(*decision, "disclosure_vector");
      if (!told || !allowed || *told <= *allowed) continue;
      findings.add(*policy, "/effective_disclosure_vector/count_disclosure_mode",
                   fmt::format("tells more than `{}` allows", decision->id));
    }
  }
}

}  // namespace

extern const Lint disclosure_count_disclosed_exact_when_only_bucket_allowed{
    .id = "disclosure.count_disclosed_exact_when_only_bucket_allowed",
    .section = "4.5",
    .protects = "A count is told no more exactly than every decision allows.",
    .check = check};

}  // namespace writ::lint
