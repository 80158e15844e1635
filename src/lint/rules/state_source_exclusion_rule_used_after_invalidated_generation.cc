// state.source_exclusion_rule_used_after_invalidated_generation: an exclusion is used while it
// holds, and under the state that it was made under.
#include "lint/lint.h"
#include "lint/policies.h"
#include "lint/stamps.h"
#include "memory/lifecycle.h"

namespace writ::lint {
namespace {

constexpr std::string_view rule_kind = "SourceExclusionFilterRule";

void check(const RecordSet& records, Findings& findings) {
  for (const Record* envelope : records.of("ExtractionRoutePolicyEnvelope")) {
    for (const Record* rule :
         referred(records, envelope->value(), "source_exclusion_rule_refs", rule_kind)) {
      const bool holds = memory::holds_in(rule_kind, text_of(rule->value(), "lifecycle_state"));
      if (holds && same_key(rule->value(), envelope->value())) continue;
      findings.add(*envelope, "/source_exclusion_rule_refs",
                   "uses an exclusion that no longer holds, or of another state");
    }
  }
}

}  // namespace

extern const Lint state_source_exclusion_rule_used_after_invalidated_generation{
    .id = "state.source_exclusion_rule_used_after_invalidated_generation",
    .section = "4.30",
    .protects = "An exclusion is made anew when its state moves.",
    .check = check};

}  // namespace writ::lint
