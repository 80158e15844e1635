#include "store/deployment_id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace writ::store {
namespace {

TEST(DeploymentId, IsAUuidOfVersion4) {
  for (int i = 0; i < 100; ++i) {
    const Result<std::string> id = new_deployment_id();
    ASSERT_TRUE(id);
    EXPECT_THAT(*id, testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}"
                                           "-[0-9a-f]{12}"));
  }
}

TEST(DeploymentId, IsAnotherEveryTime) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(new_deployment_id().value());
  EXPECT_EQ(seen.size(), 1000U);
}

}  // namespace
}  // namespace writ::store
