#include "stamp/check.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "canon/record_equal.h"
#include "stamp/issue.h"

namespace writ::stamp {
namespace {

bool is_altered(const KeptStamp& kept) {
  PolicyStamp stamp = kept.stamp;
  PolicyCeilingSnapshot ceiling = kept.ceiling;
  name(stamp);
  name(ceiling);
  return stamp.id != kept.stamp.id || ceiling.id != kept.ceiling.id;
}

std::optional<StampFault> item_fault(const KeptStamp& kept, std::size_t i) {
  const PolicyStampScopeItem& item = kept.stamp.items[i];
  const memory::EffectiveMemoryPolicy& policy = kept.policies[i];
  const bool one = item.policy == policy.id && key_of(item) == key_of(policy) &&
                   item.ceiling == kept.ceiling.id &&
                   find_item(kept.ceiling.items, key_of(item)) != nullptr;
  if (!one) return StampFault::policy_mismatch;
  return grant_fault(kept.stamp.object, kept.stamp.freshness_key, policy, kept.contexts[i]);
}

std::optional<StampFault> binding_fault(const KeptStamp& kept) {
  const std::size_t count = kept.stamp.items.size();
  if (count == 0) return StampFault::no_items;
  if (is_altered(kept)) return StampFault::altered;
  const bool whole = kept.policies.size() == count && kept.contexts.size() == count &&
                     kept.ceiling.object == kept.stamp.object;
  if (!whole) return StampFault::policy_mismatch;
  for (std::size_t i = 0; i < count; ++i) {
    if (const auto fault = item_fault(kept, i)) return fault;
    if (find_item(kept.stamp.items, key_of(kept.stamp.items[i])) != &kept.stamp.items[i]) {
      return StampFault::repeated_item;
    }
  }
  return std::nullopt;
}

StampFault not_listed(const PolicyStamp& stamp, memory::Action action) {
  const auto found = std::ranges::find(stamp.items, action, &PolicyStampScopeItem::action);
  return found == stamp.items.end() ? StampFault::action_not_listed
                                    : StampFault::destination_not_listed;
}

}  // namespace

std::optional<StampFault> fault_of(memory::LifecycleState state) {
  using enum memory::LifecycleState;
  switch (state) {
    case active:
      return std::nullopt;
    case superseded:
      return StampFault::superseded;
    case invalidated:
      return StampFault::invalidated;
    case expired:
      return StampFault::expired;
    case archived:
      return StampFault::archived;
    case blocked:
    case candidate:
    case confirmed:
      return StampFault::blocked;
  }
  return StampFault::blocked;
}

std::expected<SoundStamp, StampFault> SoundStamp::of(const KeptStamp& kept) {
  if (const auto fault = binding_fault(kept)) return std::unexpected(*fault);
  std::vector<memory::PolicyEvaluationContextRef> questions;
  questions.reserve(kept.contexts.size());
  for (const memory::PolicyEvaluationContext& context : kept.contexts) {
    questions.push_back(context.id);
  }
  SoundForm form({kept.stamp.freshness_key, kept.policies, kept.contexts}, kept.stamp.recorded_at);
  return SoundStamp(kept.stamp, std::make_shared<const SoundForm>(std::move(form)),
                    std::make_shared<const PolicyCeilingSnapshot>(kept.ceiling),
                    std::move(questions));
}

std::expected<SoundStamp, StampFault> SoundStamp::of(
    std::shared_ptr<const SoundForm> form, IssueTerms terms,
    std::shared_ptr<const PolicyCeilingSnapshot> ceiling) {
  if (ceiling->object != terms.object || form->form().freshness_key != terms.freshness_key) {
    return std::unexpected(StampFault::policy_mismatch);
  }
  std::vector<memory::PolicyEvaluationContextRef> questions;
  std::vector<PolicyStampScopeItem> items;
  questions.reserve(form->levels().size());
  items.reserve(form->levels().size());
  for (std::size_t i = 0; i < form->levels().size(); ++i) {
    const ItemKey& key = form->levels()[i].key;
    if (find_item(ceiling->items, key) == nullptr) {
      return std::unexpected(StampFault::policy_mismatch);
    }
    questions.push_back(form->ids(i).context(terms.object));
    items.push_back({key.action, key.destination,
                     form->ids(i).policy(terms.object, questions.back()), ceiling->id});
  }
  return SoundStamp(stamp_of(std::move(terms), std::move(items)), std::move(form),
                    std::move(ceiling), std::move(questions));
}

KeptStamp SoundStamp::kept() const {
  KeptStamp kept{.stamp = stamp_, .policies = {}, .contexts = {}, .ceiling = *ceiling_};
  for (Grant& grant : form_->grants_of(stamp_.object, stamp_.recorded_at)) {
    kept.policies.push_back(std::move(grant.policy));
    kept.contexts.push_back(std::move(grant.context));
  }
  return kept;
}

const memory::PrincipalRef& SoundStamp::asked_for(const ItemKey& item) const {
  const PolicyStampScopeItem* found = find_item(stamp_.items, item);
  return form_->form().contexts[static_cast<std::size_t>(found - stamp_.items.data())].principal;
}

void SoundStamp::share(SharedForms& forms) { form_ = forms.of(form_); }

std::optional<StampFault> SoundStamp::spent(const memory::PolicyRuntimeFreshnessKey& active,
                                            Instant now) const {
  if (const auto fault = fault_of(stamp_.lifecycle_state)) return fault;
  if (has_run_out(stamp_, now)) return StampFault::expired;
  if (now < stamp_.recorded_at.at()) return StampFault::issued_later;
  switch (memory::compare(stamp_.freshness_key, active)) {
    case memory::Freshness::current:
      return std::nullopt;
    case memory::Freshness::stale_effective_state:
      return StampFault::stale_effective_state;
    case memory::Freshness::stale_generation:
      return StampFault::stale_generation;
  }
  return StampFault::stale_generation;
}

std::optional<StampFault> SoundStamp::refused(const Presented& presented,
                                              const memory::PolicyRuntimeFreshnessKey& active,
                                              Instant now) const {
  if (presented.object != stamp_.object) return StampFault::another_object;
  const PolicyStampScopeItem* item = find_item(stamp_.items, key_of(presented));
  if (item == nullptr) return not_listed(stamp_, presented.action);
  const auto index = static_cast<std::size_t>(item - stamp_.items.data());
  if (const auto fault = spent(active, now)) return fault;
  const bool is_same = std::visit([&](const auto& asked) { return is_question_of(index, asked); },
                                  presented.question);
  if (!is_same) return StampFault::another_context;
  return form_->allows_action(index) ? std::nullopt : std::optional(StampFault::below_minima);
}

// It was asked at another time, and that is all that may differ.
bool SoundStamp::is_question_of(std::size_t item,
                                const memory::PolicyEvaluationContext& asked) const {
  if (asked.id != questions_[item] || asked.object != stamp_.object) return false;
  using Question = memory::PolicyEvaluationContext;
  return canon::equal_but_for<&Question::id, &Question::object, &Question::recorded_at>(
      asked, form_->form().contexts[item]);
}

bool SoundStamp::is_question_of(std::size_t item,
                                const memory::PolicyEvaluationContextRef& asked) const {
  return asked == questions_[item];
}

}  // namespace writ::stamp
