#include "door/authzen_answer.h"

#include "canon/record_define.h"

namespace writ::door::authzen {

EvaluationResponse response_of(const policy::AccessQuestion& question,
                               policy::PDPDecision decision) {
  EvaluationResponse response{.decision = decision.allow};
  const bool reasons = question.tells_reasons();
  const bool obligations = question.tells_obligations();
  const bool is_dated = decision.honoured_until.has_value();
  if (!reasons && !obligations && !is_dated) return response;
  EvaluationContext& context = response.context.emplace();
  if (reasons) {
    context.decision_hash = std::move(decision.decision_hash);
    context.policy_hash = std::move(decision.policy_hash);
    context.reason = std::move(decision.reason);
    context.rule_ids = std::move(decision.rule_ids);
  }
  context.freshness_generation = decision.freshness_generation;
  context.honoured_until = std::move(decision.honoured_until);
  if (obligations) context.obligations = std::move(decision.obligations);
  return response;
}

}  // namespace writ::door::authzen

DEFINE_RECORD(writ::door::authzen::EvaluationError);
DEFINE_RECORD(writ::door::authzen::EvaluationContext);
DEFINE_RECORD(writ::door::authzen::EvaluationResponse);
DEFINE_RECORD(writ::door::authzen::EvaluationsResponse);
DEFINE_RECORD(writ::door::authzen::PageResponse);
DEFINE_RECORD(writ::door::authzen::FoundEntity);
DEFINE_RECORD(writ::door::authzen::FoundAction);
DEFINE_RECORD(writ::door::authzen::EntitySearchResponse);
DEFINE_RECORD(writ::door::authzen::ActionSearchResponse);
