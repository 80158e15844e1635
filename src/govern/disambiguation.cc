#include "govern/disambiguation.h"

#include "memory/derived_id.h"

namespace writ::govern {
namespace {

OpenFallback open(OpenFallback fallback) { return fallback; }

OpenFallback open(Fallback fallback) {
  switch (fallback) {
    case Fallback::block:
      return OpenFallback::block;
    case Fallback::search_only:
      return OpenFallback::search_only;
    case Fallback::reference_only:
      return OpenFallback::reference_only;
  }
  return OpenFallback::block;
}

bool asks_of_destination(QuestionKind kind) {
  switch (kind) {
    case QuestionKind::destination_confirmation:
    case QuestionKind::export_confirmation:
    case QuestionKind::carryover_confirmation:
      return true;
    case QuestionKind::scope_confirmation:
    case QuestionKind::identity_confirmation:
    case QuestionKind::privilege_review:
      return false;
  }
  return false;
}

}  // namespace

AnswerEffect effect_of(AnswerValue value) {
  switch (value) {
    case AnswerValue::confirm_scope:
    case AnswerValue::deny_scope:
      return AnswerEffect::new_scope_resolution_required;
    case AnswerValue::confirm_destination:
      return AnswerEffect::new_policy_decision_required;
    case AnswerValue::narrow_to_safe_material_only:
      return AnswerEffect::restamp_required;
    case AnswerValue::unknown_or_no_answer:
      return AnswerEffect::fallback_applied;
    case AnswerValue::deny_destination:
      break;
  }
  return AnswerEffect::block;
}

bool fits(QuestionKind kind, AnswerValue value) {
  switch (value) {
    case AnswerValue::confirm_scope:
    case AnswerValue::deny_scope:
      return !asks_of_destination(kind);
    case AnswerValue::confirm_destination:
    case AnswerValue::deny_destination:
      return asks_of_destination(kind);
    case AnswerValue::narrow_to_safe_material_only:
    case AnswerValue::unknown_or_no_answer:
      return true;
  }
  return false;
}

void PolicyDisambiguationAnswer::check(const canon::Path& path, canon::Faults& faults) const {
  const auto fault = [&](std::string_view member, const char* message) {
    faults.add(canon::record::wrong_value, canon::Path(path, member), message);
  };
  if (effect != effect_of(value)) fault("effect", "is not that of the answer");
  if (policy && !resolution && !decision) {
    fault("resulting_effective_policy_ref",
          "would be allowed by the answer itself: name the new input that it was met from");
  }
  const bool ends = effect == AnswerEffect::block || effect == AnswerEffect::fallback_applied;
  if (ends && (resolution || decision || policy)) {
    fault("effect", "leads to nothing new: leave out what would have resulted");
  }
}

void name(PolicyDisambiguationRequest& request) {
  std::visit(
      [](auto& record) {
        record.id = memory::PolicyDisambiguationRequestRef(
            memory::derived_id("pdq_", record, {"request_id", "recorded_at"}));
      },
      static_cast<PolicyDisambiguationRequest::variant&>(request));
}

void name(PolicyDisambiguationAnswer& answer) {
  answer.id = memory::PolicyDisambiguationAnswerRef(
      memory::derived_id("pda_", answer, {"answer_id", "recorded_at"}));
}

RequestView view_of(const PolicyDisambiguationRequest& request) {
  return std::visit(
      [](const auto& record) {
        return RequestView{.id = record.id,
                           .kind = record.kind,
                           .decision = record.decision,
                           .deadline = record.deadline,
                           .blocks = record.blocks.value,
                           .fallback = open(record.fallback),
                           .freshness_key = record.freshness_key};
      },
      static_cast<const PolicyDisambiguationRequest::variant&>(request));
}

}  // namespace writ::govern
