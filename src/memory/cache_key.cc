#include "memory/cache_key.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "canon/digest.h"
#include "canon/record_define.h"

namespace writ::memory {
namespace {

// Of a set, in whatever order its records come and however often.
template <class Record>
ContentHash set_hash(const std::optional<std::vector<Record>>& records) {
  std::set<std::string> texts;
  if (records) {
    for (const Record& record : *records) texts.insert(canon::encode(record));
  }
  std::string list;
  for (const std::string& text : texts) list.append(list.empty() ? "" : ",").append(text);
  return ContentHash(canon::sha256_hex(fmt::format("[{}]", list)));
}

}  // namespace

void ScopeResolutionSubject::check(const canon::Path& path, canon::Faults& faults) const {
  std::set<std::string_view> seen;
  const canon::Path list(path, "scope_population_generation_inputs");
  for (std::size_t i = 0; i < populations.size(); ++i) {
    if (seen.insert(populations[i].scope.text()).second) continue;
    const canon::Path at(list, i);
    faults.add(
        canon::record::wrong_value, canon::Path(at, "scope_ref"),
        fmt::format("`{}` stands twice: a scope has one population", populations[i].scope.text()));
  }
}

ScopeResolutionCacheKey cache_key(const ScopeResolutionSubject& subject,
                                  const PolicyRuntimeFreshnessKey& active) {
  ScopeResolutionCacheKey key{.request_input_hash = subject.request_input_hash,
                              .request_scope = subject.request_scope,
                              .object = subject.object,
                              .object_scope = subject.object_scope,
                              .source_scope = subject.source_scope,
                              .destination_scope = subject.destination_scope,
                              .principal = subject.principal,
                              .scope_topology = subject.scope_topology,
                              .equivalence_binding = subject.equivalence_binding,
                              .container_relation = subject.container_relation,
                              .populations = subject.populations,
                              .classification = subject.classification,
                              .domain_profile_version = active.domain_profile_version,
                              .policy_generation = active.policy_generation,
                              .effective_state_generation = active.effective_state_generation};
  std::ranges::sort(key.populations, {}, &ScopePopulationInput::scope);
  return key;
}

EffectivePolicyCacheKey cache_key(const EffectivePolicySubject& subject,
                                  const PolicyRuntimeFreshnessKey& active) {
  return {.object = subject.object,
          .action = subject.action,
          .destination = subject.destination,
          .context = subject.context,
          .scope_resolution = subject.scope_resolution,
          .policy_generation = active.policy_generation,
          .effective_state_generation = active.effective_state_generation,
          .evaluator_hash = active.evaluator_hash,
          .decisions_hash = set_hash(subject.decisions),
          .obligations_hash = set_hash(subject.obligations),
          .reason_code_version = active.reason_code_version,
          .domain_profile_version = active.domain_profile_version,
          .safe_label_version = active.safe_label_version};
}

UIExportCacheKey cache_key(const UIExportSubject& subject,
                           const PolicyRuntimeFreshnessKey& active) {
  UIExportCacheKey key{.object = subject.object,
                       .stamp = subject.stamp,
                       .policies = subject.policies,
                       .safe_label_policy = subject.safe_label_policy,
                       .freshness_key = active};
  std::ranges::sort(key.policies);
  return key;
}

}  // namespace writ::memory

DEFINE_RECORD(writ::memory::ScopePopulationInput);
DEFINE_RECORD(writ::memory::ScopeResolutionSubject);
DEFINE_RECORD(writ::memory::ScopeResolutionCacheKey);
DEFINE_RECORD(writ::memory::EffectivePolicySubject);
DEFINE_RECORD(writ::memory::EffectivePolicyCacheKey);
DEFINE_RECORD(writ::memory::UIExportSubject);
DEFINE_RECORD(writ::memory::UIExportCacheKey);
