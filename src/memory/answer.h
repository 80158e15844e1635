// From a meet to the records that tell of it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "memory/actions.h"
#include "memory/context.h"
#include "memory/effective_policy.h"
#include "memory/meet.h"
#include "memory/obligation.h"

namespace writ::memory {

struct Answer {
  EffectiveMemoryPolicy policy;
  std::vector<PolicyObligationConflict> conflicts;
};

// The records of one question and what came of it. `excluded` is by id.
Answer answer_of(const PolicyEvaluationContext& context, const Voices& voices,
                 std::vector<ExcludedDecision> excluded, const Meet& meet);

// Whether the action itself may be done: not blocked, with a destination where it takes one, and on
// no axis below its minima. Says nothing of what it rests on and of what a movement carries.
bool meets_predicate(const Question& question, const Meet& meet);

// How what is missing is told.
namespace missing {
inline constexpr std::string_view destination = "destination";
inline constexpr std::string_view certificate = "memory_flow_certificate";
inline constexpr std::string_view attestation = "egress_attestation";
std::string action(Action prerequisite);       // `action:retrieve`
std::string obligation(std::string_view ref);  // `obligation:pob_…`
}  // namespace missing

// Adds the names of the axes on which the policy is below the action's minima, and `destination`
// where the action takes one and has none.
void add_unmet(const Question& question, const Meet& meet, std::vector<std::string>& into);

// Whether the action carries an attestation to where it goes.
bool needs_attestation(const Question& question);

// What the action itself owes before it may move: the blocking obligations.
std::vector<const PolicyObligation*> to_discharge(const Meet& meet);

// All that memory.meet, which sees this one action, cannot know to be there: unmet axes first, then
// each action that it rests on, the certificate, the attestation, each blocking obligation.
std::vector<std::string> missing_alone(const Question& question, const Meet& meet);

}  // namespace writ::memory
