// Bringing a stored version into force by a signed activation: what policy.activate,
// policy.rollback and policy.pin share.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "ops/engine.h"
#include "ops/refusal.h"
#include "policy/registry.h"

namespace writ::ops {

// What became of a wish to change what is in force. Refused, it changed nothing.
struct StandingResponse {
  bool ok = false;
  std::optional<std::string> version;
  std::optional<std::string> policy_hash;
  std::optional<canon::Bounded<0, canon::max_exact_integer>> generation;
  std::optional<std::string> pin;
  std::optional<std::string> reason;
  std::optional<std::string> pointer;
  std::optional<std::string> message;
  std::optional<std::vector<RefusedPlace>> faults;

  static constexpr auto record(auto&& f) {
    using R = StandingResponse;
    using canon::field;
    return f("StandingResponse", "What is in force now. Refused, nothing changed.",
             field<&R::ok>("ok", "Whether it was done."),
             field<&R::version>("version", "The version in force."),
             field<&R::policy_hash>("policyHash", "Its hash."),
             field<&R::generation>("generation", "The policy's generation now."),
             field<&R::pin>("pin", "The versions that may come into force; absent is any."),
             field<&R::reason>("reason", "Why it was refused, as a code."),
             field<&R::pointer>("pointer", "Where."), field<&R::message>("message", "For people."),
             field<&R::faults>("faults", "Every fault, where what was handed in does not read."));
  }

  static StandingResponse of(const policy::Standing& standing);
};

// The standing of a (tenant, name); nothing where there never was one.
Result<std::optional<policy::Standing>> find_standing(store::Snapshot& snapshot,
                                                      std::string_view tenant,
                                                      std::string_view name);

// The highest stored version for which `wanted` is true, of those that were not merely staged.
Result<std::optional<policy::Version>> highest_version(
    store::Snapshot& snapshot, std::string_view tenant, std::string_view name,
    const std::function<bool(const policy::Version&)>& wanted);

// Which stored version somebody wants in force, and why.
struct Wish {
  std::string_view tenant;
  std::string_view name;
  policy::Version version;
  std::string issued_by;
  std::string reason;
};

// Brings a stored version into force by an activation that is signed here: a change of its own. A
// key is made where there never was one, and the version is stored.
Result<StandingResponse> activate_here(Engine& engine, const Call& call, std::string_view tenant,
                                       std::string_view name, const policy::Version& version,
                                       std::string_view reason);

// Signs the activation that the wish amounts to, with the key `key_id`, and applies it to
// `standing`.
Result<StandingResponse> activate_wish(store::Transaction& transaction,
                                       const keys::KeyProvider& keys, std::string_view key_id,
                                       const policy::Standing& standing, const Wish& wish,
                                       Instant now);

// Verifies the activation and the stored bundle, and applies the one to `standing`: writes the new
// standing and the history.
Result<StandingResponse> apply_activation(store::Transaction& transaction,
                                          const keys::KeyRing& ring,
                                          const policy::Standing& standing,
                                          const policy::SignedPolicyActivation& activation,
                                          Instant now);

}  // namespace writ::ops
