// What flow.verify and egress.verify answer.
#pragma once

#include <optional>
#include <string>

#include "memory/freshness.h"
#include "ops/decide.h"
#include "ops/engine.h"
#include "ops/freshness.h"
#include "ops/policy_ref.h"

namespace writ::ops {

struct ProofVerdict {
  bool ok = false;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ProofVerdict", "Whether a proof holds now.",
             field<&ProofVerdict::ok>("ok", "Whether it does."),
             field<&ProofVerdict::reason>("reason", "Why not."));
  }

  static ProofVerdict of(std::string_view refusal) {
    if (refusal.empty()) return {.ok = true, .reason = {}};
    return {.ok = false, .reason = std::string(refusal)};
  }
};

// Whether a key is the active one of a policy, whichever arm of it decides.
Result<bool> is_active(Engine& engine, const State& state, std::string_view tenant,
                       std::string_view name, const memory::PolicyRuntimeFreshnessKey& key,
                       Instant now);

}  // namespace writ::ops
