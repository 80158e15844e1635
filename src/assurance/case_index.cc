#include "assurance/case_index.h"

namespace writ::assurance {

CaseIndex::CaseIndex(const AssuranceCase& of) : of_(&of) {
  places_.reserve(size());
  for (NodeIndex i = 0; i < size(); ++i) {
    const auto [known, added] = places_.try_emplace(id_of(node(i)).text(), Place{i});
    if (!added) known->second.again = true;
  }
  std::vector<Edge> edges;
  edges.reserve(size());
  for (NodeIndex i = 0; i < size(); ++i) {
    each_reference(node(i),
                   [&](const Reference& reference) { edges.push_back(edge_of(i, reference)); });
  }
  reference_count_ = edges.size();
  by_from_ = group(edges, &Edge::from);
  by_on_ = group(edges, &Edge::on);
}

std::optional<NodeIndex> CaseIndex::find(std::string_view id) const {
  const auto found = places_.find(id);
  if (found == places_.end()) return std::nullopt;
  return found->second.first;
}

bool CaseIndex::is_ambiguous(std::string_view id) const {
  const auto found = places_.find(id);
  return found != places_.end() && found->second.again;
}

Edge CaseIndex::edge_of(NodeIndex holder, const Reference& reference) const {
  const auto found = places_.find(std::string_view(reference.to->text()));
  const NodeIndex to = found == places_.end() ? no_node : found->second.first;
  Edge edge{.from = holder, .on = to, .holder = holder, .reference = reference};
  if (reference.role == Role::challenge) std::swap(edge.from, edge.on);
  edge.sound = to != no_node && !found->second.again &&
               may_refer(kind_of(node(holder)), reference.role, kind_of(node(to)));
  return edge;
}

// Counts, then places: linear, and the edges of a node stay in the order of their references.
CaseIndex::Grouped CaseIndex::group(const std::vector<Edge>& edges, NodeIndex Edge::* end) const {
  Grouped grouped{.begin = std::vector<std::uint32_t>(size() + 1), .edges = {}};
  for (const Edge& edge : edges) {
    if (edge.*end != no_node) ++grouped.begin[edge.*end + 1];
  }
  for (std::size_t i = 1; i < grouped.begin.size(); ++i) grouped.begin[i] += grouped.begin[i - 1];
  grouped.edges.resize(grouped.begin.back());
  std::vector<std::uint32_t> next(grouped.begin.begin(), grouped.begin.end() - 1);
  for (const Edge& edge : edges) {
    if (edge.*end != no_node) grouped.edges[next[edge.*end]++] = edge;
  }
  return grouped;
}

}  // namespace writ::assurance
