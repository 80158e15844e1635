#include "assurance/case_index.h"

namespace writ::assurance {

CaseIndex::CaseIndex(const AssuranceCase& of) : of_(&of), ambiguous_(of.nodes.size()) {
  first_.reserve(size());
  for (NodeIndex i = 0; i < size(); ++i) {
    const auto [known, added] = first_.try_emplace(id_of(node(i)).text(), i);
    if (!added) ambiguous_[i] = ambiguous_[known->second] = true;
  }
  edges_.reserve(size());
  for (NodeIndex i = 0; i < size(); ++i) {
    each_reference(node(i),
                   [&](const Reference& reference) { edges_.push_back(edge_of(i, reference)); });
  }
  by_from_ = group(&Edge::from);
  by_on_ = group(&Edge::on);
}

std::optional<NodeIndex> CaseIndex::find(std::string_view id) const {
  const auto found = first_.find(id);
  if (found == first_.end()) return std::nullopt;
  return found->second;
}

Edge CaseIndex::edge_of(NodeIndex holder, const Reference& reference) const {
  const NodeIndex to = find(reference.to->text()).value_or(no_node);
  Edge edge{.from = holder, .on = to, .holder = holder, .reference = reference};
  if (reference.role == Role::challenge) std::swap(edge.from, edge.on);
  edge.sound = to != no_node && !ambiguous_[to] &&
               may_refer(kind_of(node(holder)), reference.role, kind_of(node(to)));
  return edge;
}

// Counts, then places: linear, and the edges of a node stay in the order of their references.
CaseIndex::Grouped CaseIndex::group(NodeIndex Edge::* end) const {
  Grouped grouped{.begin = std::vector<std::uint32_t>(size() + 1), .edges = {}};
  for (const Edge& edge : edges_) {
    if (edge.*end != no_node) ++grouped.begin[edge.*end + 1];
  }
  for (std::size_t i = 1; i < grouped.begin.size(); ++i) grouped.begin[i] += grouped.begin[i - 1];
  grouped.edges.resize(grouped.begin.back());
  std::vector<std::uint32_t> next(grouped.begin.begin(), grouped.begin.end() - 1);
  for (const Edge& edge : edges_) {
    if (edge.*end != no_node) grouped.edges[next[edge.*end]++] = edge;
  }
  return grouped;
}

}  // namespace writ::assurance
