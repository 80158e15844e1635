#include "assurance/away.h"

#include <algorithm>

#include "assurance/check.h"
#include "assurance/node.h"

namespace writ::assurance {
namespace {

using Goals = AwayGoals::mapped_type;

Goals goals_of(const OtherCase& other, const AwayGoals& away, Instant now) {
  const CaseIndex index(*other.content);
  const std::vector<Status> all = statuses(index, {other.evidence, away, now});
  Goals goals;
  for (NodeIndex i = 0; i < index.size(); ++i) {
    if (kind_of(index.node(i)) != Kind::goal) continue;
    goals.emplace(id_of(index.node(i)).text(), all[i]);
  }
  return goals;
}

// Whether a case among `cases` that is not in `done` is one that `content` rests on.
bool must_wait(const AssuranceCase& content, const std::vector<OtherCase>& cases,
               const AwayGoals& done) {
  return std::ranges::any_of(content.nodes, [&](const CaseNode& node) {
    const auto* goal = std::get_if<AwayGoal>(&node);
    if (goal == nullptr || done.contains(goal->case_hash.text())) return false;
    return std::ranges::find(cases, goal->case_hash.text(), &OtherCase::hash) != cases.end();
  });
}

}  // namespace

AwayGoals away_goals(const std::vector<OtherCase>& cases, Instant now) {
  AwayGoals done;
  for (bool moved = true; moved;) {
    moved = false;
    for (const OtherCase& other : cases) {
      if (done.contains(other.hash) || must_wait(*other.content, cases, done)) continue;
      const bool small = other.content->nodes.size() <= Limits{}.nodes;
      done.emplace(other.hash, small ? goals_of(other, done, now) : Goals{});
      moved = true;
    }
  }
  return done;
}

}  // namespace writ::assurance
