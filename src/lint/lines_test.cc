#include "lint/lines.h"

#include <gtest/gtest.h>

namespace writ::lint {
namespace {

std::size_t line_of(std::string_view pointer, std::string_view text) {
  Lines lines;
  lines.want(pointer);
  lines.find(text);
  return lines.of(pointer);
}

TEST(Lines, a_place_is_on_the_line_where_its_value_begins) {
  constexpr std::string_view text =
      "\n{\"a\":\n  [1, {},\n [], \"]\\\"\",\ntrue], \"b\": {\n\"c\":0}}";
  EXPECT_EQ(line_of("", text), 2u);
  EXPECT_EQ(line_of("/a", text), 3u);
  EXPECT_EQ(line_of("/a/1", text), 3u);
  EXPECT_EQ(line_of("/a/3", text), 4u);
  EXPECT_EQ(line_of("/a/4", text), 5u);
  EXPECT_EQ(line_of("/b", text), 5u);
  EXPECT_EQ(line_of("/b/c", text), 6u);
}

TEST(Lines, what_is_not_there_is_on_the_line_of_what_it_should_be_in) {
  EXPECT_EQ(line_of("/a/missing/one", "{\n\"a\":{}}"), 2u);
  EXPECT_EQ(line_of("/a/7", "[\n0]"), 1u);
  EXPECT_EQ(line_of("/a", ""), 1u);
}

TEST(Lines, names_are_those_that_the_text_means) {
  EXPECT_EQ(line_of("/~1~0", "{\n\"\\u002f~\":\n1}"), 3u);
  EXPECT_EQ(line_of("/\"", "{\"\\\"\":\n1}"), 2u);
}

TEST(Lines, many_places_take_one_reading) {
  Lines lines;
  for (const std::string_view pointer : {"/0", "/1", "/1/x"}) lines.want(pointer);
  lines.find("[1,\n{\"x\":\n2}]");
  EXPECT_EQ(lines.of("/0"), 1u);
  EXPECT_EQ(lines.of("/1"), 2u);
  EXPECT_EQ(lines.of("/1/x"), 3u);
}

}  // namespace
}  // namespace writ::lint
