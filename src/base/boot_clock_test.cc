#include "base/boot_clock.h"

#include <thread>

#include <gtest/gtest.h>

namespace writ {
namespace {

TEST(BootClock, GoesOnAndNeverBack) {
  auto last = BootClock::now();
  EXPECT_GT(last.time_since_epoch().count(), 0);
  for (int i = 0; i < 1000; ++i) {
    const auto now = BootClock::now();
    EXPECT_GE(now, last);
    last = now;
  }
  const auto before = BootClock::now();
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  EXPECT_GE(BootClock::now() - before, std::chrono::milliseconds(2));
}

}  // namespace
}  // namespace writ
