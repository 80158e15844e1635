#include "store/turns.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace writ::store {
namespace {

using std::chrono_literals::operator""ms;
using Clock = std::chrono::steady_clock;

TEST(Turns, ComeInOrder) {
  Turns turns;
  ASSERT_TRUE(turns.wait_until(Clock::now()));
  std::vector<int> came;
  std::vector<std::jthread> waiting;
  for (int i = 0; i < 5; ++i) {
    waiting.emplace_back([&, i] {
      if (!turns.wait_until(Clock::now() + 20'000ms)) return;
      came.push_back(i);
      turns.pass();
    });
    std::this_thread::sleep_for(20ms);
  }
  turns.pass();
  waiting.clear();
  EXPECT_EQ(came, (std::vector{0, 1, 2, 3, 4}));
}

TEST(Turns, OfWhoGaveUpGoToTheNext) {
  Turns turns;
  ASSERT_TRUE(turns.wait_until(Clock::now()));
  EXPECT_FALSE(turns.wait_until(Clock::now() + 10ms));
  turns.pass();
  EXPECT_TRUE(turns.wait_until(Clock::now()));
  turns.pass();
}

}  // namespace
}  // namespace writ::store
