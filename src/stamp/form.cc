#include "stamp/form.h"

#include <algorithm>
#include <utility>

#include "memory/identity.h"

namespace writ::stamp {
namespace {

// Whether the two are one question, whenever, of whichever memory and under whichever state.
bool is_same_question(memory::PolicyEvaluationContext asked,
                      const memory::PolicyEvaluationContext& before) {
  asked.id = before.id;
  asked.recorded_at = before.recorded_at;
  asked.object = before.object;
  asked.freshness_key = before.freshness_key;
  return asked == before;
}

}  // namespace

std::expected<SoundForm, StampFault> SoundForm::of(StampForm form) {
  if (form.policies.size() != form.contexts.size()) {
    return std::unexpected(StampFault::policy_mismatch);
  }
  std::vector<Grant> grants;
  grants.reserve(form.policies.size());
  for (std::size_t i = 0; i < form.policies.size(); ++i) {
    grants.push_back({std::move(form.policies[i]), std::move(form.contexts[i])});
  }
  return of(std::move(grants), form.freshness_key);
}

std::expected<SoundForm, StampFault> SoundForm::of(std::vector<Grant> grants,
                                                   const memory::PolicyRuntimeFreshnessKey& key) {
  if (grants.empty()) return std::unexpected(StampFault::no_items);
  const IssueTerms terms{.object = grants.front().policy.object, .freshness_key = key};
  if (const auto fault = sort_grants(terms, grants)) return std::unexpected(*fault);
  StampForm form{.freshness_key = key};
  for (Grant& grant : grants) {
    form.policies.push_back(std::move(grant.policy));
    form.contexts.push_back(std::move(grant.context));
  }
  return SoundForm(std::move(form));
}

std::vector<Grant> SoundForm::grants_of(const memory::MemoryObjectRef& object) const {
  std::vector<Grant> grants;
  grants.reserve(form_.policies.size());
  for (std::size_t i = 0; i < form_.policies.size(); ++i) {
    Grant& grant = grants.emplace_back(Grant{form_.policies[i], form_.contexts[i]});
    grant.context.object = object;
    memory::name(grant.context);
    grant.policy.object = object;
    grant.policy.context = grant.context.id;
    memory::name(grant.policy);
  }
  return grants;
}

// Ids are those of their content.
bool SoundForm::is_of(const memory::MemoryObjectRef& object,
                      const std::vector<Grant>& grants) const {
  return std::ranges::is_permutation(grants, grants_of(object), [](const Grant& a, const Grant& b) {
    return a.policy.id == b.policy.id && a.context.id == b.context.id;
  });
}

bool SoundForm::asks_as(const KeptStamp& kept) const {
  return std::ranges::all_of(form_.contexts, [&](const memory::PolicyEvaluationContext& asked) {
    return std::ranges::any_of(kept.contexts, [&](const memory::PolicyEvaluationContext& before) {
      return is_same_question(asked, before);
    });
  });
}

std::expected<SoundStamp, StampFault> SoundForm::stamp(const Terms& terms,
                                                       const PolicyCeilingSnapshot& ceiling) const {
  const bool has_items = std::ranges::all_of(form_.policies, [&](const auto& policy) {
    return find_item(ceiling.items, key_of(policy)) != nullptr;
  });
  if (!has_items || ceiling.object != terms.object) {
    return std::unexpected(StampFault::policy_mismatch);
  }
  return SoundStamp(stamp_of({.object = terms.object,
                              .freshness_key = form_.freshness_key,
                              .now = terms.now,
                              .expires_at = terms.expires_at,
                              .reason_codes = terms.reason_codes},
                             grants_of(terms.object), ceiling));
}

std::expected<SoundForm::Restamp, StampFault> SoundForm::restamp(const KeptStamp& prior,
                                                                 const RestampTerms& terms) const {
  if (const auto fault = restamp_fault(prior.stamp, terms)) return std::unexpected(*fault);
  auto comparisons = comparisons_of(prior, levels_);
  Restamp made;
  if (block_reason(comparisons).empty()) {
    IssueTerms issue = successor_terms(prior.stamp, terms);
    auto successor = stamp({.object = std::move(issue.object),
                            .now = issue.now,
                            .expires_at = issue.expires_at,
                            .reason_codes = std::move(issue.reason_codes)},
                           prior.ceiling);
    if (!successor) return std::unexpected(successor.error());
    made.successor = *std::move(successor);
  }
  const PolicyStamp* successor = made.successor ? &made.successor->kept().stamp : nullptr;
  made.record = restamp_record(prior, terms, std::move(comparisons), successor);
  return made;
}

}  // namespace writ::stamp
