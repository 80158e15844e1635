// A clock for how long something may still be relied on: it never goes back, nobody sets it, and it
// goes on while the machine sleeps (CLOCK_BOOTTIME), which the steady clock of the standard library
// does not do everywhere.
#pragma once

#include <chrono>

namespace writ {

struct BootClock {
  using duration = std::chrono::nanoseconds;              // NOLINT(readability-identifier-naming)
  using rep = duration::rep;                              // NOLINT(readability-identifier-naming)
  using period = duration::period;                        // NOLINT(readability-identifier-naming)
  using time_point = std::chrono::time_point<BootClock>;  // NOLINT(readability-identifier-naming)
  static constexpr bool is_steady = true;

  static time_point now() noexcept;
};

}  // namespace writ
