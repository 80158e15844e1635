// Discharges as they are kept: what `obligation.discharge` answered, and nothing else, counts.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "memory/obligation.h"
#include "ops/engine.h"

namespace writ::ops {

inline constexpr std::string_view discharge_kind = "obligation_discharge";

// A discharge with the obligation that it was given for, whole, since a reference alone could be to
// another one of the same id; and the question, since a rule owes the same of every question.
struct KeptDischarge {
  memory::PolicyObligationDischarge discharge;
  memory::PolicyObligation obligation;
  memory::PolicyEvaluationContextRef context;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("KeptDischarge", "A discharge, and what was owed.",
             field<&KeptDischarge::discharge>("discharge", "The discharge."),
             field<&KeptDischarge::obligation>("obligation", "What was owed."),
             field<&KeptDischarge::context>("evaluation_context_ref", "By which question."));
  }
};

// Its id is the discharge's and the hash of all of it: the same discharge can be of several
// questions, and none takes the place of another.
store::DocumentRow row_of(std::string_view tenant, const KeptDischarge& kept, Instant now);

// What is kept of a discharge by that id: a KeptDischarge for each question that it is of, of at
// most a thousand.
Result<std::vector<store::DocumentRow>> rows_of(store::Snapshot& snapshot, std::string_view tenant,
                                                const memory::PolicyObligationDischargeRef& id);

// When a discharge no longer stands for the obligation: a confirmation has the life that its terms
// give it, everything else lasts as long as its freshness key.
std::optional<Instant> end_of(const memory::PolicyObligation& obligation,
                              const memory::PolicyObligationDischarge& discharge);

// The question whose closure owes something, and all that it owes.
struct Owing {
  std::string_view tenant;
  const memory::PolicyEvaluationContextRef& context;
  const std::vector<memory::PolicyObligation>& owed;
};

// Of those that are shown the ones that were made here, for this question and one of its
// obligations, and that have not run out.
Result<std::vector<memory::PolicyObligationDischarge>> kept_discharges(
    Engine& engine, const Owing& owing, const std::vector<memory::PolicyObligationDischarge>& shown,
    Instant now);

}  // namespace writ::ops
