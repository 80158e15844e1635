#include "render/graphviz.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace writ::render {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Graphviz, a_graph_becomes_a_picture) {
  EXPECT_THAT(*draw("digraph g { a -> b }", Picture::svg), HasSubstr("<svg"));
  EXPECT_THAT(*draw("digraph g { a -> b }", Picture::pdf), StartsWith("%PDF"));
}

TEST(Graphviz, what_is_no_graph_is_a_problem) {
  const auto drawn = draw("digraph g {", Picture::svg);
  ASSERT_FALSE(drawn);
  EXPECT_EQ(drawn.error().code.name, "child.failed");
}

}  // namespace
}  // namespace writ::render
