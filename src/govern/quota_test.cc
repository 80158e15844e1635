#include "govern/quota.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace writ::govern {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

BatchQuotaEnvelope envelope(std::int64_t objects, std::int64_t decisions) {
  return {.operation = BatchOperation::source_revocation_cascade,
          .objects = {objects},
          .decisions = {decisions},
          .max_objects = {10},
          .max_decisions = {40},
          .on_exceeded = OnQuotaExceeded::chunk_and_continue};
}

TEST(Quota, what_fits_is_done_at_once) {
  const BatchPlan made = plan(envelope(10, 40));
  EXPECT_FALSE(made.exceeds);
  EXPECT_THAT(made.chunks, ElementsAre(Chunk{0, 10}));
}

TEST(Quota, what_does_not_fit_goes_on_in_chunks) {
  EXPECT_THAT(plan(envelope(25, 25)).chunks,
              ElementsAre(Chunk{0, 10}, Chunk{10, 10}, Chunk{20, 5}));
  // 20 meets an object: two objects a chunk, however many objects would be allowed.
  EXPECT_THAT(plan(envelope(5, 100)).chunks, ElementsAre(Chunk{0, 2}, Chunk{2, 2}, Chunk{4, 1}));
}

TEST(Quota, or_does_not_begin) {
  BatchQuotaEnvelope over = envelope(25, 25);
  for (const auto then :
       {OnQuotaExceeded::pause_and_surface_review, OnQuotaExceeded::fail_closed_for_affected_items,
        OnQuotaExceeded::manual_approval_required}) {
    over.on_exceeded = then;
    EXPECT_EQ(plan(over).then, then);
    EXPECT_THAT(plan(over).chunks, IsEmpty());
  }
}

TEST(Quota, an_object_that_fits_no_chunk_fails_closed) {
  const BatchPlan made = plan(envelope(2, 100));
  EXPECT_EQ(made.then, OnQuotaExceeded::fail_closed_for_affected_items);
  EXPECT_THAT(made.chunks, IsEmpty());
  EXPECT_EQ(plan(envelope(0, 41)).then, OnQuotaExceeded::fail_closed_for_affected_items);
}

TEST(Quota, stops_when_it_is_used_up) {
  BatchQuotaEnvelope limited = envelope(1, 1);
  EXPECT_TRUE(may_go_on(limited, {.milliseconds = 1'000'000, .cost = 1e9}));
  limited.max_milliseconds = Limit{100};
  EXPECT_TRUE(may_go_on(limited, {.milliseconds = 99}));
  EXPECT_FALSE(may_go_on(limited, {.milliseconds = 100}));
  limited.max_cost = 5;
  EXPECT_TRUE(may_go_on(limited, {.cost = 4.99}));
  EXPECT_FALSE(may_go_on(limited, {.cost = 5}));
  EXPECT_FALSE(may_go_on(limited, {.cost = std::numeric_limits<double>::quiet_NaN()}));
}

RC_GTEST_PROP(Quota, chunks_hold_every_object_once_and_keep_within_the_quota, ()) {
  const auto objects = *rc::gen::inRange<std::int64_t>(1, 500);
  const auto decisions = *rc::gen::inRange<std::int64_t>(0, 2000);
  const BatchQuotaEnvelope given = envelope(objects, decisions);
  const BatchPlan made = plan(given);
  if (made.chunks.empty()) {
    RC_ASSERT(made.then == OnQuotaExceeded::fail_closed_for_affected_items);
    return;
  }
  std::int64_t next = 0;
  for (const Chunk& chunk : made.chunks) {
    RC_ASSERT(chunk.first == next && chunk.count > 0 && chunk.count <= given.max_objects.value);
    const double share = static_cast<double>(decisions) / static_cast<double>(objects);
    RC_ASSERT(share * static_cast<double>(chunk.count) <=
              static_cast<double>(given.max_decisions.value));
    next += chunk.count;
  }
  RC_ASSERT(next == objects);
}

}  // namespace
}  // namespace writ::govern
