#include "cli/source_poller.h"

#include <gtest/gtest.h>

namespace writ::cli {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(UntilNextPoll, is_the_sources_interval_and_a_tenth_more_or_less) {
  EXPECT_EQ(until_next_poll(seconds(60), 0, 0.5), milliseconds(60'000));
  EXPECT_EQ(until_next_poll(seconds(60), 0, 0), milliseconds(54'000));
  EXPECT_EQ(until_next_poll(seconds(60), 0, 1), milliseconds(66'000));
}

TEST(UntilNextPoll, doubles_with_each_failure_within_bounds) {
  EXPECT_EQ(until_next_poll(seconds(1), 1, 0.5), seconds(2));
  EXPECT_EQ(until_next_poll(seconds(1), 3, 0.5), seconds(8));
  EXPECT_EQ(until_next_poll(seconds(1), 4'000'000'000u, 0.5), seconds(8));
  EXPECT_EQ(until_next_poll(seconds(100), 3, 0.5), seconds(300));
  EXPECT_EQ(until_next_poll(seconds(86'400), 3, 0.5), seconds(86'400));
}

}  // namespace
}  // namespace writ::cli
