// What flow.verify and egress.verify answer.
#pragma once

#include <optional>
#include <string>

#include "memory/freshness.h"
#include "ops/engine.h"
#include "ops/governing.h"

namespace writ::ops {

struct ProofVerdict {
  bool ok = false;
  std::optional<std::string> reason;
  std::optional<std::vector<std::string>> stale_components;
  std::optional<canon::Timestamp> honoured_until;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ProofVerdict", "Whether a proof holds now.",
             field<&ProofVerdict::ok>("ok", "Whether it does."),
             field<&ProofVerdict::reason>("reason", "Why not."),
             field<&ProofVerdict::stale_components>(
                 "stale_components", "Of a stale one: what of its freshness key has moved."),
             field<&ProofVerdict::honoured_until>("honoured_until",
                                                  "Until when this may be relied on."));
  }

  static ProofVerdict of(std::string_view refusal) {
    return {.ok = false, .reason = std::string(refusal)};
  }
};

// Whether a key is the active one of what governs: in a session the session's, otherwise that of
// whichever arm of the policy decides.
Result<ProofVerdict> fresh(Engine& engine, const State& state, const Governing& by,
                           const memory::PolicyRuntimeFreshnessKey& key, Instant now);

}  // namespace writ::ops
