// The goals of other cases, which the away goals of a case stand for.
#pragma once

#include <string>
#include <vector>

#include "assurance/facts.h"

namespace writ::assurance {

// A case that somebody trusted vouches for: whoever makes one has verified it. Its evidence is that
// of its own session.
struct OtherCase {
  const AssuranceCase* content = nullptr;
  std::string hash;
  EvidenceFacts evidence;
};

// How the goals of the cases stand at `now`. Their own away goals are looked for among the cases
// themselves: a case can only name one that was there before it, by its hash, so that there is an
// order in which each comes after those that it names. A case over the limits of check_case() has
// no goals.
AwayGoals away_goals(const std::vector<OtherCase>& cases, Instant now);

}  // namespace writ::assurance
