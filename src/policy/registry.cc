#include "policy/registry.h"

#include <fmt/format.h>

namespace writ::policy {
namespace {

Refusal refuse_expired(const PolicyBundle& bundle, std::string pointer) {
  return {refusal::expired, std::move(pointer),
          fmt::format("the bundle expired at {}: issue a new version", bundle.expires_at->text())};
}

Refusal refuse_pin(const Standing& standing, const Version& version, std::string pointer) {
  return {refusal::pin_excludes, std::move(pointer),
          fmt::format("the pin `{}` does not take {}: change the pin first", standing.pin->text(),
                      version.text())};
}

Standing activated(Standing standing, const Version& version, std::string hash) {
  standing.active = version;
  standing.active_hash = std::move(hash);
  if (!standing.high_water || *standing.high_water < version) standing.high_water = version;
  ++standing.generation;
  return standing;
}

bool pinned_out(const Standing& standing, const Version& version) {
  return standing.pin && !standing.pin->contains(version);
}

Refusal refuse_conflict(const PolicyBundle& bundle) {
  return {refusal::version_conflict, "/bundle/version",
          fmt::format("version {} is stored with another content: give this one a higher version",
                      bundle.version.text())};
}

Refusal refuse_rollback(const Standing& standing, const PolicyBundle& bundle) {
  return {refusal::version_rollback, "/bundle/version",
          fmt::format("version {} is not above {}, which was in force: going back takes a signed "
                      "activation (`writ policy rollback`)",
                      bundle.version.text(), standing.high_water->text())};
}

}  // namespace

bool expired(const PolicyBundle& bundle, Instant now) {
  return bundle.expires_at && bundle.expires_at->at() <= now;
}

PutOutcome consider_put(const Standing& standing, const PolicyBundle& bundle,
                        const std::optional<std::string>& stored_hash, Instant now) {
  if (expired(bundle, now)) return refuse_expired(bundle, "/bundle/expiresAt");
  if (stored_hash) {
    if (*stored_hash == bundle.policy_hash->text()) return Unchanged{};
    return refuse_conflict(bundle);
  }
  if (standing.high_water && bundle.version <= *standing.high_water) {
    return refuse_rollback(standing, bundle);
  }
  if (pinned_out(standing, bundle.version)) return StoreOnly{};
  return StoreAndActivate{activated(standing, bundle.version, bundle.policy_hash->text())};
}

std::optional<Refusal> consider_stage(const Standing& standing, const PolicyBundle& bundle,
                                      bool decides, const std::optional<std::string>& stored_hash,
                                      Instant now) {
  if (expired(bundle, now)) return refuse_expired(bundle, "/bundle/expiresAt");
  if (stored_hash && *stored_hash != bundle.policy_hash->text()) return refuse_conflict(bundle);
  if (!decides) return std::nullopt;
  if (standing.high_water && bundle.version <= *standing.high_water) {
    return refuse_rollback(standing, bundle);
  }
  if (pinned_out(standing, bundle.version)) {
    return refuse_pin(standing, bundle.version, "/bundle/version");
  }
  return std::nullopt;
}

std::variant<Refusal, Standing> consider_activation(const Standing& standing,
                                                    const PolicyActivation& activation,
                                                    const PolicyBundle* stored, Instant now) {
  if (stored == nullptr) {
    return Refusal{refusal::unknown_version, "/activation/version",
                   fmt::format("version {} of `{}` was never put", activation.version.text(),
                               activation.name.text())};
  }
  if (stored->policy_hash->text() != activation.policy_hash.text()) {
    return Refusal{refusal::hash_mismatch, "/activation/policyHash",
                   fmt::format("version {} is stored with another content: its hash is `{}`",
                               activation.version.text(), stored->policy_hash->text())};
  }
  if (activation.sequence.value <= standing.activation_sequence) {
    return Refusal{
        refusal::sequence_not_rising, "/activation/sequence",
        fmt::format("must be above {}, that of the last activation", standing.activation_sequence)};
  }
  if (expired(*stored, now)) return refuse_expired(*stored, "/activation/version");
  if (pinned_out(standing, activation.version)) {
    return refuse_pin(standing, activation.version, "/activation/version");
  }
  if (standing.active == activation.version) {
    return Refusal{refusal::already_in_force, "/activation/version",
                   fmt::format("version {} is in force", activation.version.text())};
  }
  Standing next = activated(standing, activation.version, activation.policy_hash.text());
  next.activation_sequence = activation.sequence.value;
  return next;
}

}  // namespace writ::policy
