// Whether a case's argument stands: each node is supported, refuted, or neither.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assurance/case.h"
#include "assurance/case_index.h"

namespace writ::assurance {

enum class Status : std::uint8_t { unsupported, supported, refuted };
constexpr auto wire_names(Status) {
  return std::to_array<std::string_view>({"unsupported", "supported", "refuted"});
}

// Why a node has its status: for the supported ones what holds, for the others the first of these
// that fails.
enum class Why : std::uint8_t {
  stated,
  evidence_is_fresh,
  support_holds,
  away_goal_holds,
  refuted,
  ambiguous_id,
  no_evidence,
  evidence_not_fresh,
  undeveloped,
  no_support,
  away_goal_unknown,
  away_goal_fails,
  challenge_is_open,
  context_fails,
  support_fails
};
constexpr auto wire_names(Why) {
  return std::to_array<std::string_view>(
      {"stated", "evidence-is-fresh", "support-holds", "away-goal-holds", "refuted", "ambiguous-id",
       "no-evidence", "evidence-not-fresh", "undeveloped", "no-support", "away-goal-unknown",
       "away-goal-fails", "challenge-is-open", "context-fails", "support-fails"});
}

struct NodeStatus {
  NodeId id;
  Kind kind = Kind::goal;
  Status status = Status::unsupported;
  Why reason = Why::no_support;
  std::optional<std::vector<std::string>> because;

  static constexpr auto record(auto&& f) {
    using S = NodeStatus;
    using canon::field;
    return f("NodeStatus", "Whether a node of a case stands, and why.",
             field<&S::id>("id", "Which node."), field<&S::kind>("kind", "Of which kind."),
             field<&S::status>("status", "Whether it stands."), field<&S::reason>("reason", "Why."),
             field<&S::because>("because", "The nodes or the evidence that make it so."));
  }
};

struct Facts;

// By the number of the node. Linear in nodes and references.
std::vector<Status> statuses(const CaseIndex& index, const Facts& facts);

// One node's, with the reason; `all` are those of every node.
NodeStatus explain(const CaseIndex& index, NodeIndex node, const std::vector<Status>& all,
                   const Facts& facts);

// Every node's, in their order.
std::vector<NodeStatus> explain_all(const CaseIndex& index, const std::vector<Status>& all,
                                    const Facts& facts);

// What a node needs by itself, whatever it rests on: nothing where it has that, else why not.
std::optional<Why> lacks(const CaseIndex& index, NodeIndex node, const Facts& facts);

// The status of the top goal; unsupported where there is none.
Status top_status(const CaseIndex& index, const std::vector<Status>& all);

}  // namespace writ::assurance
