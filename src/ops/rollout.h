// Staged bundles, as documents of the store.
#pragma once

#include <string>
#include <string_view>

#include "session/rollout.h"
#include "store/rows.h"

namespace writ::ops {

inline constexpr std::string_view rollout_kind = "rollout";

// Of one (tenant, name) there is at most one rollout of each mode.
std::string rollout_id(session::RolloutMode mode, std::string_view name);

store::DocumentRow row_of(const session::Rollout& rollout, Instant now);

// The row of one that has ended.
store::DocumentRow ended_row_of(const session::Rollout& rollout, Instant now);

// A version that was staged and did not come into force yet: nothing but a deliberate activation
// may bring it there. `is_staged` false: it did.
inline constexpr std::string_view staged_kind = "staged";
std::string staged_id(std::string_view name, std::string_view version);
store::DocumentRow staged_row(std::string_view tenant, std::string_view name,
                              std::string_view version, bool is_staged, Instant now);

}  // namespace writ::ops
