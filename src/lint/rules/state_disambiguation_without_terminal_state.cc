// state.disambiguation_without_terminal_state: every question ends: it has a deadline, and what
// timed out has its fallback.
#include <algorithm>

#include "canon/types.h"
#include "govern/disambiguation.h"
#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

bool has_fallback(const RecordSet& records, std::string_view request) {
  return std::ranges::any_of(
      records.of("PolicyDisambiguationFallbackApplied"),
      [&](const Record* applied) { return text_of(applied->value(), "request_id") == request; });
}

void check(const RecordSet& records, Findings& findings) {
  for (const Record* raised : records.of("PolicyDisambiguationRaised")) {
    if (canon::Timestamp().set(text_of(raised->value(), "deadline_at"))) continue;
    findings.add(*raised, "/deadline_at", "is no time: a question without one may never end");
  }
  for (const Record* over : records.of("PolicyDisambiguationTimedOut")) {
    if (!word_of<govern::Fallback>(over->value(), "fallback_if_unanswered")) {
      findings.add(*over, "/fallback_if_unanswered", "is none that a question can end with");
    }
    if (has_fallback(records, text_of(over->value(), "request_id"))) continue;
    findings.add(*over, "", "is followed by no fallback");
  }
}

}  // namespace

extern const Lint state_disambiguation_without_terminal_state{
    .id = "state.disambiguation_without_terminal_state",
    .section = "4.30",
    .protects = "Every question ends.",
    .check = check};

}  // namespace writ::lint
