// How long a case stands by the clock alone, and what must be renewed for it to stand longer.
//
// Evidence that expires only ever takes support away (assurance/status.cc), so that a case which
// has fallen does not rise again by waiting, and the moment can be looked for by halving.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "assurance/facts.h"
#include "assurance/status.h"

namespace writ::assurance {

struct Renewal {
  NodeId node_id;
  EvidenceId evidence;
  canon::Timestamp expires_at;
  std::string pointer;

  static constexpr auto record(auto&& f) {
    using R = Renewal;
    using canon::field;
    return f("Renewal", "A piece of evidence that runs out.",
             field<&R::node_id>("nodeId", "The node that cites it."),
             field<&R::evidence>("evidence", "Which."),
             field<&R::expires_at>("expiresAt", "When it does."),
             field<&R::pointer>("pointer", "Where it is cited, in the case."));
  }
};

struct Horizon {
  Status top_goal = Status::unsupported;
  Status top_goal_then = Status::unsupported;
  std::optional<canon::Timestamp> supported_until;
  std::vector<Renewal> renewals;
  std::vector<NodeStatus> falls;
  std::optional<canon::True> supposed;

  static constexpr auto record(auto&& f) {
    using H = Horizon;
    using canon::field;
    return f("Horizon", "What becomes of a case by a date.",
             field<&H::top_goal>("topGoal", "Whether the claim of the case stands now."),
             field<&H::top_goal_then>("topGoalThen", "Whether it does at the date."),
             field<&H::supported_until>("supportedUntil",
                                        "When it falls unless something is renewed; absent where "
                                        "it does not stand now, or nothing that it needs expires."),
             field<&H::renewals>("renewals", "What is fresh now and is not at the date, by time."),
             field<&H::falls>("falls", "The nodes that stand now and do not at the date."),
             field<&H::supposed>("supposed",
                                 "The evidence is what the question says, not what is "
                                 "registered."));
  }
};

// `facts.now` is now; a date before it is taken for now.
Horizon horizon_of(const CaseIndex& index, const Facts& facts, Instant by);

}  // namespace writ::assurance
