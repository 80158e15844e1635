#include "ops/restamp_answers.h"

#include <utility>

namespace writ::ops {
namespace {

// How many of the forms that were found last are tried before there is one more.
constexpr std::size_t tried_forms = 4;

}  // namespace

Result<std::optional<RestampAnswers::Answer>> RestampAnswers::ask(const State& state,
                                                                  const StaleStamp& stale) {
  const auto known = alike_.find(stale.alike);
  if (known == alike_.end()) return ask_in_full(state, stale);
  return std::optional(known->second);
}

Result<std::optional<RestampAnswers::Answer>> RestampAnswers::ask_in_full(const State& state,
                                                                          const StaleStamp& stale) {
  const stamp::SoundStamp& stamp = stale.stamp->stamp;
  const memory::MemoryObjectRef& object = stamp.stamp().object;
  WRIT_TRY(auto reasked, reask(engine_, call_, tenant_, stamp, about(*stale.asked(), object)));
  if (!reasked) return std::optional<Answer>();
  Evaluated& evaluated = reasked->evaluated;
  asked_.try_emplace(governor_of(reasked->questions), reasked->questions, evaluated.active);
  if (grants_of(evaluated).empty()) {
    nothing_.push_back(std::move(evaluated));
    return std::optional(Answer{.form = {}, .nothing = &nothing_.back(), .expires_at = {}});
  }
  const Answer answer{.form = form_of(object, evaluated),
                      .nothing = nullptr,
                      .expires_at = expiry_of(evaluated, reasked->until)};
  if (answer.form == nullptr) return std::optional<Answer>();
  // Of what is not permitted a form does not say that it was asked.
  const bool says_all = evaluated.items.size() == answer.form->form().policies.size();
  // What a proof says for a while it says of one memory.
  const bool rests_on_proofs = expiry_of(evaluated, std::nullopt).has_value();
  if (stale.alike != nullptr && says_all && !rests_on_proofs) {
    WRIT_TRY(const bool minds,
             minds_memory(engine_, state, call_, tenant_, *stale.alike, evaluated.active));
    if (!minds) alike_.emplace(stale.alike, answer);
  }
  return std::optional(answer);
}

std::shared_ptr<const stamp::SoundForm> RestampAnswers::form_of(
    const memory::MemoryObjectRef& object, const Evaluated& evaluated) {
  std::vector<stamp::Grant> grants = grants_of(evaluated);
  const std::size_t begin = forms_.size() > tried_forms ? forms_.size() - tried_forms : 0;
  for (std::size_t i = begin; i < forms_.size(); ++i) {
    if (forms_[i]->is_of(object, grants)) return forms_[i];
  }
  auto made =
      stamp::SoundForm::of(std::move(grants), evaluated.active, canon::Timestamp(call_.now));
  if (!made) return nullptr;
  return forms_.emplace_back(
      shared_.of(std::make_shared<const stamp::SoundForm>(*std::move(made))));
}

Result<bool> RestampAnswers::are_current(const State& state) const {
  for (const auto& [by, asked] : asked_) {
    WRIT_TRY(const auto key, key_now(engine_, state, call_, tenant_, asked.questions));
    if (!key || *key != asked.active) return false;
  }
  return true;
}

}  // namespace writ::ops
