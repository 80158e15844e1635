#include "base/boot_clock.h"

#include <ctime>

namespace writ {

// The call can fail only for a clock that the kernel does not have, and every Linux since 2.6.39
// has this one.
BootClock::time_point BootClock::now() noexcept {
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return time_point(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

}  // namespace writ
