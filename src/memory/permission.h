// Whether an action is permitted: on its own effective policy, with every action that it rests on
// permitted on theirs, with what a movement carries, and with everything met that blocks it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "memory/answer.h"
#include "memory/context.h"
#include "memory/discharge.h"
#include "memory/effective_policy.h"
#include "memory/meet.h"

namespace writ::memory {

// One action of a closure, and what came of it.
struct Judged {
  PolicyEvaluationContext context;
  Question question;
  Voices voices;
  std::vector<ExcludedDecision> excluded;
  Meet met;
};

// What is shown for the question. All of it is genuine, and under the active key.
struct Proofs {
  std::vector<PolicyObligationDischarge> discharges;
  bool certificate = false;  // bound to this very question
  bool attestation = false;
};

struct Permission {
  bool permitted = false;
  bool grantable = false;  // but for the certificate, the attestation, and receipts that are these
  std::vector<std::string> missing;
};

// The action and all that it rests on, and that rests on, and so on: the action first.
std::vector<Action> closure_of(Action action);

// `closure` has one for each action of closure_of(), in its order.
Permission permission_of(std::span<const Judged> closure, const Proofs& proofs,
                         const PolicyRuntimeFreshnessKey& active);

// The discharges among `proofs` that let the closure move: by id.
std::vector<PolicyObligationDischargeRef> used_discharges(std::span<const Judged> closure,
                                                          const Proofs& proofs,
                                                          const PolicyRuntimeFreshnessKey& active);

}  // namespace writ::memory
