#include "canon/shared.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "canon/record_samples.h"

namespace writ::canon {
namespace {

using samples::Point;
using ::testing::Each;

constexpr std::string_view far_up = R"({"x":1,"y":2.5})";

TEST(Shared, holds_its_record_and_its_json) {
  const Shared<Point> shared(Point{.x = {1}, .y = 2.5});
  EXPECT_EQ(shared->y, 2.5);
  EXPECT_EQ(shared.json(), far_up);
  EXPECT_EQ(shared.json(), encode(*shared));
}

TEST(Shared, copies_hold_one_record) {
  const Shared<Point> shared(Point{.x = {1}, .y = 2.5});
  const Shared<Point> copy = shared;
  EXPECT_EQ(&*copy, &*shared);
  EXPECT_EQ(copy.json().data(), shared.json().data());
}

TEST(Shared, default_made_is_the_default_made_record) {
  EXPECT_EQ(Shared<Point>().json(), encode(Point{}));
}

// What was written of the old one is not taken for the new one's, and others keep the old one.
TEST(Shared, renewed_it_is_another_record) {
  Shared<Point> shared(Point{.x = {1}, .y = 2.5});
  const Shared<Point> other = shared;
  EXPECT_EQ(shared.json(), far_up);
  shared.renew().y = 3;
  EXPECT_EQ(shared.json(), encode(Point{.y = 3}));
  EXPECT_EQ(other.json(), far_up);
}

TEST(Shared, threads_that_write_it_first_agree) {
  const Shared<Point> shared(Point{.x = {1}, .y = 2.5});
  std::vector<std::string> written(8);
  {
    std::vector<std::jthread> threads;
    for (std::string& text : written) threads.emplace_back([&] { text = shared.json(); });
  }
  EXPECT_THAT(written, Each(far_up));
}

}  // namespace
}  // namespace writ::canon
