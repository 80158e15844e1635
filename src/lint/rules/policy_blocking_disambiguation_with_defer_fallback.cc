// policy.blocking_disambiguation_with_defer_fallback: a question that everything waits for is not
// put off.
#include "lint/lint.h"
#include "lint/stamps.h"

namespace writ::lint {
namespace {

void check(const RecordSet& records, Findings& findings) {
  for (const std::string_view kind :
       {"PolicyDisambiguationRequest", "PolicyDisambiguationRaised"}) {
    for (const Record* question : records.of(kind)) {
      const canon::Value& value = question->value();
      if (!is_true(value, "blocked_until_answered")) continue;
      if (text_of(value, "fallback_if_unanswered") != "defer") continue;
      findings.add(*question, "/fallback_if_unanswered",
                   "puts off what everything waits for: use `block`");
    }
  }
}

}  // namespace

extern const Lint policy_blocking_disambiguation_with_defer_fallback{
    .id = "policy.blocking_disambiguation_with_defer_fallback",
    .section = "4.15.2",
    .protects = "Nothing waits for ever.",
    .check = check};

}  // namespace writ::lint
