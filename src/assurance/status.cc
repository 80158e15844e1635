// The well-founded reading of an argument with doubts.
//
// Two sets of nodes grow from nothing, and what ends in neither is unsupported:
//
//   supported: a node that has by itself what it needs (fresh evidence, some support, …), all that
//              it rests on is supported, and every defeater that challenges it is refuted;
//   refuted:   a node that a supported defeater challenges.
//
// A defeater is argued like a goal. One that nothing bears out refutes nothing, yet it leaves what
// it challenges unsupported until it is refuted itself: a doubt stands until it is answered. Each
// set enters the other's rule only as something that is there, never as something that is missing,
// so that both rules are monotone, there is one least pair of sets, and the order in which nodes
// are taken makes no difference. Two things follow. Where evidence is lost, both sets only shrink:
// nothing is ever supported for want of evidence. And where a reference leads back to where it came
// from, nothing on the ring ever enters, without having to look for rings.
//
// Each node counts what is not met yet. A node whose count comes to 0 is supported and, like one
// that is refuted, is taken from a queue once; each edge is looked at once. So the work is linear,
// and there is no recursion that a deep case could exhaust. A depth-first evaluation from the top
// goal was no shorter, needs a stack of its own, and says nothing of nodes that nothing reaches.
#include "assurance/status.h"

#include <algorithm>

#include "assurance/facts.h"
#include "canon/record_define.h"

namespace writ::assurance {
namespace {

class Reading {
 public:
  Reading(const CaseIndex& index, const Facts& facts)
      : index_(index), statuses_(index.size(), Status::unsupported), unmet_(index.size()) {
    for (NodeIndex i = 0; i < index.size(); ++i) {
      unmet_[i] = index.rests_on(i).size() + (lacks(index, i, facts) ? 1 : 0);
      if (unmet_[i] == 0) enter(i, Status::supported);
    }
  }

  std::vector<Status> read() && {
    while (!queue_.empty()) {
      const NodeIndex node = queue_.back();
      queue_.pop_back();
      for (const Edge& edge : index_.carries(node)) {
        if (edge.sound) follow(edge, statuses_[node]);
      }
    }
    return std::move(statuses_);
  }

 private:
  void follow(const Edge& edge, Status of) {
    const bool challenge = edge.reference.role == Role::challenge;
    if (challenge && of == Status::supported) return enter(edge.from, Status::refuted);
    if (challenge != (of == Status::refuted)) return;
    if (--unmet_[edge.from] == 0) enter(edge.from, Status::supported);
  }

  void enter(NodeIndex node, Status status) {
    if (statuses_[node] != Status::unsupported) return;
    statuses_[node] = status;
    queue_.push_back(node);
  }

  const CaseIndex& index_;
  std::vector<Status> statuses_;
  std::vector<std::size_t> unmet_;
  std::vector<NodeIndex> queue_;
};

const Status* find_away(const AwayGoal& goal, const Facts& facts) {
  const auto other = facts.away.find(goal.case_hash.text());
  if (other == facts.away.end()) return nullptr;
  const auto found = other->second.find(goal.goal_id.text());
  return found == other->second.end() ? nullptr : &found->second;
}

bool all_fresh(const CaseNode& node, const Facts& facts) {
  return std::ranges::all_of(evidence_of(node), [&](const EvidenceId& evidence) {
    return freshness_of(node, evidence, facts) == Freshness::fresh;
  });
}

Why what_holds(Kind kind) {
  switch (kind) {
    case Kind::solution:
      return Why::evidence_is_fresh;
    case Kind::context:
    case Kind::assumption:
    case Kind::justification:
      return Why::stated;
    case Kind::away_goal:
      return Why::away_goal_holds;
    case Kind::goal:
    case Kind::strategy:
    case Kind::defeater:
      break;
  }
  return Why::support_holds;
}

// What an edge that is not met tells of its node. A defeater counts from the moment it is refuted.
std::optional<Why> failure(const Edge& edge, const std::vector<Status>& all) {
  const Status on = edge.sound ? all[edge.on] : Status::unsupported;
  if (edge.reference.role == Role::challenge) {
    if (on == Status::refuted) return std::nullopt;
    return on == Status::supported ? Why::refuted : Why::challenge_is_open;
  }
  if (on == Status::supported) return std::nullopt;
  return edge.reference.role == Role::support ? Why::support_fails : Why::context_fails;
}

std::vector<std::string> stale_evidence(const CaseNode& node, const Facts& facts) {
  std::vector<std::string> ids;
  for (const EvidenceId& evidence : evidence_of(node)) {
    if (freshness_of(node, evidence, facts) != Freshness::fresh) ids.push_back(evidence.text());
  }
  return ids;
}

// The first reason, and the nodes that are behind it.
void tell_failures(NodeStatus& told, std::span<const Edge> edges, const CaseIndex& index,
                   const std::vector<Status>& all) {
  for (const Edge& edge : edges) {
    const std::optional<Why> why = failure(edge, all);
    if (!why || (told.because && *why > told.reason)) continue;
    if (!told.because || *why < told.reason) told.because.emplace();
    told.reason = *why;
    told.because->push_back(edge.reference.role == Role::challenge
                                ? id_of(index.node(edge.holder)).text()
                                : edge.reference.to->text());
  }
}

std::optional<Why> lacks_of_its_kind(const CaseNode& node, const Facts& facts) {
  switch (kind_of(node)) {
    case Kind::goal:
    case Kind::strategy:
      if (is_undeveloped(node)) return Why::undeveloped;
      if (support_of(node).empty()) return Why::no_support;
      return std::nullopt;
    case Kind::defeater:
      if (evidence_of(node).empty() && support_of(node).empty()) return Why::no_support;
      break;
    case Kind::solution:
      if (evidence_of(node).empty()) return Why::no_evidence;
      break;
    case Kind::away_goal: {
      const Status* found = find_away(std::get<AwayGoal>(node), facts);
      if (found == nullptr) return Why::away_goal_unknown;
      if (*found != Status::supported) return Why::away_goal_fails;
      return std::nullopt;
    }
    case Kind::context:
    case Kind::assumption:
    case Kind::justification:
      return std::nullopt;
  }
  return all_fresh(node, facts) ? std::nullopt : std::optional(Why::evidence_not_fresh);
}

}  // namespace

std::optional<Why> lacks(const CaseIndex& index, NodeIndex node, const Facts& facts) {
  if (index.is_ambiguous(node)) return Why::ambiguous_id;
  return lacks_of_its_kind(index.node(node), facts);
}

std::vector<Status> statuses(const CaseIndex& index, const Facts& facts) {
  return Reading(index, facts).read();
}

NodeStatus explain(const CaseIndex& index, NodeIndex node, const std::vector<Status>& all,
                   const Facts& facts) {
  const CaseNode& of = index.node(node);
  NodeStatus told{.id = id_of(of), .kind = kind_of(of), .status = all[node]};
  if (told.status == Status::supported) {
    told.reason = what_holds(told.kind);
    return told;
  }
  const std::optional<Why> own = lacks(index, node, facts);
  if (own && told.status != Status::refuted) {
    told.reason = *own;
    if (*own == Why::evidence_not_fresh) told.because = stale_evidence(of, facts);
    return told;
  }
  tell_failures(told, index.rests_on(node), index, all);
  return told;
}

std::vector<NodeStatus> explain_all(const CaseIndex& index, const std::vector<Status>& all,
                                    const Facts& facts) {
  std::vector<NodeStatus> told;
  told.reserve(index.size());
  for (NodeIndex i = 0; i < index.size(); ++i) told.push_back(explain(index, i, all, facts));
  return told;
}

Status top_status(const CaseIndex& index, const std::vector<Status>& all) {
  const auto top = index.find(index.content().top_goal_id.text());
  return top && kind_of(index.node(*top)) == Kind::goal ? all[*top] : Status::unsupported;
}

}  // namespace writ::assurance

DEFINE_RECORD(writ::assurance::NodeStatus);
