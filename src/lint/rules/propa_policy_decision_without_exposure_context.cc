// propa.policy_decision_without_exposure_context: every decision knows to whose eyes it exposes.
#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

void check(const RecordSet& records, Findings& findings) {
  for (const Record* context : records.of(context_kind)) {
    if (!text_of(context->value(), "exposure_context_ref").empty()) continue;
    findings.add(*context, "", "has no `exposure_context_ref`: name the exposure context");
  }
  for (const Record* decision : records.of(decision_kind)) {
    if (context_of(records, decision->value()) != nullptr) continue;
    findings.add(*decision, "/policy_evaluation_context_ref",
                 "its context is not here, so that nothing tells to whose eyes it exposes");
  }
}

}  // namespace

extern const Lint propa_policy_decision_without_exposure_context{
    .id = "propa.policy_decision_without_exposure_context",
    .section = "4.3",
    .protects = "Every decision knows to whose eyes it exposes.",
    .check = check};

}  // namespace writ::lint
