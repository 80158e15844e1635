#include "session/rollout.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace writ::session {
namespace {

TEST(Rollout, AShareIsAboveZeroAndUpToOne) {
  for (const double share : {1e-9, 0.5, 1.0}) EXPECT_TRUE(valid_share(share)) << share;
  for (const double share :
       {0.0, -0.1, 1.0000001, std::nan(""), std::numeric_limits<double>::infinity()}) {
    EXPECT_FALSE(valid_share(share)) << share;
    EXPECT_FALSE(in_share("ses_1", share)) << share;
  }
}

TEST(Rollout, AShareOfOneHasEverySession) {
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(in_share(fmt::format("ses_{}", i), 1));
}

TEST(Rollout, AShareHasAboutThatManySessions) {
  int in = 0;
  for (int i = 0; i < 10'000; ++i) in += in_share(fmt::format("ses_{}", i), 0.2) ? 1 : 0;
  EXPECT_NEAR(in, 2000, 200);  // five standard deviations
}

RC_GTEST_PROP(RolloutLaw, AGrowingShareOnlyTakesFurtherSessionsIn, (const std::string& id)) {
  const double small = *rc::gen::inRange(1, 1000) / 1000.0;
  const double large = *rc::gen::inRange(1, 1000) / 1000.0;
  if (in_share(id, std::min(small, large))) RC_ASSERT(in_share(id, std::max(small, large)));
}

}  // namespace
}  // namespace writ::session
