#include "govern/disambiguation_life.h"

#include <algorithm>

#include <fmt/format.h>

#include "memory/lifecycle.h"

namespace writ::govern {
namespace {

constexpr std::string_view kind = "PolicyDisambiguationRequest";

std::optional<AnswerFault> answer_fault(const RequestView& request,
                                        const DisambiguationState& state,
                                        const AnswerTerms& terms) {
  const auto* raised = std::get_if<DisambiguationRaised>(&state);
  if (raised == nullptr || !may_become(state, "answered")) return AnswerFault::not_open;
  if (raised->request != request.id) return AnswerFault::another_question;
  if (raised->deadline.at() <= terms.now) return AnswerFault::too_late;
  if (request.freshness_key != terms.active) return AnswerFault::stale;
  if (!fits(request.kind, terms.value)) return AnswerFault::not_its_kind;
  return std::nullopt;
}

}  // namespace

std::string_view name_of(const DisambiguationState& state) {
  return std::visit([](const auto& record) { return record.state.text(); },
                    static_cast<const DisambiguationState::variant&>(state));
}

bool may_become(const DisambiguationState& state, std::string_view next) {
  return memory::check_transition(kind, name_of(state), next).has_value();
}

Result<DisambiguationRaised> raise(const PolicyDisambiguationRequest& request, Instant now,
                                   std::int64_t longest) {
  const RequestView view = view_of(request);
  const Instant last{now.microseconds + longest};
  const Instant deadline = view.deadline ? std::min(view.deadline->at(), last) : last;
  if (deadline <= now) {
    return Problem{fault::deadline_passed,
                   fmt::format("the question's deadline, `{}`, has passed: ask with a later one",
                               deadline.text())};
  }
  return DisambiguationRaised{.recorded_at = canon::Timestamp(now),
                              .request = view.id,
                              .deadline = canon::Timestamp(deadline),
                              .blocks = view.blocks,
                              .fallback = view.fallback};
}

std::expected<Answered, AnswerFault> answer(const PolicyDisambiguationRequest& request,
                                            const DisambiguationState& state,
                                            const AnswerTerms& terms) {
  const RequestView view = view_of(request);
  if (const auto fault = answer_fault(view, state, terms)) return std::unexpected(*fault);
  const canon::Timestamp now(terms.now);
  Answered taken{.answer = {.recorded_at = now,
                            .request = view.id,
                            .answered_at = now,
                            .answered_by = terms.answered_by,
                            .value = terms.value,
                            .effect = effect_of(terms.value),
                            .freshness_key = terms.active,
                            .reason_codes = terms.reason_codes}};
  name(taken.answer);
  taken.state = {.recorded_at = now,
                 .request = view.id,
                 .answer = taken.answer.id,
                 .resumed_pipeline = terms.resumed_pipeline};
  return taken;
}

std::optional<DisambiguationTimedOut> time_out(const DisambiguationState& state, Instant now) {
  const auto* raised = std::get_if<DisambiguationRaised>(&state);
  if (raised == nullptr || now < raised->deadline.at() || !may_become(state, "timed_out")) {
    return std::nullopt;
  }
  const canon::Timestamp then(now);
  return DisambiguationTimedOut{.recorded_at = then,
                                .request = raised->request,
                                .timed_out_at = then,
                                .fallback = fallback_of(raised->fallback)};
}

DisambiguationFallbackApplied apply_fallback(const DisambiguationTimedOut& timed_out, Instant now) {
  return {.recorded_at = canon::Timestamp(now),
          .request = timed_out.request,
          .applied = timed_out.fallback};
}

Fallback fallback_of(OpenFallback fallback) {
  switch (fallback) {
    case OpenFallback::search_only:
      return Fallback::search_only;
    case OpenFallback::reference_only:
      return Fallback::reference_only;
    case OpenFallback::block:
    case OpenFallback::defer:
      break;
  }
  return Fallback::block;
}

memory::ScopeConservatismFloor floor_of(Fallback fallback) {
  switch (fallback) {
    case Fallback::search_only:
      return memory::ScopeConservatismFloor::safe_label_candidate;
    case Fallback::reference_only:
      return memory::ScopeConservatismFloor::reference_only_candidate;
    case Fallback::block:
      break;
  }
  return memory::ScopeConservatismFloor::fail_closed_candidate;
}

}  // namespace writ::govern
