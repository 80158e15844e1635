// Discharges as they are kept: what `obligation.discharge` answered, and nothing else, counts.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "memory/obligation.h"
#include "ops/engine.h"

namespace writ::ops {

inline constexpr std::string_view discharge_kind = "obligation_discharge";

// A discharge with the obligation that it was given for, whole: a reference alone could be to
// another one of the same id.
struct KeptDischarge {
  memory::PolicyObligationDischarge discharge;
  memory::PolicyObligation obligation;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("KeptDischarge", "A discharge, and what was owed.",
             field<&KeptDischarge::discharge>("discharge", "The discharge."),
             field<&KeptDischarge::obligation>("obligation", "What was owed."));
  }
};

store::DocumentRow row_of(std::string_view tenant, const KeptDischarge& kept, Instant now);

// Of those that are shown the ones that were made here, for the tenant and for one of these
// obligations.
Result<std::vector<memory::PolicyObligationDischarge>> kept_discharges(
    Engine& engine, std::string_view tenant,
    const std::vector<memory::PolicyObligationDischarge>& shown,
    const std::vector<memory::PolicyObligation>& owed);

}  // namespace writ::ops
