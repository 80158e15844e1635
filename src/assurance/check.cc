#include "assurance/check.h"

#include <algorithm>

#include <fmt/format.h>

#include "assurance/cycles.h"
#include "assurance/errors.h"
#include "assurance/fault.h"
#include "assurance/signing.h"
#include "canon/record_define.h"

namespace writ::assurance {
namespace {

std::string article(Kind kind) {
  const bool vowel = kind == Kind::assumption || kind == Kind::away_goal;
  return fmt::format("{} {}", vowel ? "an" : "a", name(kind));
}

// Looks through one case, for one kind of error after the other.
class Checking {
 public:
  Checking(const CaseIndex& index, const std::vector<Status>& statuses, const Facts& facts,
           Errors& errors)
      : index_(index), statuses_(statuses), facts_(facts), errors_(errors) {}

  void run() {
    find_top();
    for (NodeIndex i = 0; i < index_.size(); ++i) find_in_node(i);
    find_in_references();
    find_unreached();
    find_cycles();
    find_challenged();
  }

 private:
  const std::string& id(NodeIndex node) const { return id_of(index_.node(node)).text(); }

  void find_top() {
    const std::string& top = index_.content().top_goal_id.text();
    const auto found = index_.find(top);
    if (!found) {
      errors_.about_case(fault::missing_node, "/topGoalId",
                         fmt::format("there is no node `{}`: name a goal of this case", top));
    } else if (kind_of(index_.node(*found)) != Kind::goal) {
      errors_.about_case(fault::top_goal_not_goal, "/topGoalId",
                         fmt::format("`{}` is {}: name a goal of this case", top,
                                     article(kind_of(index_.node(*found)))));
    }
  }

  void find_in_node(NodeIndex node) {
    const CaseNode& of = index_.node(node);
    if (index_.is_ambiguous(node) && index_.find(id(node)) != node) {
      errors_.add(fault::duplicate_id, node, pointer_of(node) + "/id",
                  "another node has this id: give each its own");
    }
    if (is_blank(statement_of(of))) {
      errors_.add(fault::blank_statement, node, pointer_of(node) + "/statement",
                  "says nothing: state what the node claims");
    }
    if (const std::optional<Why> why = lacks(index_, node, facts_)) tell_lack(node, *why);
  }

  void tell_lack(NodeIndex node, Why why) {
    const std::string at = pointer_of(node);
    if (why == Why::evidence_not_fresh || why == Why::ambiguous_id) {
      tell_evidence(node);
    } else if (why == Why::undeveloped) {
      errors_.add(fault::undeveloped, node, at + "/undeveloped",
                  "is still to be developed: give it support and take the mark away");
    } else if (why == Why::no_support && kind_of(index_.node(node)) != Kind::defeater) {
      errors_.add(fault::no_support, node, at + "/supportedBy",
                  "has no support: name goals, strategies or solutions that it rests on");
    } else if (why == Why::no_evidence) {
      errors_.add(fault::no_evidence, node, at + "/evidence",
                  "cites no evidence: name some that is registered");
    } else if (why == Why::away_goal_unknown) {
      errors_.add(fault::away_goal_unknown, node, at + "/caseHash",
                  "no case of this hash, with this goal and a good signature, was handed in");
    } else if (why == Why::away_goal_fails) {
      errors_.add(fault::away_goal_not_supported, node, at + "/goalId",
                  "the goal is not supported in its own case: mend that first");
    }
  }

  void find_in_references() {
    for (const Edge& edge : index_.references()) {
      const std::string& to = edge.reference.to->text();
      const Kind kind = kind_of(index_.node(edge.holder));
      if (edge.to() == no_node) {
        errors_.add(fault::missing_node, edge.holder, pointer_of(edge.holder, edge.reference),
                    fmt::format("there is no node `{}`: add it or name another", to));
      } else if (const Kind other = kind_of(index_.node(edge.to()));
                 !may_refer(kind, edge.reference.role, other)) {
        errors_.add(fault::wrong_edge, edge.holder, pointer_of(edge.holder, edge.reference),
                    fmt::format("`{}` is {}, which `{}` of {} cannot name", to, article(other),
                                name(edge.reference.role), article(kind)));
      }
    }
  }

  void tell_evidence(NodeIndex node) {
    const std::span<const EvidenceId> evidence = evidence_of(index_.node(node));
    for (std::size_t i = 0; i < evidence.size(); ++i) {
      const std::string& cited = evidence[i].text();
      const std::string at = evidence_pointer(node, i);
      switch (freshness_of(index_.node(node), evidence[i], facts_)) {
        case Freshness::fresh:
          break;
        case Freshness::not_registered:
          errors_.add(
              fault::evidence_not_registered, node, at,
              fmt::format("no evidence `{}` is registered for this tenant and session", cited));
          break;
        case Freshness::stale:
          errors_.add(fault::evidence_stale, node, at, stale_message(cited));
          break;
        case Freshness::expired:
          errors_.add(fault::evidence_expired, node, at,
                      fmt::format("`{}` has expired: renew it", cited));
          break;
      }
    }
  }

  std::string stale_message(const std::string& cited) const {
    const auto& reason = facts_.evidence.find(cited)->second.reason;
    return fmt::format("`{}` is no longer fresh{}: take it anew", cited,
                       reason ? fmt::format(" ({})", *reason) : "");
  }

  // The nodes that the top goal leads to, over edges that `takes` agrees to.
  std::vector<bool> reach(const auto& takes) const {
    std::vector<bool> reached(index_.size());
    std::vector<NodeIndex> queue;
    const auto visit = [&](NodeIndex node) {
      if (reached[node]) return;
      reached[node] = true;
      queue.push_back(node);
    };
    if (const auto top = index_.find(index_.content().top_goal_id.text())) visit(*top);
    while (!queue.empty()) {
      const NodeIndex node = queue.back();
      queue.pop_back();
      for (const Edge& edge : index_.rests_on(node)) {
        if (edge.on != no_node && takes(edge)) visit(edge.on);
      }
    }
    return reached;
  }

  void find_unreached() {
    if (!index_.find(index_.content().top_goal_id.text())) return;  // then none is
    const std::vector<bool> reached = reach([](const Edge&) { return true; });
    for (NodeIndex i = 0; i < index_.size(); ++i) {
      if (reached[i] || index_.is_ambiguous(i)) continue;
      errors_.add(fault::unreachable_node, i, pointer_of(i),
                  "nothing leads here from the top goal: tie it in or take it out");
    }
  }

  void find_cycles() {
    constexpr std::size_t named = 8;
    for (const Ring& ring : find_rings(index_, errors_.room(), named)) {
      std::string way;
      for (const NodeIndex node : ring.first) way += fmt::format("`{}` → ", id(node));
      if (ring.size > named) way += "… → ";
      const Edge& edge = ring.closed_by;
      errors_.add(fault::cycle, edge.holder, pointer_of(edge.holder, edge.reference),
                  fmt::format("the argument goes in a circle, {}`{}`: take out one of its edges",
                              way, id(edge.on)));
    }
  }

  // What the top goal stands on may have no doubt left. What only a doubt stands on may.
  void find_challenged() {
    const std::vector<bool> carrying =
        reach([](const Edge& edge) { return edge.reference.role != Role::challenge; });
    for (NodeIndex i = 0; i < index_.size(); ++i) {
      if (!carrying[i]) continue;
      for (const Edge& edge : index_.rests_on(i)) {
        if (edge.reference.role != Role::challenge || statuses_[edge.on] == Status::refuted)
          continue;
        errors_.add(
            fault::challenged, edge.holder, pointer_of(edge.holder, edge.reference),
            fmt::format("the doubt about `{}` is {}: answer it by a defeater of its own, "
                        "or mend what it challenges",
                        id(i), statuses_[edge.on] == Status::supported ? "borne out" : "open"));
      }
    }
  }

  const CaseIndex& index_;
  const std::vector<Status>& statuses_;
  const Facts& facts_;
  Errors& errors_;
};

std::size_t references_in(const AssuranceCase& content) {
  std::size_t count = 0;
  for (const CaseNode& node : content.nodes) {
    count += evidence_of(node).size();
    each_reference(node, [&](const Reference&) { ++count; });
  }
  return count;
}

bool is_too_large(const AssuranceCase& content, const Limits& limits, Errors& errors) {
  if (content.nodes.size() > limits.nodes) {
    errors.about_case(fault::too_large, "/nodes",
                      fmt::format("there are {} nodes, and {} are the most: argue parts of it in "
                                  "cases of their own, and name their goals as away goals",
                                  content.nodes.size(), limits.nodes));
    return true;
  }
  if (references_in(content) <= limits.references) return false;
  errors.about_case(fault::too_large, "/nodes",
                    fmt::format("its nodes name more than {} nodes and pieces of evidence: argue "
                                "parts of it in cases of their own",
                                limits.references));
  return true;
}

}  // namespace

CaseCheckResult check_case(const canon::Sourced<AssuranceCase>& content, const Facts& facts,
                           std::string_view place, const Limits& limits) {
  CaseCheckResult result;
  Errors errors(*content, place, limits.errors);
  if (is_too_large(*content, limits, errors)) {
    std::move(errors).into(result);
    return result;
  }
  result.case_hash = canon::HexDigest(case_hash(content.source.value()));
  if (content->case_hash && content->case_hash != result.case_hash) {
    errors.about_case(fault::case_hash_mismatch, "/caseHash",
                      "is not the hash of this case: take it out, and sign the case again");
  }
  const CaseIndex index(*content);
  const std::vector<Status> all = statuses(index, facts);
  Checking(index, all, facts, errors).run();
  result.nodes = explain_all(index, all, facts);
  result.top_goal = top_status(index, all);
  std::move(errors).into(result);
  return result;
}

CaseCheckResult unreadable_case(const Problem& problem, std::string_view place) {
  CaseCheckResult result;
  for (const Fault& fault : problem.faults) {
    result.errors.push_back({.code = std::string(fault.code),
                             .pointer = std::string(place) + fault.pointer,
                             .message = fault.message});
  }
  if (result.errors.empty()) {
    result.errors.push_back({.code = std::string(problem.code.name),
                             .pointer = std::string(place),
                             .message = problem.message});
  }
  return result;
}

}  // namespace writ::assurance

DEFINE_RECORD(writ::assurance::CaseError);
DEFINE_RECORD(writ::assurance::CaseCheckResult);
