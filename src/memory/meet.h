// The meet: from everything that has a say in a question to what may be done.
//
// Each contribution allows something on every axis; the most that all of them allow is what counts,
// capped by the floor and by the obligations. Whatever is missing, malformed, stale, foreign or
// contradictory blocks, and a blocked policy allows nothing at all. Adding a contribution, an
// obligation, a reason to block or a stricter floor never widens the result, as long as something
// authorises it in the first place.
//
// A pure function of its arguments: it reads no store and no clock, and is made again from its
// record.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <boost/container/small_vector.hpp>

#include "memory/blocks.h"
#include "memory/capability.h"
#include "memory/crosswalk.h"
#include "memory/floors.h"
#include "memory/owed.h"

namespace writ::memory {

struct Question {
  Action action = Action::collect;
  std::optional<Destination> destination;
  ScopeConservatismFloor floor = ScopeConservatismFloor::fail_closed_candidate;
  RelationToDestination relation = RelationToDestination::unknown_destination;  // of an egress
};

enum class Weight : std::uint8_t {
  stale,      // was made under another state: only tightens, and is listed as excluded
  undecided,  // it could not be told whether it applies: only tightens
  authorizes
};

// What one decision or rule says.
struct Contribution {
  std::string_view ref;   // names it; outlives the contribution
  std::string_view rule;  // the rule that says it, by its bundle; empty: it was handed in
  Capability allows;      // at most this
  Weight weight = Weight::undecided;
  bool names_destination = false;  // it was made for a destination, not for any
};

// Everything that has a say in one question.
struct Voices {
  boost::container::small_vector<Contribution, 8> contributions;
  OwedList owed;  // by any of them, for any action
  Blocks blocks;  // what was wrong with what came
};

struct Meet {
  Settled allowed;  // nothing where there are blocks
  Blocks blocks;
  const Floor* floor = nullptr;                           // that was applied
  const DestinationPolicyCrosswalk* crosswalk = nullptr;  // of an egress action
  OwedList owed;                                          // for this action, united, by id
  std::vector<Conflict> conflicts;
  // A durable write below `durable_allowed` owes a review that no decision asked for.
  bool owes_review = false;
};

Meet meet(const Question& question, const Voices& voices);

// The more conservative of the two.
ScopeConservatismFloor stricter(ScopeConservatismFloor a, ScopeConservatismFloor b);

// The obligation that `owes_review` speaks of. It is the same record for every policy.
const PolicyObligation& durable_write_review();

}  // namespace writ::memory
