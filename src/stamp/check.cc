#include "stamp/check.h"

#include <algorithm>
#include <utility>
#include <variant>

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

// It was asked at another time, and that is all that may differ.
bool is_same_question(memory::PolicyEvaluationContext asked,
                      const memory::PolicyEvaluationContext& stamped) {
  asked.recorded_at = stamped.recorded_at;
  return asked == stamped;
}

bool is_same_question(const memory::PolicyEvaluationContextRef& asked,
                      const memory::PolicyEvaluationContext& stamped) {
  return asked == stamped.id;
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

SoundStamp::SoundStamp(KeptStamp kept) : kept_(std::move(kept)) {
  for (const memory::EffectiveMemoryPolicy& policy : kept_.policies) {
    allows_.push_back(allows_action(policy));
  }
}

std::expected<SoundStamp, StampFault> SoundStamp::of(KeptStamp kept) {
  if (const auto fault = binding_fault(kept)) return std::unexpected(*fault);
  return SoundStamp(std::move(kept));
}

std::optional<StampFault> SoundStamp::spent(const memory::PolicyRuntimeFreshnessKey& active,
                                            Instant now) const {
  const PolicyStamp& stamp = kept_.stamp;
  if (const auto fault = fault_of(stamp.lifecycle_state)) return fault;
  if (stamp.expires_at && stamp.expires_at->at() <= now) return StampFault::expired;
  if (now < stamp.recorded_at.at()) return StampFault::issued_later;
  switch (memory::compare(stamp.freshness_key, active)) {
    case memory::Freshness::current:
      return std::nullopt;
    case memory::Freshness::stale_effective_state:
      return StampFault::stale_effective_state;
    case memory::Freshness::stale_generation:
      return StampFault::stale_generation;
  }
  return StampFault::stale_generation;
}

std::optional<StampFault> SoundStamp::refused(Presented presented,
                                              const memory::PolicyRuntimeFreshnessKey& active,
                                              Instant now) const {
  const PolicyStamp& stamp = kept_.stamp;
  if (presented.object != stamp.object) return StampFault::another_object;
  const PolicyStampScopeItem* item = find_item(stamp.items, key_of(presented));
  if (item == nullptr) return not_listed(stamp, presented.action);
  const auto index = static_cast<std::size_t>(item - stamp.items.data());
  if (const auto fault = spent(active, now)) return fault;
  const bool is_same = std::visit(
      [&](auto&& asked) {
        return is_same_question(std::forward<decltype(asked)>(asked), kept_.contexts[index]);
      },
      std::move(presented.question));
  if (!is_same) return StampFault::another_context;
  return allows_[index] ? std::nullopt : std::optional(StampFault::below_minima);
}

const memory::PolicyEvaluationContext& SoundStamp::question_of(const ItemKey& item) const {
  const PolicyStampScopeItem* found = find_item(kept_.stamp.items, item);
  return kept_.contexts[static_cast<std::size_t>(found - kept_.stamp.items.data())];
}

}  // namespace writ::stamp
