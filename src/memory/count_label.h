// How a number of memories is told: exactly, roughly, or not at all.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "memory/levels.h"

namespace writ::memory {

struct CountBucket {
  std::int64_t from = 0;  // and up to the next bucket
  std::string_view label;
};

// The table, ascending, from 0 on.
std::span<const CountBucket> count_buckets();

// The label of a count, or nothing where there may be none: under a class that shows no counts, and
// in the mode `none`. An exact count is shown only under the class `full`; below it is a bucket.
// `count` is 0 or more.
std::optional<std::string> count_label(std::int64_t count, DisclosureClass disclosure_class,
                                       CountDisclosure mode);

}  // namespace writ::memory
