// policy.artifact_missing_effective_state_generation: what is used while a policy is in force says
// which effective state it was made under.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lint/freshness.h"
#include "lint/lint.h"

namespace writ::lint {
namespace {

constexpr auto one_key = std::to_array<std::string_view>(
    {"MemoryPolicyDecision", "EffectiveMemoryPolicy", "PolicyStamp",
     "ExtractionRoutePolicyEnvelope", "PolicyCappedDAMSInput", "SafeLabelDisclosurePolicy",
     "PolicyDisambiguationRequest", "PolicyDisambiguationAnswer", "PolicyUIExport",
     "SourceExclusionFilterRule", "CollectionModeSuppressionGovernance",
     "CollectionSuppressionEvaluation", "CascadingSourceInvalidation",
     "CascadingSourceInvalidationRun"});
// From one state into another.
constexpr auto two_keys =
    std::to_array<std::string_view>({"PolicyStampRestamp", "PolicyStampInvalidation"});

void check_key(const Record& record, std::string_view member, Findings& findings) {
  const canon::Value* key = record.value().find(member);
  const bool says = key != nullptr && key->is(canon::Value::Kind::object) &&
                    !text_of(*key, effective_state).empty();
  if (says) return;
  findings.add(record, "",
               fmt::format("has no `{}` in its `{}`: without it a toggle does not end it",
                           effective_state, member));
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record& record : records.all()) {
    if (std::ranges::find(one_key, record.kind) != one_key.end()) {
      check_key(record, "freshness_key", findings);
    } else if (std::ranges::find(two_keys, record.kind) != two_keys.end()) {
      check_key(record, "prior_freshness_key", findings);
      check_key(record, "new_freshness_key", findings);
    }
  }
}

}  // namespace

extern const Lint policy_artifact_missing_effective_state_generation{
    .id = "policy.artifact_missing_effective_state_generation",
    .section = "4.2",
    .protects = "A toggle ends whatever was made before it.",
    .check = check};

}  // namespace writ::lint
