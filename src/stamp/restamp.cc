#include "stamp/restamp.h"

#include <algorithm>

#include "memory/derived_id.h"

namespace writ::stamp {
namespace {

using memory::LifecycleState;

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
R restamp_of(const KeptStamp& prior, const RestampTerms& terms,
             const std::vector<PolicyAxisCeilingComparison>& comparisons) {
  return {.recorded_at = canon::Timestamp(terms.now),
          .object = prior.stamp.object,
          .prior_stamp = prior.stamp.id,
          .root_stamp = prior.ceiling.root_stamp,
          .prior_key = prior.stamp.freshness_key,
          .new_key = terms.freshness_key,
          .ceiling = prior.ceiling.id,
          .certificate = terms.certificate,
          .comparisons = comparisons,
          .reason_codes = prior.stamp.reason_codes};
}

std::vector<memory::EffectiveMemoryPolicyRef> policies_of(const PolicyStamp& stamp) {
  std::vector<memory::EffectiveMemoryPolicyRef> refs;
  refs.reserve(stamp.items.size());
  for (const PolicyStampScopeItem& item : stamp.items) refs.push_back(item.policy);
  return refs;
}

std::optional<Instant> sooner(const std::optional<canon::Timestamp>& prior,
                              std::optional<Instant> wanted) {
  if (!prior) return wanted;
  return wanted ? std::min(prior->at(), *wanted) : prior->at();
}

using Comparisons = std::vector<PolicyAxisCeilingComparison>;

std::expected<Restamped, StampFault> blocked(const KeptStamp& prior, const RestampTerms& terms,
                                             const Comparisons& comparisons,
                                             std::string_view reason) {
  auto record = restamp_of<PolicyStampRestampBlock>(prior, terms, comparisons);
  record.blocked_reason_codes = {memory::ReasonCodeId(std::string(reason))};
  Restamped made{.record = std::move(record), .prior = prior.stamp};
  name(made.record);
  if (!advance(made.prior, LifecycleState::blocked, terms.now)) {
    return std::unexpected(StampFault::blocked);
  }
  return made;
}

std::expected<Restamped, StampFault> followed(const KeptStamp& prior, const RestampTerms& terms,
                                              const Comparisons& comparisons, KeptStamp successor) {
  Restamped made{.prior = prior.stamp};
  const std::vector<Axis> axes = axes_that(CeilingComparison::downgraded, comparisons);
  if (axes.empty()) {
    auto record = restamp_of<PolicyStampRestampKeep>(prior, terms, comparisons);
    record.policies = policies_of(successor.stamp);
    made.record = std::move(record);
  } else {
    auto record = restamp_of<PolicyStampRestampDowngrade>(prior, terms, comparisons);
    record.policies = policies_of(successor.stamp);
    record.axes = axes;
    made.record = std::move(record);
  }
  name(made.record);
  const std::string& id = successor.stamp.id.text();
  if (!advance(made.prior, LifecycleState::superseded, terms.now, id)) {
    return std::unexpected(StampFault::superseded);
  }
  made.successor = std::move(successor);
  return made;
}

}  // namespace

std::expected<Restamped, StampFault> restamp(const KeptStamp& prior, const RestampTerms& terms,
                                             std::vector<Grant> grants) {
  if (const auto fault = prior_fault(prior.stamp)) return std::unexpected(*fault);
  if (prior.stamp.expires_at && prior.stamp.expires_at->at() <= terms.now) {
    return std::unexpected(StampFault::expired);
  }
  if (prior.stamp.freshness_key == terms.freshness_key) {
    return std::unexpected(StampFault::not_moved);
  }
  const Comparisons comparisons = comparisons_of(prior, grants);
  if (const std::string_view reason = block_reason(comparisons); !reason.empty()) {
    return blocked(prior, terms, comparisons, reason);
  }
  auto successor = issue_under({.object = prior.stamp.object,
                                .freshness_key = terms.freshness_key,
                                .now = terms.now,
                                .expires_at = sooner(prior.stamp.expires_at, terms.expires_at),
                                .reason_codes = prior.stamp.reason_codes},
                               std::move(grants), prior.ceiling);
  if (!successor) return std::unexpected(successor.error());
  return followed(prior, terms, comparisons, *std::move(successor));
}

std::vector<PolicyAxisCeilingComparison> comparisons_of(const KeptStamp& prior,
                                                        const std::vector<Grant>& grants) {
  Compared all{.ceiling = leveled(prior.ceiling.items), .prior = leveled(prior.policies)};
  for (const Grant& grant : grants) {
    all.fresh.push_back({key_of(grant.policy), levels_of(grant.policy)});
  }
  return compare(all);
}

void name(PolicyStampRestamp& restamp) {
  std::visit(
      [](auto& record) {
        record.id = memory::PolicyStampRestampRef(
            memory::derived_id("psr_", record, {"restamp_id", "recorded_at"}));
      },
      static_cast<PolicyStampRestamp::variant&>(restamp));
}

}  // namespace writ::stamp
