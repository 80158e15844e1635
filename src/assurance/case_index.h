// The graph of a case: nodes by number, and what each rests on.
//
// A node rests on what supports it, on its contexts, assumptions and justifications, and on the
// defeaters that challenge it. References that name no node, two nodes, or a node of the wrong kind
// stay in the graph as edges that nothing can meet: what hangs from them is never supported.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "assurance/node.h"

namespace writ::assurance {

using NodeIndex = std::uint32_t;
inline constexpr NodeIndex no_node = UINT32_MAX;

struct Edge {
  NodeIndex from = no_node;    // what rests on the other
  NodeIndex on = no_node;      // no_node: what is named is not there
  NodeIndex holder = no_node;  // the node that the reference stands in: for a challenge, `on`
  Reference reference;
  bool sound = false;  // names exactly one node, of a kind that it may name

  // The node that is named.
  NodeIndex to() const { return reference.role == Role::challenge ? from : on; }
};

class CaseIndex {
 public:
  // `of` must outlive the index and everything that comes from it.
  explicit CaseIndex(const AssuranceCase& of);

  const AssuranceCase& content() const { return *of_; }
  std::size_t size() const { return of_->nodes.size(); }
  const CaseNode& node(NodeIndex index) const { return of_->nodes[index]; }

  // The first node of that id.
  std::optional<NodeIndex> find(std::string_view id) const;
  bool is_ambiguous(NodeIndex index) const { return ambiguous_[index]; }  // its id stands twice

  std::span<const Edge> rests_on(NodeIndex index) const { return slice(by_from_, index); }
  // The edges that lead to a node.
  std::span<const Edge> carries(NodeIndex index) const { return slice(by_on_, index); }

  // Every reference, in the order of the nodes that they stand in.
  std::span<const Edge> references() const { return edges_; }

 private:
  struct Grouped {
    std::vector<std::uint32_t> begin;  // one more than there are nodes
    std::vector<Edge> edges;
  };

  Edge edge_of(NodeIndex holder, const Reference& reference) const;
  Grouped group(NodeIndex Edge::* end) const;
  static std::span<const Edge> slice(const Grouped& grouped, NodeIndex index) {
    return std::span(grouped.edges)
        .subspan(grouped.begin[index], grouped.begin[index + 1] - grouped.begin[index]);
  }

  const AssuranceCase* of_;
  boost::unordered_flat_map<std::string_view, NodeIndex> first_;  // by id
  std::vector<bool> ambiguous_;
  std::vector<Edge> edges_;
  Grouped by_from_;
  Grouped by_on_;
};

}  // namespace writ::assurance
