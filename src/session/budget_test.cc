#include "session/budget.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace writ::session {
namespace {

constexpr std::int64_t most = canon::max_exact_integer;

TEST(Budget, WithoutLimitsNothingIsEverSpent) {
  EXPECT_EQ(spent({}, {{most}, {most}, {most}, {most}}, {{1}, {1}, {1}, {1}}), "");
}

TEST(Budget, EachLimitIsReachedAndNotPassed) {
  const Budget budget{.max_decisions = Amount{2},
                      .max_eval_ms = Amount{3},
                      .max_eval_bytes = Amount{100},
                      .max_tokens = Amount{50}};
  const Used fits{.decisions = {1}, .eval_bytes = {100}, .tokens = {50}};
  EXPECT_EQ(spent(budget, {}, fits), "");
  EXPECT_EQ(spent(budget, {.decisions = {1}}, fits), "");
  EXPECT_EQ(spent(budget, {.decisions = {2}}, fits), reason::decisions_spent);
  EXPECT_EQ(spent(budget, {.eval_bytes = {1}}, fits), reason::eval_bytes_spent);
  EXPECT_EQ(spent(budget, {.tokens = {1}}, fits), reason::tokens_spent);
  EXPECT_EQ(spent(budget, {}, {.tokens = {most}}), reason::tokens_spent);
}

TEST(Budget, TimeIsSpentWhenAllOfItIs) {
  const Budget budget{.max_eval_ms = Amount{3}};
  EXPECT_EQ(spent(budget, {.eval_us = {2999}}, {}), "");
  EXPECT_EQ(spent(budget, {.eval_us = {3000}}, {}), reason::eval_ms_spent);
  EXPECT_EQ(spent({.max_eval_ms = Amount{most}}, {.eval_us = {most - 1}}, {}), "");
}

TEST(Budget, ALimitOfZeroTakesNothing) {
  EXPECT_EQ(spent({.max_decisions = Amount{0}}, {}, {.decisions = {1}}), reason::decisions_spent);
  EXPECT_EQ(spent({.max_eval_ms = Amount{0}}, {}, {}), reason::eval_ms_spent);
}

TEST(Budget, AmountsEndAtWhatADoubleHolds) {
  EXPECT_EQ((Used{.tokens = {most}} + Used{.tokens = {5}}).tokens.value, most);
}

RC_GTEST_PROP(BudgetLaw, WhatIsReservedCoversWhatIsUsedAndStaysWithinTheBudget, ()) {
  const auto amount = [] { return Amount{*rc::gen::inRange<std::int64_t>(0, 100'000)}; };
  const Budget budget{
      .max_decisions = amount(), .max_eval_bytes = amount(), .max_tokens = amount()};
  const Used used{amount(), amount(), amount(), amount()};
  const Used reserved = reservation(budget, used);
  RC_ASSERT(covers(budget, reserved, used));
  RC_ASSERT(reserved.decisions <= std::max(used.decisions, *budget.max_decisions));
  RC_ASSERT(reserved.eval_bytes <= std::max(used.eval_bytes, *budget.max_eval_bytes));
  RC_ASSERT(reserved.tokens <= std::max(used.tokens, *budget.max_tokens));
  RC_ASSERT(reserved.eval_us == used.eval_us);  // not limited
}

TEST(Budget, WhatOthersReservedIsUsedUpAndWhatTheyGaveBackIsNot) {
  const Used used{.decisions = {5}, .eval_us = {0}, .tokens = {7}};
  const Used before{.decisions = {10}, .tokens = {10}};
  EXPECT_EQ(carried(used, before, before), used);
  EXPECT_EQ(carried(used, before, {.decisions = {12}, .eval_us = {3}, .tokens = {6}}),
            (Used{.decisions = {7}, .eval_us = {3}, .tokens = {3}}));
  EXPECT_EQ(carried(used, before, {}).decisions.value, 0);  // never below nothing
  EXPECT_EQ(carried(used, {}, {.tokens = {most}}).tokens.value, most);
}

TEST(Budget, OnlyWhatIsLimitedMustBeReserved) {
  const Budget budget{.max_tokens = Amount{10}};
  EXPECT_TRUE(covers(budget, {}, {.decisions = {5}}));
  EXPECT_FALSE(covers(budget, {.tokens = {4}}, {.tokens = {5}}));
}

}  // namespace
}  // namespace writ::session
