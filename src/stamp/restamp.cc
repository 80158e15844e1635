#include "stamp/restamp.h"

#include <algorithm>

#include "memory/derived_id.h"

namespace writ::stamp {
namespace {

using memory::LifecycleState;

constexpr std::string_view restamp_prefix = "psr_";

std::optional<StampFault> prior_fault(const PolicyStamp& prior) {
  switch (prior.lifecycle_state) {
    case LifecycleState::active:
    case LifecycleState::invalidated:
      return std::nullopt;
    case LifecycleState::superseded:
      return StampFault::superseded;
    case LifecycleState::expired:
      return StampFault::expired;
    case LifecycleState::archived:
      return StampFault::archived;
    default:
      return StampFault::blocked;
  }
}

// A restamp of one kind, but for what it alone has.
template <class R>
R restamp_of(const PolicyStamp& prior, const PolicyCeilingSnapshot& ceiling,
             const RestampTerms& terms, std::vector<PolicyAxisCeilingComparison>&& comparisons) {
  return {.recorded_at = canon::Timestamp(terms.now),
          .object = prior.object,
          .prior_stamp = prior.id,
          .root_stamp = ceiling.root_stamp,
          .prior_key = prior.freshness_key,
          .new_key = terms.freshness_key,
          .ceiling = ceiling.id,
          .certificate = terms.certificate,
          .comparisons = std::move(comparisons),
          .reason_codes = prior.reason_codes};
}

std::optional<Instant> sooner(const std::optional<canon::Timestamp>& prior,
                              std::optional<Instant> wanted) {
  if (!prior) return wanted;
  return wanted ? std::min(prior->at(), *wanted) : prior->at();
}

PolicyStampRestamp followed(const PolicyStamp& prior, const PolicyCeilingSnapshot& ceiling,
                            const RestampTerms& terms,
                            std::vector<PolicyAxisCeilingComparison> comparisons,
                            const PolicyStamp& successor) {
  std::vector<Axis> axes = axes_that(CeilingComparison::downgraded, comparisons);
  if (axes.empty()) {
    auto record = restamp_of<PolicyStampRestampKeep>(prior, ceiling, terms, std::move(comparisons));
    record.policies = policies_of(successor);
    return {std::move(record)};
  }
  auto record =
      restamp_of<PolicyStampRestampDowngrade>(prior, ceiling, terms, std::move(comparisons));
  record.policies = policies_of(successor);
  record.axes = std::move(axes);
  return {std::move(record)};
}

}  // namespace

std::optional<StampFault> restamp_fault(const PolicyStamp& prior, const RestampTerms& terms) {
  if (const auto fault = prior_fault(prior)) return fault;
  if (has_run_out(prior, terms.now)) return StampFault::expired;
  if (prior.freshness_key == terms.freshness_key) return StampFault::not_moved;
  return std::nullopt;
}

IssueTerms successor_terms(const PolicyStamp& prior, const RestampTerms& terms) {
  return {.object = prior.object,
          .freshness_key = terms.freshness_key,
          .now = terms.now,
          .expires_at = sooner(prior.expires_at, terms.expires_at),
          .reason_codes = prior.reason_codes};
}

PolicyStampRestamp restamp_record(const PolicyStamp& prior, const PolicyCeilingSnapshot& ceiling,
                                  const RestampTerms& terms,
                                  std::vector<PolicyAxisCeilingComparison> comparisons,
                                  const PolicyStamp* successor) {
  PolicyStampRestamp restamp;
  if (successor != nullptr) {
    restamp = followed(prior, ceiling, terms, std::move(comparisons), *successor);
  } else {
    const std::string_view reason = block_reason(comparisons);
    auto record =
        restamp_of<PolicyStampRestampBlock>(prior, ceiling, terms, std::move(comparisons));
    record.blocked_reason_codes = {memory::ReasonCodeId(std::string(reason))};
    restamp = {std::move(record)};
  }
  name(restamp);
  return restamp;
}

std::expected<Restamped, StampFault> restamp(const KeptStamp& prior, const RestampTerms& terms,
                                             std::vector<Grant> grants) {
  if (const auto fault = restamp_fault(prior.stamp, terms)) return std::unexpected(*fault);
  auto comparisons = compare({.ceiling = leveled(prior.ceiling.items),
                              .prior = leveled(prior.policies),
                              .fresh = leveled_grants(grants)});
  Restamped made{.prior = prior.stamp};
  if (block_reason(comparisons).empty()) {
    auto successor =
        issue_under(successor_terms(prior.stamp, terms), std::move(grants), prior.ceiling);
    if (!successor) return std::unexpected(successor.error());
    made.successor = *std::move(successor);
  }
  const PolicyStamp* successor = made.successor ? &made.successor->stamp : nullptr;
  made.record =
      restamp_record(prior.stamp, prior.ceiling, terms, std::move(comparisons), successor);
  const memory::PolicyStampRef* follows = successor != nullptr ? &successor->id : nullptr;
  if (const auto fault = end(made.prior, terms.now, follows)) return std::unexpected(*fault);
  return made;
}

std::optional<StampFault> end(PolicyStamp& prior, Instant now,
                              const memory::PolicyStampRef* successor) {
  if (successor == nullptr) {
    const auto moved = advance(prior, LifecycleState::blocked, now);
    return moved ? std::nullopt : std::optional(StampFault::blocked);
  }
  const auto moved = advance(prior, LifecycleState::superseded, now, successor->text());
  return moved ? std::nullopt : std::optional(StampFault::superseded);
}

std::vector<memory::EffectiveMemoryPolicyRef> policies_of(const PolicyStamp& stamp) {
  std::vector<memory::EffectiveMemoryPolicyRef> refs;
  refs.reserve(stamp.items.size());
  for (const PolicyStampScopeItem& item : stamp.items) refs.push_back(item.policy);
  return refs;
}

void name(PolicyStampRestamp& restamp) {
  std::visit(
      [](auto& record) {
        record.id = memory::PolicyStampRestampRef(
            memory::derived_id(restamp_prefix, record, restamp_without));
      },
      static_cast<PolicyStampRestamp::variant&>(restamp));
}

memory::PolicyStampRestampRef restamp_ref(std::string_view content) {
  return memory::PolicyStampRestampRef(memory::derived_id(restamp_prefix, content));
}

}  // namespace writ::stamp
