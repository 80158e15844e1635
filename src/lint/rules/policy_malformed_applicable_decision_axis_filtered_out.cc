// policy.malformed_applicable_decision_axis_filtered_out: a malformed decision that applies blocks:
// it is not passed over.
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

// What a decision or a policy is about: equal where one was made for the question of the other.
using Question = std::tuple<std::string_view, std::string_view, std::string_view>;

Question question_of(const canon::Value& record) {
  return {text_of(record, "object_ref"), text_of(record, "action"),
          text_of(record, "policy_evaluation_context_ref")};
}

void check(const RecordSet& records, Findings& findings) {
  std::multimap<Question, const Record*> malformed;
  for (const Record* decision : records.of(decision_kind)) {
    if (is_malformed(*decision)) malformed.emplace(question_of(decision->value()), decision);
  }
  for (const Record* policy : records.of(policy_kind)) {
    if (is_bottom(policy->value())) continue;
    const auto [first, last] = malformed.equal_range(question_of(policy->value()));
    if (first == last) continue;
    findings.add(*policy, "",
                 fmt::format("allows something, although `{}`, which applies, is malformed",
                             first->second->id));
  }
}

}  // namespace

extern const Lint policy_malformed_applicable_decision_axis_filtered_out{
    .id = "policy.malformed_applicable_decision_axis_filtered_out",
    .section = "4.4",
    .protects = "A malformed decision that applies blocks: it is not passed over.",
    .check = check};

}  // namespace writ::lint
