// Rings in the graph of a case.
#pragma once

#include <vector>

#include "assurance/case_index.h"

namespace writ::assurance {

// An edge that leads back to a node which it hangs from, and the ring that it closes: its nodes,
// from the one that the edge leads to down to the one that it stands at, and how many they are.
struct Ring {
  Edge closed_by;
  std::vector<NodeIndex> first;  // of its nodes
  std::size_t size = 0;
};

// A ring for each edge that closes one in a walk through all nodes in their order; none where
// there is no cycle. Lists at most `max_rings`, with the first `max_nodes` nodes of each. Linear in
// nodes and references, without recursion.
std::vector<Ring> find_rings(const CaseIndex& index, std::size_t max_rings, std::size_t max_nodes);

}  // namespace writ::assurance
