// What a kept result depends on. Writ keeps none of its own; who does compares the key that a
// result was kept under with the one that it would be kept under now, and uses it where they are
// equal in every component.
//
// A key is what the caller says the result is of, its subject, together with what is active.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "memory/decision.h"
#include "memory/freshness.h"
#include "memory/levels.h"
#include "memory/obligation.h"
#include "memory/refs.h"

namespace writ::memory {

using GenerationId = canon::Id<struct GenerationTag>;

struct ScopePopulationInput {
  ScopeRef scope;
  GenerationId generation;

  static constexpr auto record(auto&& f) {
    using I = ScopePopulationInput;
    using canon::field;
    return f("ScopePopulationInput", "The population of a scope that a result rests on.",
             field<&I::scope>("scope_ref", "Which scope."),
             field<&I::generation>("scope_population_generation_id", "Its population."));
  }
};

// --- where a memory belongs --------------------------------------------------------------------

struct ScopeResolutionSubject {
  ContentHash request_input_hash;
  std::optional<ScopeRef> request_scope;
  MemoryObjectRef object;
  std::optional<ScopeRef> object_scope;
  std::optional<ScopeRef> source_scope;
  std::optional<ScopeRef> destination_scope;
  std::optional<PrincipalRef> principal;
  GenerationId scope_topology;
  GenerationId equivalence_binding;
  GenerationId container_relation;
  std::vector<ScopePopulationInput> populations;
  std::optional<GenerationId> classification;

  static constexpr auto record(auto&& f) {
    using S = ScopeResolutionSubject;
    using canon::field;
    return f(
        "ScopeResolutionSubject", "What a scope resolution is of, and rests on.",
        field<&S::request_input_hash>("request_input_hash", "SHA-256 of what was asked."),
        field<&S::request_scope>("request_scope_ref", "The scope that it was asked in."),
        field<&S::object>("object_ref", "The memory."),
        field<&S::object_scope>("object_scope_ref", "Where it belongs."),
        field<&S::source_scope>("source_scope_ref", "Where its source belongs."),
        field<&S::destination_scope>("destination_scope_ref", "Where it would go."),
        field<&S::principal>("principal_ref", "For whom."),
        field<&S::scope_topology>("scope_topology_generation_id", "How scopes lie to each other."),
        field<&S::equivalence_binding>("equivalence_binding_generation_id",
                                       "Which scopes are one."),
        field<&S::container_relation>("container_relation_generation_id", "What holds what."),
        field<&S::populations>("scope_population_generation_inputs", "A scope's stands once."),
        field<&S::classification>("classification_generation_id", "How content is classified."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const;
};

struct ScopeResolutionCacheKey {
  ContentHash request_input_hash;
  std::optional<ScopeRef> request_scope;
  MemoryObjectRef object;
  std::optional<ScopeRef> object_scope;
  std::optional<ScopeRef> source_scope;
  std::optional<ScopeRef> destination_scope;
  std::optional<PrincipalRef> principal;
  GenerationId scope_topology;
  GenerationId equivalence_binding;
  GenerationId container_relation;
  std::vector<ScopePopulationInput> populations;
  std::optional<GenerationId> classification;
  SchemaVersionRef domain_profile_version;
  PolicyGenerationId policy_generation;
  EffectiveStateGenerationId effective_state_generation;

  static constexpr auto record(auto&& f) {
    using K = ScopeResolutionCacheKey;
    using canon::field;
    return f(
        "ScopeResolutionCacheKey", "What a kept scope resolution is kept under.",
        field<&K::request_input_hash>("request_input_hash", "SHA-256 of what was asked."),
        field<&K::request_scope>("request_scope_ref", "The scope that it was asked in."),
        field<&K::object>("object_ref", "The memory."),
        field<&K::object_scope>("object_scope_ref", "Where it belongs."),
        field<&K::source_scope>("source_scope_ref", "Where its source belongs."),
        field<&K::destination_scope>("destination_scope_ref", "Where it would go."),
        field<&K::principal>("principal_ref", "For whom."),
        field<&K::scope_topology>("scope_topology_generation_id", "How scopes lie to each other."),
        field<&K::equivalence_binding>("equivalence_binding_generation_id",
                                       "Which scopes are one."),
        field<&K::container_relation>("container_relation_generation_id", "What holds what."),
        field<&K::populations>("scope_population_generation_inputs", "By scope."),
        field<&K::classification>("classification_generation_id", "How content is classified."),
        field<&K::domain_profile_version>("domain_profile_registry_version",
                                          "Of the registry of domain profiles."),
        field<&K::policy_generation>("policy_generation_id", "Moves with every activation."),
        field<&K::effective_state_generation>("effective_state_generation_id",
                                              "Moves with everything that can narrow."));
  }
};

ScopeResolutionCacheKey cache_key(const ScopeResolutionSubject& subject,
                                  const PolicyRuntimeFreshnessKey& active);

// --- what may be done with it ------------------------------------------------------------------

struct EffectivePolicySubject {
  MemoryObjectRef object;
  Action action = Action::collect;
  std::optional<Destination> destination;
  PolicyEvaluationContextRef context;
  std::optional<ScopeResolutionResultRef> scope_resolution;
  std::optional<std::vector<MemoryPolicyDecision>> decisions;
  std::optional<std::vector<PolicyObligation>> obligations;

  static constexpr auto record(auto&& f) {
    using S = EffectivePolicySubject;
    using canon::field;
    return f("EffectivePolicySubject", "What an effective policy is of, and rests on.",
             field<&S::object>("object_ref", "The memory."),
             field<&S::action>("action", "What would be done with it."),
             field<&S::destination>("destination", "Where to."),
             field<&S::context>("policy_evaluation_context_ref", "The question."),
             field<&S::scope_resolution>("scope_resolution_ref", "Where the memory belongs."),
             field<&S::decisions>("decisions", "What others decided; absent is nothing."),
             field<&S::obligations>("obligations", "What those refer to; absent is nothing."));
  }
};

struct EffectivePolicyCacheKey {
  MemoryObjectRef object;
  Action action = Action::collect;
  std::optional<Destination> destination;
  PolicyEvaluationContextRef context;
  std::optional<ScopeResolutionResultRef> scope_resolution;
  PolicyGenerationId policy_generation;
  EffectiveStateGenerationId effective_state_generation;
  ContentHash evaluator_hash;
  ContentHash decisions_hash;
  ContentHash obligations_hash;
  SchemaVersionRef reason_code_version;
  SchemaVersionRef domain_profile_version;
  std::optional<SchemaVersionRef> safe_label_version;

  static constexpr auto record(auto&& f) {
    using K = EffectivePolicyCacheKey;
    using canon::field;
    return f(
        "EffectivePolicyCacheKey", "What a kept effective policy is kept under.",
        field<&K::object>("object_ref", "The memory."),
        field<&K::action>("action", "What would be done with it."),
        field<&K::destination>("destination", "Where to."),
        field<&K::context>("policy_evaluation_context_ref", "The question."),
        field<&K::scope_resolution>("scope_resolution_ref", "Where the memory belongs."),
        field<&K::policy_generation>("policy_generation_id", "Moves with every activation."),
        field<&K::effective_state_generation>("effective_state_generation_id",
                                              "Moves with everything that can narrow."),
        field<&K::evaluator_hash>("compiled_policy_evaluator_hash",
                                  "The bundle and the semantics of the engine."),
        field<&K::decisions_hash>("contributing_decision_hash",
                                  "SHA-256 of the decisions, by their canonical form."),
        field<&K::obligations_hash>("obligation_set_hash", "SHA-256 of the obligations, likewise."),
        field<&K::reason_code_version>("reason_code_registry_version",
                                       "Of the registry of reason codes."),
        field<&K::domain_profile_version>("domain_profile_registry_version",
                                          "Of the registry of domain profiles."),
        field<&K::safe_label_version>("safe_label_vocabulary_version",
                                      "Of the vocabulary of safe labels."));
  }
};

EffectivePolicyCacheKey cache_key(const EffectivePolicySubject& subject,
                                  const PolicyRuntimeFreshnessKey& active);

// --- what is shown of it -----------------------------------------------------------------------

using PolicyStampRef = canon::Id<struct PolicyStampTag>;
using SafeLabelPolicyRef = canon::Id<struct SafeLabelPolicyTag>;

struct UIExportSubject {
  MemoryObjectRef object;
  PolicyStampRef stamp;
  std::vector<EffectiveMemoryPolicyRef> policies;
  SafeLabelPolicyRef safe_label_policy;

  static constexpr auto record(auto&& f) {
    using S = UIExportSubject;
    using canon::field;
    return f("UIExportSubject", "What an export for a user interface is of, and rests on.",
             field<&S::object>("object_ref", "The memory."),
             field<&S::stamp>("policy_stamp_ref", "The stamp that it shows."),
             field<&S::policies>("effective_policy_refs", "The policies of its items."),
             field<&S::safe_label_policy>("safe_label_policy_ref", "What may be said of it."));
  }
};

struct UIExportCacheKey {
  MemoryObjectRef object;
  PolicyStampRef stamp;
  std::vector<EffectiveMemoryPolicyRef> policies;
  SafeLabelPolicyRef safe_label_policy;
  PolicyRuntimeFreshnessKey freshness_key;

  static constexpr auto record(auto&& f) {
    using K = UIExportCacheKey;
    using canon::field;
    return f("UIExportCacheKey", "What a kept export for a user interface is kept under.",
             field<&K::object>("object_ref", "The memory."),
             field<&K::stamp>("policy_stamp_ref", "The stamp that it shows."),
             field<&K::policies>("effective_policy_refs", "The policies of its items, by id."),
             field<&K::safe_label_policy>("safe_label_policy_ref", "What may be said of it."),
             field<&K::freshness_key>("freshness_key",
                                      "All that is active, the safe labels' vocabulary too."));
  }
};

UIExportCacheKey cache_key(const UIExportSubject& subject, const PolicyRuntimeFreshnessKey& active);

}  // namespace writ::memory
