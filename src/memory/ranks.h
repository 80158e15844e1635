// How the levels of each axis rank: the least first. Nothing relies on the order in which an
// enumeration happens to be written; a static check in ranks.cc proves that the names, these tables
// and the bits of a Capability say the same.
#pragma once

#include <span>
#include <string_view>

namespace writ::memory {

struct Rank {
  std::string_view level;
  unsigned rank;
};

struct AxisRanks {
  std::string_view axis;
  std::span<const Rank> levels;
};

// The five axes, then the two graded parts of the disclosure vector.
std::span<const AxisRanks> axis_ranks();

}  // namespace writ::memory
