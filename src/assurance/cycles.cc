#include "assurance/cycles.h"

#include <algorithm>

namespace writ::assurance {
namespace {

// A depth-first walk that keeps its way in a vector: a node is new, on the way, or done with. An
// edge to a node that is on the way closes a ring, and every ring has such an edge.
class Walk {
 public:
  Walk(const CaseIndex& index, std::size_t max_rings, std::size_t max_nodes)
      : index_(index), max_rings_(max_rings), max_nodes_(max_nodes), place_(index.size(), fresh) {}

  std::vector<Ring> find() && {
    for (NodeIndex i = 0; i < index_.size(); ++i) {
      if (place_[i] == fresh) walk_from(i);
    }
    return std::move(rings_);
  }

 private:
  // Where a node stands on the way, or one of these.
  static constexpr std::size_t fresh = SIZE_MAX;
  static constexpr std::size_t done = SIZE_MAX - 1;
  struct Step {
    NodeIndex node;
    std::size_t next = 0;  // of its edges
  };

  void walk_from(NodeIndex start) {
    push(start);
    while (!way_.empty()) {
      Step& step = way_.back();
      const std::span<const Edge> edges = index_.rests_on(step.node);
      if (step.next == edges.size()) {
        place_[step.node] = done;
        way_.pop_back();
        continue;
      }
      const Edge& edge = edges[step.next++];
      if (edge.on == no_node || place_[edge.on] == done) continue;
      if (place_[edge.on] == fresh) {
        push(edge.on);
      } else if (rings_.size() < max_rings_) {
        rings_.push_back(ring_closed_by(edge));
      }
    }
  }

  void push(NodeIndex node) {
    place_[node] = way_.size();
    way_.push_back({node});
  }

  Ring ring_closed_by(const Edge& edge) const {
    Ring ring{.closed_by = edge, .first = {}, .size = way_.size() - place_[edge.on]};
    for (std::size_t i = 0; i < std::min(ring.size, max_nodes_); ++i) {
      ring.first.push_back(way_[place_[edge.on] + i].node);
    }
    return ring;
  }

  const CaseIndex& index_;
  const std::size_t max_rings_;
  const std::size_t max_nodes_;
  std::vector<std::size_t> place_;
  std::vector<Step> way_;
  std::vector<Ring> rings_;
};

}  // namespace

std::vector<Ring> find_rings(const CaseIndex& index, std::size_t max_rings, std::size_t max_nodes) {
  return Walk(index, max_rings, max_nodes).find();
}

}  // namespace writ::assurance
