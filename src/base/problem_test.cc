#include "base/problem.h"

#include <gtest/gtest.h>

namespace writ {
namespace {

constexpr Code bad{"test.bad", Category::invalid};

Problem made() {
  return {.code = bad,
          .message = "`x` is wrong",
          .faults = {{.code = bad.name, .pointer = "", .offset = 7, .message = "is wrong"},
                     {.code = bad.name, .pointer = "/a/0", .offset = {}, .message = "is worse"}}};
}

TEST(Problem, context_goes_before_the_message) {
  const Problem problem = made().in("cannot read `a.json`").in("cannot start");
  EXPECT_EQ(problem.message, "cannot start: cannot read `a.json`: `x` is wrong");
  EXPECT_EQ(problem.code.name, "test.bad");
  EXPECT_EQ(problem.faults.size(), 2u);
}

TEST(Problem, a_place_goes_before_every_pointer) {
  const Problem problem = made().at("/bundle").at("/params");
  EXPECT_EQ(problem.faults[0].pointer, "/params/bundle");
  EXPECT_EQ(problem.faults[1].pointer, "/params/bundle/a/0");
}

TEST(Problem, a_person_reads_a_line_for_each_fault) {
  EXPECT_EQ(describe(made()), "`x` is wrong\n  at the top (byte 7)\n  at /a/0: is worse");
  EXPECT_EQ(describe(Problem{.code = problem::internal, .message = "no more"}), "no more");
}

}  // namespace
}  // namespace writ
