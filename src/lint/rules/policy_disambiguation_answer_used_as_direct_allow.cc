// policy.disambiguation_answer_used_as_direct_allow: an answer makes a new input, and that is met;
// it allows nothing itself.
#include <algorithm>

#include "govern/disambiguation.h"
#include "lint/lint.h"
#include "lint/policies.h"
#include "lint/stamps.h"

namespace writ::lint {
namespace {

constexpr std::string_view answer_kind = "PolicyDisambiguationAnswer";
constexpr std::string_view result = "resulting_effective_policy_ref";

void check_answer(const RecordSet& records, const Record& answer, Findings& findings) {
  const canon::Value& value = answer.value();
  const auto given = word_of<govern::AnswerValue>(value, "answer_value");
  const auto effect = word_of<govern::AnswerEffect>(value, "effect");
  if (!given || effect != govern::effect_of(*given)) {
    findings.add(answer, "/effect", "is not that of the answer");
  }
  if (value.find(result) == nullptr) return;
  const bool has_input = value.find("resulting_scope_resolution_ref") != nullptr ||
                         value.find("resulting_policy_decision_ref") != nullptr;
  if (!has_input) findings.add(answer, "/resulting_effective_policy_ref", "rests on no new input");
  const Record* policy = records.find(policy_kind, text_of(value, result));
  if (policy != nullptr && !same_key(policy->value(), value)) {
    findings.add(answer, "/resulting_effective_policy_ref", "was met under another state");
  }
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* answer : records.of(answer_kind)) check_answer(records, *answer, findings);
  for (const Record* policy : records.of(policy_kind)) {
    for (const std::string_view ref : texts_of(policy->value(), "contributing_decision_refs")) {
      if (records.find(answer_kind, ref) == nullptr) continue;
      findings.add(*policy, "/contributing_decision_refs", "takes an answer for a decision");
    }
  }
}

}  // namespace

extern const Lint policy_disambiguation_answer_used_as_direct_allow{
    .id = "policy.disambiguation_answer_used_as_direct_allow",
    .section = "4.15.2",
    .protects = "Nobody's word replaces a meet.",
    .check = check};

}  // namespace writ::lint
