#include "process/child.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace writ::process {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string code_of(const Result<std::string>& result) {
  return result ? "none" : std::string(result.error().code.name);
}

TEST(Child, what_goes_in_comes_out) {
  std::string much(3u << 20, 'x');
  EXPECT_EQ(*run_child({"cat"}, much), much);
  EXPECT_EQ(*run_child({"cat"}, ""), "");
}

TEST(Child, a_program_that_is_not_there) {
  EXPECT_EQ(code_of(run_child({"no-such-program-of-writ"}, "")), "child.no_program");
}

TEST(Child, a_status_that_is_not_0_is_a_problem_with_its_complaint) {
  const Result<std::string> result = run_child({"sh", "-c", "echo no good >&2; exit 3"}, "");
  ASSERT_FALSE(result);
  EXPECT_EQ(code_of(result), "child.failed");
  EXPECT_THAT(result.error().message, HasSubstr("ended with 3: no good"));
}

TEST(Child, one_that_leaves_its_input_may_still_succeed) {
  EXPECT_EQ(*run_child({"true"}, std::string(1u << 20, 'x')), "");
}

TEST(Child, one_that_takes_too_long_is_ended) {
  EXPECT_EQ(code_of(run_child({"sleep", "60"}, "", {.time = std::chrono::milliseconds(50)})),
            "child.over_limit");
}

TEST(Child, one_that_writes_too_much_is_ended) {
  EXPECT_EQ(code_of(run_child({"yes"}, "", {.output = 1000})), "child.over_limit");
}

TEST(Child, one_that_takes_too_much_memory_fails) {
  // `tail` must keep what it may have to write.
  EXPECT_EQ(code_of(run_child({"tail", "-c", "200000000"}, std::string(300'000'000, 'x'),
                              {.memory = std::size_t{64} << 20})),
            "child.failed");
}

TEST(Child, it_has_nothing_of_our_environment) {
  ::setenv("WRIT_CHILD_TEST", "secret", 1);
  EXPECT_THAT(*run_child({"env"}, ""), Not(HasSubstr("WRIT_CHILD_TEST")));
  EXPECT_THAT(*run_child({"env"}, "", {}, {"A=b"}), HasSubstr("A=b\n"));
}

}  // namespace
}  // namespace writ::process
