// Whether an obligation was met.
#pragma once

#include <optional>
#include <string_view>

#include "memory/freshness.h"
#include "memory/levels.h"
#include "memory/obligation.h"

namespace writ::memory {

// Why a discharge does not stand for an obligation. In the order in which they are looked for.
enum class DischargeFault : std::uint8_t {
  another_obligation,
  another_owner,  // only who enforces it can say that it was met
  not_met,        // its status is neither `satisfied` nor `waived_by_policy`
  not_for_action,
  stale,
  no_redaction_map,
  no_receipt
};
constexpr auto wire_names(DischargeFault) {
  return std::to_array<std::string_view>(
      {"obligation.another_obligation", "obligation.another_owner", "obligation.not_met",
       "obligation.not_for_action", "obligation.stale", "obligation.redaction_map_missing",
       "obligation.receipt_missing"});
}

// What keeps the discharge from letting `action` move under the active key; nothing where it does.
std::optional<DischargeFault> discharge_fault(const PolicyObligation& obligation,
                                              const PolicyObligationDischarge& discharge,
                                              Action action,
                                              const PolicyRuntimeFreshnessKey& active);

// What it takes besides the word of its owner: a redaction its map, a receipt the receipt. A waiver
// takes neither.
std::optional<DischargeFault> proof_fault(const PolicyObligation& obligation,
                                          const PolicyObligationDischarge& discharge);

}  // namespace writ::memory
