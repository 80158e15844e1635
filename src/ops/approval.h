// What approvals do to a decision. A decision that owes one asks for it, once, and says which it
// waits for; shown an approval that was granted for just this question, it is allowed once without.
#pragma once

#include <cstdint>
#include <optional>

#include "ops/approval_record.h"
#include "ops/decide.h"
#include "ops/engine.h"
#include "policy/request.h"

namespace writ::ops {

// Journals a decision that was made with what is in force in `state`, and says in it what became of
// the approval that it owes. `shown` is the approval that came with the question: where it counts,
// the decision no longer owes one, and that it was used is durable before this answers. An approval
// that is asked for is committed together with the decision's entry.
//
// The call knows the tenant that it concerns.
Result<void> settle_decision(Engine& engine, const Call& call, const State& state,
                             const Asked& asked, const std::optional<policy::ApprovalId>& shown,
                             Decided& decided);

// A question as far as its approval needs to know it.
struct ApprovalQuestion {
  const Call& call;
  const Asked& asked;
  std::optional<policy::ApprovalId> shown;
  ApprovalSubject subject;

  static ApprovalQuestion of(const Call& call, const Asked& asked,
                             const std::optional<policy::ApprovalId>& shown,
                             const policy::PDPDecision& decision);
};

// What is next for a decision and its approval.
struct ApprovalStep {
  enum class Kind : std::uint8_t {
    none,  // nothing changes: `note` says how things are
    use,   // `approval` counts, this once
    file,  // a new one is to be asked for
  };
  Kind kind = Kind::none;
  const ApprovalRecord* approval = nullptr;  // as long as the State lives
  policy::DecisionApproval note;
};
ApprovalStep next_step(const State& state, const ApprovalQuestion& question,
                       const policy::PDPDecision& decision);

// Writes that an approval is used.
Result<void> use_approval(store::Transaction& transaction, const Call& call,
                          ApprovalRecord approval);

// Asks for an approval of the decision, in a change of `state`. Forgets what makes room for it.
Result<ApprovalRecord> file_approval(store::Transaction& transaction, const State& state,
                                     const ApprovalQuestion& question,
                                     const policy::PDPDecision& decision);

}  // namespace writ::ops
