// Lists are answered a page at a time.
#pragma once

#include <cstddef>
#include <optional>

#include "canon/types.h"

namespace writ::ops {

using PageSize = canon::Bounded<1, 1000>;
inline constexpr std::size_t default_page = 100;

inline std::size_t page_size(const std::optional<PageSize>& limit) {
  return limit ? static_cast<std::size_t>(limit->value) : default_page;
}

inline constexpr const char* after_doc = "Only what comes after this; absent is from the first on.";
inline constexpr const char* limit_doc = "How many at most; absent is 100.";
inline constexpr const char* next_doc =
    "The `after` of the next page; absent where this is the last.";

}  // namespace writ::ops
