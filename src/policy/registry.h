// The rules of what comes into force: what putting, activating and pinning a bundle does to the
// standing of a (tenant, name). Pure: the caller loads the standing, and stores the next one
// together with the bundle in one transaction.
//
// - Nothing comes into force unverified or expired (the caller verifies).
// - `high_water` is the highest version that was ever in force. A put takes effect only above it,
// so
//   that replaying an old bundle changes nothing; going back takes a signed activation.
// - A stored version never changes its content. Putting the identical bundle again does nothing.
// - A pin limits what puts and activations can bring into force.
// - `generation` moves with every change of what is in force, and only then.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "policy/bundle.h"
#include "policy/version.h"

namespace writ::policy {

// Why content that could be read is refused: in responses as `reason`.
namespace refusal {
inline constexpr std::string_view malformed = "malformed";
inline constexpr std::string_view not_finalized = "not-finalized";
inline constexpr std::string_view hash_mismatch = "policy-hash-mismatch";
inline constexpr std::string_view expired = "expired";
inline constexpr std::string_view version_conflict = "version-conflict";
inline constexpr std::string_view version_rollback = "version-rollback";
inline constexpr std::string_view stored_key_revoked = "stored-key-revoked";
inline constexpr std::string_view unknown_version = "unknown-version";
inline constexpr std::string_view sequence_not_rising = "sequence-not-rising";
inline constexpr std::string_view pin_excludes = "pin-excludes-version";
inline constexpr std::string_view already_in_force = "already-in-force";
inline constexpr std::string_view not_staged = "not-staged";
inline constexpr std::string_view no_earlier_version = "no-earlier-version";
}  // namespace refusal

struct Refusal {
  std::string_view reason;  // of namespace refusal, or a verdict's reason
  std::string pointer;      // into what was handed in; empty where no one place is at fault
  std::string message;
};

// Where a (tenant, name) stands. The default is one that nothing was ever put under.
struct Standing {
  std::optional<Version> active;
  std::string active_hash;
  std::optional<Version> high_water;
  std::optional<VersionRange> pin;
  std::int64_t generation = 0;
  std::int64_t activation_sequence = 0;
};

// A signed wish to bring a stored version into force, also one below the high-water version.
struct PolicyActivation {
  TenantId tenant_id;
  BundleName name;
  Version version;
  canon::HexDigest policy_hash;
  canon::Bounded<1, canon::max_exact_integer> sequence;
  canon::Timestamp issued_at;
  std::string issued_by;
  std::string reason;

  static constexpr auto record(auto&& f) {
    using A = PolicyActivation;
    using canon::field;
    return f("PolicyActivation", "A deliberate act: brings a stored version into force.",
             field<&A::tenant_id>("tenantId", "Whose."),
             field<&A::name>("name", "Of which bundle."),
             field<&A::version>("version", "Which version."),
             field<&A::policy_hash>("policyHash", "Its content."),
             field<&A::sequence>("sequence", "Higher than that of every earlier activation."),
             field<&A::issued_at>("issuedAt", "When."), field<&A::issued_by>("issuedBy", "Who."),
             field<&A::reason>("reason", "Why, for people."));
  }
};

struct SignedPolicyActivation {
  canon::Sourced<PolicyActivation> activation;
  keys::SignatureBlock signature;

  static constexpr auto record(auto&& f) {
    using S = SignedPolicyActivation;
    using canon::field;
    return f("SignedPolicyActivation", "An activation and who vouches for it.",
             field<&S::activation>("activation", "The act."),
             field<&S::signature>("signature",
                                  "With an `approval` key, over SHA-256 of the "
                                  "canonical activation."));
  }
};

// What a put comes to. `stored_hash` is the policyHash stored under the bundle's version, if any.
struct Unchanged {};  // the identical bundle is there: nothing to do
struct StoreOnly {};  // new, but the pin keeps it from coming into force
struct StoreAndActivate {
  Standing next;
};
using PutOutcome = std::variant<Refusal, Unchanged, StoreOnly, StoreAndActivate>;

PutOutcome consider_put(const Standing& standing, const PolicyBundle& bundle,
                        const std::optional<std::string>& stored_hash, Instant now);

// Why a bundle may not be staged, or nothing. A shadow decides nothing, so that it may be of any
// version; a canary comes into force for some, which goes upwards only. `decides` is whether this
// is a canary.
std::optional<Refusal> consider_stage(const Standing& standing, const PolicyBundle& bundle,
                                      bool decides, const std::optional<std::string>& stored_hash,
                                      Instant now);

// What an activation comes to. `stored` is the bundle stored under its version, if any.
std::variant<Refusal, Standing> consider_activation(const Standing& standing,
                                                    const PolicyActivation& activation,
                                                    const PolicyBundle* stored, Instant now);

// Whether a bundle is past its time.
bool expired(const PolicyBundle& bundle, Instant now);

}  // namespace writ::policy
