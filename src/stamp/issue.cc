#include "stamp/issue.h"

#include <algorithm>

#include "memory/actions.h"
#include "memory/identity.h"

namespace writ::stamp {
namespace {

template <class Record>
bool is_named(const Record& record) {
  Record named = record;
  memory::name(named);
  return named.id == record.id;
}

const auto key_of_grant = [](const Grant& grant) { return key_of(grant.policy); };

std::optional<StampFault> grants_fault(const IssueTerms& terms, const std::vector<Grant>& grants) {
  if (grants.empty()) return StampFault::no_items;
  for (const Grant& grant : grants) {
    const auto fault = grant_fault(terms.object, terms.freshness_key, grant.policy, grant.context);
    if (fault) return fault;
    if (!allows_action(grant.policy)) return StampFault::below_minima;
  }
  return std::nullopt;
}

PolicyCeilingSnapshot ceiling_of(const IssueTerms& terms, const std::vector<Grant>& grants) {
  PolicyCeilingSnapshot ceiling{.recorded_at = canon::Timestamp(terms.now),
                                .object = terms.object,
                                .freshness_key = terms.freshness_key,
                                .issued_at = canon::Timestamp(terms.now)};
  for (const Grant& grant : grants) ceiling.items.push_back(ceiling_item_of(grant.policy));
  name(ceiling);
  return ceiling;
}

// Of grants without fault, in the order of their keys.
KeptStamp kept_of(const IssueTerms& terms, std::vector<Grant> grants,
                  PolicyCeilingSnapshot ceiling) {
  KeptStamp kept{.ceiling = std::move(ceiling)};
  std::vector<PolicyStampScopeItem> items;
  for (Grant& grant : grants) {
    items.push_back(
        {grant.policy.action, grant.policy.destination, grant.policy.id, kept.ceiling.id});
    kept.policies.push_back(std::move(grant.policy));
    kept.contexts.push_back(std::move(grant.context));
  }
  kept.stamp = stamp_of(terms, std::move(items));
  return kept;
}

}  // namespace

std::optional<StampFault> grant_fault(const memory::MemoryObjectRef& object,
                                      const memory::PolicyRuntimeFreshnessKey& key,
                                      const memory::EffectiveMemoryPolicy& policy,
                                      const memory::PolicyEvaluationContext& context) {
  if (!is_named(policy) || !is_named(context)) return StampFault::altered;
  const bool one = policy.object == object && context.object == object &&
                   key_of(policy) == key_of(context) && policy.context == context.id &&
                   memory::is_egress(policy.action) == policy.destination.has_value();
  if (!one) return StampFault::policy_mismatch;
  for (const auto* made_under : {&policy.freshness_key, &context.freshness_key}) {
    switch (memory::compare(*made_under, key)) {
      case memory::Freshness::current:
        break;
      case memory::Freshness::stale_effective_state:
        return StampFault::stale_effective_state;
      case memory::Freshness::stale_generation:
        return StampFault::stale_generation;
    }
  }
  return std::nullopt;
}

std::vector<LeveledItem> leveled_grants(const std::vector<Grant>& grants) {
  std::vector<LeveledItem> items;
  items.reserve(grants.size());
  for (const Grant& grant : grants) {
    items.push_back({key_of(grant.policy), levels_of(grant.policy)});
  }
  return items;
}

bool allows_action(const memory::EffectiveMemoryPolicy& policy) {
  return memory::least_for(policy.action, policy.destination)
      .within(*memory::Settled(memory::capability_of(policy)));
}

std::optional<StampFault> sort_grants(const IssueTerms& terms, std::vector<Grant>& grants) {
  if (const auto fault = grants_fault(terms, grants)) return fault;
  std::ranges::sort(grants, {}, key_of_grant);
  const bool repeats = std::ranges::adjacent_find(grants, {}, key_of_grant) != grants.end();
  return repeats ? std::optional(StampFault::repeated_item) : std::nullopt;
}

PolicyStamp stamp_of(IssueTerms terms, std::vector<PolicyStampScopeItem> items) {
  PolicyStamp stamp{.recorded_at = canon::Timestamp(terms.now),
                    .object = std::move(terms.object),
                    .freshness_key = std::move(terms.freshness_key),
                    .items = std::move(items),
                    .reason_codes = std::move(terms.reason_codes)};
  if (terms.expires_at) stamp.expires_at = canon::Timestamp(*terms.expires_at);
  name(stamp);
  return stamp;
}

std::expected<KeptStamp, StampFault> issue(const IssueTerms& terms, std::vector<Grant> grants) {
  if (const auto fault = sort_grants(terms, grants)) return std::unexpected(*fault);
  PolicyCeilingSnapshot ceiling = ceiling_of(terms, grants);
  KeptStamp kept = kept_of(terms, std::move(grants), std::move(ceiling));
  kept.ceiling.root_stamp = kept.stamp.id;
  return kept;
}

std::expected<KeptStamp, StampFault> issue_under(const IssueTerms& terms, std::vector<Grant> grants,
                                                 PolicyCeilingSnapshot ceiling) {
  if (const auto fault = sort_grants(terms, grants)) return std::unexpected(*fault);
  return kept_of(terms, std::move(grants), std::move(ceiling));
}

}  // namespace writ::stamp
