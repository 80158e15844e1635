#include "canon/secret.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <type_traits>

namespace writ::canon {
namespace {

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);

TEST(Secret, BeginsAsZeros) {
  const Secret secret(100);
  EXPECT_EQ(secret.size(), 100u);
  EXPECT_TRUE(std::ranges::all_of(secret.view(), [](char c) { return c == '\0'; }));
}

TEST(Secret, HoldsACopyOfItsOwn) {
  std::string text = "hunter2";
  const Secret secret = Secret::copy_of(text);
  text = "changed";
  EXPECT_EQ(secret.view(), "hunter2");
}

TEST(Secret, MovingLeavesAnEmptySecretBehind) {
  Secret first = Secret::copy_of("first");
  Secret second = Secret::copy_of("second one");
  second = std::move(first);
  EXPECT_EQ(second.view(), "first");
  EXPECT_TRUE(first.empty());
  const Secret third(std::move(second));
  EXPECT_EQ(third.view(), "first");
  EXPECT_TRUE(second.empty());
}

TEST(Secret, ComparesByLengthAndByEveryByte) {
  EXPECT_TRUE(same_secret("", ""));
  EXPECT_TRUE(same_secret("abc", "abc"));
  EXPECT_FALSE(same_secret("abc", "abd"));
  EXPECT_FALSE(same_secret("abc", "ab"));
  EXPECT_FALSE(same_secret("abc", ""));
}

}  // namespace
}  // namespace writ::canon
