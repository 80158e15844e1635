#include "base/once.h"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace writ {
namespace {

TEST(Once, is_made_once) {
  const Once<std::string> once;
  EXPECT_EQ(once.get([] { return std::string("first"); }), "first");
  EXPECT_EQ(once.get([] { return std::string("second"); }), "first");
}

TEST(Once, a_copy_makes_its_own) {
  Once<int> once;
  EXPECT_EQ(once.get([] { return 1; }), 1);
  const Once<int> copy = once;
  EXPECT_EQ(copy.get([] { return 2; }), 2);
  once = copy;
  EXPECT_EQ(once.get([] { return 3; }), 3);
  const Once<int>& same = once;
  once = same;
  EXPECT_EQ(once.get([] { return 4; }), 3);
}

TEST(Once, all_who_ask_at_once_get_the_same) {
  const Once<int> once;
  std::vector<const int*> got(4);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < got.size(); ++i) {
      threads.emplace_back([&, i] { got[i] = &once.get([&] { return static_cast<int>(i); }); });
    }
  }
  for (const int* one : got) EXPECT_EQ(one, got.front());
}

}  // namespace
}  // namespace writ
