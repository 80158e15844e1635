#include "memory/applicability.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace writ::memory {
namespace {

// Absent applies to any; what is there must be equal.
template <class T>
bool covers(const std::optional<T>& said, const std::optional<T>& asked) {
  return !said || said == asked;
}

// By what the decision says itself, whatever its context.
std::optional<ExclusionReason> about_another(const MemoryPolicyDecision& decision,
                                             const PolicyEvaluationContext& asked) {
  if (decision.object != asked.object) return ExclusionReason::wrong_object;
  if (decision.action != asked.action) return ExclusionReason::wrong_action;
  if (!covers(decision.destination, asked.destination)) return ExclusionReason::wrong_destination;
  return std::nullopt;
}

// The question that a decision says it answers must be the one that it answers.
bool contradicts(const PolicyEvaluationContext& context, const MemoryPolicyDecision& decision) {
  return context.object != decision.object || context.action != decision.action ||
         (context.destination && decision.destination &&
          context.destination != decision.destination);
}

std::optional<ExclusionReason> asked_otherwise(const PolicyEvaluationContext& context,
                                               const PolicyEvaluationContext& asked) {
  using enum ExclusionReason;
  if (!covers(context.destination, asked.destination)) return wrong_destination;
  if (context.principal != asked.principal) return wrong_principal;
  if (!covers(context.surface, asked.surface)) return wrong_surface;
  if (context.exposure_context != asked.exposure_context) return wrong_exposure_context;
  if (context.model_class != asked.model_class) return wrong_model_class;
  if (context.client_kind != asked.client_kind) return wrong_client_kind;
  if (context.interaction_mode != asked.interaction_mode) return wrong_interaction_mode;
  return std::nullopt;
}

std::optional<ExclusionReason> stale(const MemoryPolicyDecision& decision,
                                     const PolicyEvaluationContext& context,
                                     const PolicyRuntimeFreshnessKey& active) {
  switch (
      std::max(compare(decision.freshness_key, active), compare(context.freshness_key, active))) {
    case Freshness::current:
      return std::nullopt;
    case Freshness::stale_effective_state:
      return ExclusionReason::stale_effective_state;
    case Freshness::stale_generation:
      return ExclusionReason::stale_generation;
  }
  return ExclusionReason::stale_generation;
}

// One question's sifting.
class Sieve {
 public:
  Sieve(const Asked& asked, const KnownContexts& contexts, const KnownObligations& obligations)
      : asked_(asked), contexts_(contexts), obligations_(obligations) {
    const Freshness freshness = compare(asked.context.freshness_key, asked.active);
    if (freshness == Freshness::stale_generation) block(Block::stale_generation);
    if (freshness == Freshness::stale_effective_state) block(Block::stale_effective_state);
  }

  void add(const MemoryPolicyDecision& decision, bool ambiguous) {
    if (const auto reason = about_another(decision, asked_.context)) {
      return exclude(decision, *reason);
    }
    const PolicyEvaluationContext* context = contexts_.find(decision.context);
    if (ambiguous || context == nullptr || contradicts(*context, decision)) {
      return block_by(decision, ExclusionReason::malformed_axis);
    }
    if (const auto reason = asked_otherwise(*context, asked_.context)) {
      return exclude(decision, *reason);
    }
    const auto staleness = stale(decision, *context, asked_.active);
    const std::optional<Capability> allows = capability_of(decision);
    if (!allows) return block_by(decision, staleness.value_or(ExclusionReason::malformed_axis));
    if (staleness) exclude(decision, *staleness);
    hear(decision, *allows, !staleness);
  }

  Sifted take() && {
    // Of one that stands there twice the reason that blocks.
    std::ranges::sort(sifted_.excluded, [](const ExcludedDecision& a, const ExcludedDecision& b) {
      return std::tie(a.decision, b.reason) < std::tie(b.decision, a.reason);
    });
    const auto rest = std::ranges::unique(sifted_.excluded, {}, &ExcludedDecision::decision);
    sifted_.excluded.erase(rest.begin(), rest.end());
    return std::move(sifted_);
  }

 private:
  void exclude(const MemoryPolicyDecision& decision, ExclusionReason reason) {
    sifted_.excluded.push_back({decision.id, reason});
  }
  void block_by(const MemoryPolicyDecision& decision, ExclusionReason reason) {
    exclude(decision, reason);
    block(Block::malformed_axis);
  }
  void block(Block why) { sifted_.voices.blocks.add(why); }
  void hear(const MemoryPolicyDecision& decision, Capability allows, bool fresh) {
    sifted_.voices.contributions.push_back({.ref = decision.id.text(),
                                            .allows = allows,
                                            .weight = fresh ? Weight::authorizes : Weight::stale,
                                            .names_destination = decision.destination.has_value()});
    for (const PolicyObligationRef& ref : decision.obligations) {
      const Owed* owed = obligations_.find(ref);
      if (owed == nullptr) {
        block(Block::undefined_obligation);
      } else {
        sifted_.voices.owed.push_back(owed);
      }
    }
  }

  const Asked& asked_;
  const KnownContexts& contexts_;
  const KnownObligations& obligations_;
  Sifted sifted_;
};

// The records in the order of their ids, for groups of one id.
template <class R>
std::vector<const R*> by_id(std::span<const R> records) {
  std::vector<const R*> list;
  list.reserve(records.size());
  for (const R& record : records) list.push_back(&record);
  std::ranges::stable_sort(list, {},
                           [](const R* record) { return std::string_view(record->id.text()); });
  return list;
}

template <class Iterator>
Iterator end_of_group(Iterator first, Iterator end) {
  return std::find_if(first, end, [&](const auto* record) { return record->id != (*first)->id; });
}

// Whether all of one id say the same.
template <class Iterator>
bool all_same(Iterator first, Iterator last) {
  return last - first == 1 ||
         std::all_of(first + 1, last, [&](const auto* record) { return *record == **first; });
}

}  // namespace

KnownContexts::KnownContexts(const PolicyEvaluationContext& asked,
                             std::span<const PolicyEvaluationContext> others) {
  std::vector<const PolicyEvaluationContext*> all = by_id(others);
  const auto id = [](const auto* context) { return std::string_view(context->id.text()); };
  all.insert(std::ranges::lower_bound(all, id(&asked), {}, id), &asked);
  for (auto first = all.begin(); first != all.end();) {
    const auto last = end_of_group(first, all.end());
    if (all_same(first, last)) list_.push_back(*first);
    first = last;
  }
}

const PolicyEvaluationContext* KnownContexts::find(const PolicyEvaluationContextRef& ref) const {
  const auto id = [](const auto* context) { return std::string_view(context->id.text()); };
  const auto at = std::ranges::lower_bound(list_, std::string_view(ref.text()), {}, id);
  return at != list_.end() && (*at)->id == ref ? *at : nullptr;
}

Sifted sift(const Asked& asked, std::span<const MemoryPolicyDecision> decisions,
            const KnownContexts& contexts, const KnownObligations& obligations) {
  Sieve sieve(asked, contexts, obligations);
  const std::vector<const MemoryPolicyDecision*> list = by_id(decisions);
  for (auto first = list.begin(); first != list.end();) {
    const auto last = end_of_group(first, list.end());
    if (all_same(first, last)) {
      sieve.add(**first, false);
    } else {
      for (auto one = first; one != last; ++one) sieve.add(**one, true);
    }
    first = last;
  }
  return std::move(sieve).take();
}

}  // namespace writ::memory
