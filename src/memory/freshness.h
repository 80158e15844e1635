// Under which state of the world a record was made. It may be used only while that state is the
// active one, every part of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canon/shared.h"
#include "memory/refs.h"

namespace writ::memory {

struct PolicyRuntimeFreshnessKey {
  PolicyGenerationId policy_generation;
  EffectiveStateGenerationId effective_state_generation;
  ContentHash evaluator_hash;
  SchemaVersionRef domain_profile_version;
  SchemaVersionRef reason_code_version;
  std::optional<SchemaVersionRef> safe_label_version;

  bool operator==(const PolicyRuntimeFreshnessKey&) const = default;

  static constexpr auto record(auto&& f) {
    using K = PolicyRuntimeFreshnessKey;
    using canon::field;
    return f("PolicyRuntimeFreshnessKey", "The state of the world that a record was made under.",
             field<&K::policy_generation>("policy_generation_id", "Moves with every activation."),
             field<&K::effective_state_generation>("effective_state_generation_id",
                                                   "Moves with everything that can narrow."),
             field<&K::evaluator_hash>("compiled_policy_evaluator_hash",
                                       "The bundle and the semantics of the engine."),
             field<&K::domain_profile_version>("domain_profile_registry_version",
                                               "Of the registry of domain profiles."),
             field<&K::reason_code_version>("reason_code_registry_version",
                                            "Of the registry of reason codes."),
             field<&K::safe_label_version>("safe_label_vocabulary_version",
                                           "Of the vocabulary of safe labels."));
  }
};

// The one that is active: it stands in every answer until the state moves.
using ActiveFreshnessKey = canon::Shared<PolicyRuntimeFreshnessKey>;

enum class Freshness : std::uint8_t {
  current,
  stale_effective_state,  // nothing but the effective state has moved
  stale_generation
};

Freshness compare(const PolicyRuntimeFreshnessKey& made_under,
                  const PolicyRuntimeFreshnessKey& active);

// The components that are not equal, by their names on the wire, in order: each of them alone makes
// what was made under the one key unusable under the other.
std::vector<std::string> moved_components(const PolicyRuntimeFreshnessKey& made_under,
                                          const PolicyRuntimeFreshnessKey& active);

}  // namespace writ::memory
