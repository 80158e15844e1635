#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <type_traits>

namespace writ {
namespace {

constexpr Code odd{"test.odd", Category::invalid};

Result<int> half(int whole) {
  if (whole % 2 != 0) return Problem{.code = odd, .message = std::to_string(whole)};
  return whole / 2;
}

Result<void> require_even(int number) {
  WRIT_CHECK(half(number));
  return {};
}

Result<std::string> quarter(int whole) {
  WRIT_TRY(const int first, half(whole));
  WRIT_TRY(const int second, half(first));
  WRIT_CHECK(require_even(second));
  return std::to_string(second);
}

Result<std::unique_ptr<int>> moved(Result<std::unique_ptr<int>> from) {
  WRIT_TRY(std::unique_ptr<int> held, std::move(from));
  *held += 1;
  return held;
}

TEST(Result, carries_a_value_or_a_problem) {
  EXPECT_EQ(half(4).value(), 2);
  EXPECT_EQ(half(3).error().message, "3");
  EXPECT_EQ(half(3).error().code.name, "test.odd");
}

TEST(Result, stops_at_the_first_problem) {
  EXPECT_EQ(quarter(8).value(), "2");
  EXPECT_EQ(quarter(7).error().message, "7");
  EXPECT_EQ(quarter(6).error().message, "3");
  EXPECT_EQ(quarter(4).error().message, "1");
}

TEST(Result, moves_what_cannot_be_copied) {
  EXPECT_EQ(**moved(std::make_unique<int>(1)), 2);
  EXPECT_EQ(moved(Problem{.code = odd, .message = "none"}).error().message, "none");
}

TEST(Result, of_void_is_good_by_default) {
  EXPECT_TRUE(require_even(2).has_value());
  EXPECT_FALSE(require_even(1).has_value());
}

}  // namespace
}  // namespace writ
