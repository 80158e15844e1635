// policy.put: stores a signed bundle and brings it into force.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ops/engine.h"
#include "ops/refusal.h"
#include "policy/bundle.h"

namespace writ::ops {

struct PutResponse {
  bool ok = false;
  std::optional<std::string> policy_hash;
  std::optional<canon::Bounded<0, canon::max_exact_integer>> generation;
  std::optional<bool> in_force;
  std::optional<std::string> reason;
  std::optional<std::string> pointer;
  std::optional<std::string> message;
  std::optional<std::vector<RefusedPlace>> faults;

  static constexpr auto record(auto&& f) {
    using R = PutResponse;
    using canon::field;
    return f("PutResponse", "What became of the bundle. Refused, it changed nothing.",
             field<&R::ok>("ok", "Whether it is stored."),
             field<&R::policy_hash>("policyHash", "Its hash."),
             field<&R::generation>("generation", "The policy's generation now."),
             field<&R::in_force>("inForce", "Whether it is what decides now."),
             field<&R::reason>("reason", "Why it was refused, as a code."),
             field<&R::pointer>("pointer", "Where."), field<&R::message>("message", "For people."),
             field<&R::faults>("faults", "Every fault, where the bundle does not read."));
  }
};

// Verifies the bundle, and puts it where the registry's rules let it in; a refusal writes nothing.
// For the transaction of a change.
Result<PutResponse> put_bundle(store::Transaction& transaction, const State& state,
                               const policy::SignedPolicyBundle& content, Instant now);

}  // namespace writ::ops
