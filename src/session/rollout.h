// Staged bundles: tried before they come into force.
//
// A shadow is evaluated beside the bundle in force and never obeyed. A canary decides for a share
// of the sessions, chosen by a hash of their ids, so that a session stays in its arm whatever
// process asks, and a share that grows only takes further sessions in.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "canon/record.h"
#include "canon/types.h"
#include "policy/bundle.h"
#include "policy/version.h"

namespace writ::session {

enum class RolloutMode : std::uint8_t { shadow, canary };
constexpr auto wire_names(RolloutMode) {
  return std::to_array<std::string_view>({"shadow", "canary"});
}

struct Rollout {
  policy::TenantId tenant_id;
  policy::BundleName name;
  RolloutMode mode = RolloutMode::shadow;
  policy::Version version;
  canon::HexDigest policy_hash;
  std::optional<double> share;  // of a canary: above 0, up to 1
  canon::Timestamp staged_at;
  std::string staged_by;
  canon::Bounded<0, canon::max_exact_integer> journal_index;

  static constexpr auto record(auto&& f) {
    using R = Rollout;
    using canon::field;
    return f("Rollout", "A bundle that is tried before it comes into force.",
             field<&R::tenant_id>("tenantId", "Whose."),
             field<&R::name>("name", "Of which of the tenant's policies."),
             field<&R::mode>("mode", "`shadow`: never obeyed; `canary`: decides for a share."),
             field<&R::version>("version", "The staged version."),
             field<&R::policy_hash>("policyHash", "Its hash."),
             field<&R::share>("share", "The canary's share of the sessions, from 0 to 1."),
             field<&R::staged_at>("stagedAt", "Since when."),
             field<&R::staged_by>("stagedBy", "Who staged it."),
             field<&R::journal_index>("journalIndex",
                                      "Decisions from this entry of the journal on were made "
                                      "beside it."));
  }
};

bool valid_share(double share);

// Whether the canary decides for this session. False for a share that is not valid.
bool in_share(std::string_view session_id, double share);

}  // namespace writ::session
