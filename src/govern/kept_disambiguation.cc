#include "govern/kept_disambiguation.h"

#include <utility>

namespace writ::govern {
namespace {

const memory::PolicyDisambiguationRequestRef& request_of(const DisambiguationState& state) {
  return std::visit([](const auto& record) -> const auto& { return record.request; },
                    static_cast<const DisambiguationState::variant&>(state));
}

bool is_life(const std::vector<DisambiguationState>& life) {
  if (life.empty() || !std::holds_alternative<DisambiguationRaised>(life.front())) return false;
  for (std::size_t i = 1; i < life.size(); ++i) {
    if (!may_become(life[i - 1], name_of(life[i]))) return false;
  }
  return !std::holds_alternative<DisambiguationTimedOut>(life.back());  // its fallback follows
}

bool has_own_id(PolicyDisambiguationRequest request) {
  const memory::PolicyDisambiguationRequestRef told = view_of(request).id;
  name(request);
  return view_of(request).id == told;
}

// An answer is there exactly where the question was answered, and is the one that is named.
bool is_its_answer(const KeptDisambiguation& kept) {
  const auto* answered = std::get_if<DisambiguationAnswered>(&kept.state());
  if (answered == nullptr || !kept.answer) return answered == nullptr && !kept.answer;
  PolicyDisambiguationAnswer named = *kept.answer;
  name(named);
  return named.id == kept.answer->id && answered->answer == named.id &&
         named.request == view_of(kept.request).id;
}

}  // namespace

void KeptDisambiguation::check(const canon::Path& path, canon::Faults& faults) const {
  const auto fault = [&](std::string_view member, const char* message) {
    faults.add(canon::record::wrong_value, canon::Path(path, member), message);
  };
  if (!has_own_id(request)) fault("request", "does not have the id of its content");
  if (!is_life(life)) return fault("lifecycle", "is none that a question can have");
  for (const DisambiguationState& state : life) {
    if (request_of(state) != view_of(request).id) fault("lifecycle", "is another question's");
  }
  if (!is_its_answer(*this)) fault("answer", "is not what the question's state says of it");
}

Result<KeptDisambiguation> begin(PolicyDisambiguationRequest request, Instant now,
                                 std::int64_t longest) {
  KeptDisambiguation kept{.request = std::move(request)};
  WRIT_TRY(DisambiguationRaised raised, raise(kept.request, now, longest));
  kept.life.emplace_back(std::move(raised));
  return kept;
}

std::optional<AnswerFault> take_answer(KeptDisambiguation& kept, const AnswerTerms& terms) {
  auto taken = answer(kept.request, kept.state(), terms);
  if (!taken) return taken.error();
  kept.answer = std::move(taken->answer);
  kept.life.emplace_back(std::move(taken->state));
  return std::nullopt;
}

bool expire(KeptDisambiguation& kept, Instant now) {
  const auto timed_out = time_out(kept.state(), now);
  if (!timed_out) return false;
  kept.life.emplace_back(*timed_out);
  kept.life.emplace_back(apply_fallback(*timed_out, now));
  return true;
}

std::optional<Fallback> fallback_that_holds(const KeptDisambiguation& kept) {
  if (const auto* over = std::get_if<DisambiguationFallbackApplied>(&kept.state())) {
    return over->applied;
  }
  if (!kept.answer || kept.answer->effect != AnswerEffect::fallback_applied) return std::nullopt;
  return fallback_of(view_of(kept.request).fallback);
}

}  // namespace writ::govern
