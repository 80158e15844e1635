// What restamping millions of stamps would come to, as columns of words: one pass over memory, so
// that an activation can be weighed before anything is stamped anew. A word is
// memory::Capability::word() of a settled capability, and may have `shown_otherwise` besides.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "memory/columns.h"
#include "stamp/comparison.h"

namespace writ::stamp {

// Of what is allowed now: buckets or templates that are not the ceiling's, which do not rank (see
// at_most()), so that the disclosure vector exceeds.
inline constexpr std::uint32_t shown_otherwise = std::uint32_t{1} << 31;

// Of how many stamps one axis of any item would change.
struct AxisChanges {
  std::int64_t downgraded = 0;
  std::int64_t exceeds = 0;

  bool operator==(const AxisChanges&) const = default;
};

// How many stamps would be kept, downgraded, blocked; and what would change, by Axis.
struct RestampEstimate {
  std::int64_t keep = 0;
  std::int64_t downgrade = 0;
  std::int64_t block = 0;
  std::array<AxisChanges, every_axis.size()> axes;

  bool operator==(const RestampEstimate&) const = default;
};

// For each stamp what its restamp would come to: the same as disposition_of() says of its items.
// The items of stamp i are those from `begins[i]` up to `begins[i + 1]`, so that `begins` has one
// number more than there are stamps; `ceiling` and `fresh` have one word an item. An item that is
// no longer permitted, or that the ceiling does not have, has the word 0. `result` has one place a
// stamp.
RestampEstimate compare_columns(memory::Words ceiling, memory::Words fresh,
                                std::span<const std::uint32_t> begins,
                                std::span<RestampDisposition> result);

// The columns of stamps, filled one by one.
class RestampColumns {
 public:
  // What its root allowed, and what it would be allowed now: in each list a key stands once, and
  // nothing stands that allows nothing at all.
  void add(std::span<const LeveledItem> ceiling, std::span<const LeveledItem> fresh);

  RestampEstimate estimate() const;

 private:
  std::vector<std::uint32_t> ceiling_;
  std::vector<std::uint32_t> fresh_;
  std::vector<std::uint32_t> begins_{0};
};

}  // namespace writ::stamp
