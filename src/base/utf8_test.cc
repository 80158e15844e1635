#include "base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace writ {
namespace {

std::string encode(char32_t point) {
  const auto byte = [](char32_t value) { return static_cast<char>(value); };
  if (point < 0x80) return {byte(point)};
  if (point < 0x800) return {byte(0xC0 | (point >> 6)), byte(0x80 | (point & 0x3F))};
  if (point < 0x10000) {
    return {byte(0xE0 | (point >> 12)), byte(0x80 | ((point >> 6) & 0x3F)),
            byte(0x80 | (point & 0x3F))};
  }
  return {byte(0xF0 | (point >> 18)), byte(0x80 | ((point >> 12) & 0x3F)),
          byte(0x80 | ((point >> 6) & 0x3F)), byte(0x80 | (point & 0x3F))};
}

TEST(Utf8, takes_every_code_point_but_surrogates) {
  for (char32_t point = 0; point < 0x120000; ++point) {
    const std::string text = encode(point);
    const CodePoint read = next_code_point(text);
    const bool valid = point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
    ASSERT_EQ(read.length, valid ? text.size() : 0u) << std::hex << static_cast<unsigned>(point);
    ASSERT_EQ(read.value, valid ? point : 0);
  }
}

TEST(Utf8, takes_one_code_point_off_the_front) {
  EXPECT_EQ(next_code_point("é!").length, 2u);
  EXPECT_EQ(next_code_point("é!").value, U'é');
  EXPECT_EQ(next_code_point("a\xFF").length, 1u);
}

TEST(Utf8, refuses_overlong_forms_and_stray_bytes) {
  for (const char* bad : {"\x80",
                          "\xBF",
                          "\xC0\x80",
                          "\xC1\xBF",
                          "\xE0\x80\x80",
                          "\xE0\x9F\xBF",
                          "\xF0\x80\x80\x80",
                          "\xF0\x8F\xBF\xBF",
                          "\xF4\x90\x80\x80",
                          "\xF8\x88\x80\x80\x80",
                          "\xFE",
                          "\xFF",
                          "\xC3",
                          "\xC3(",
                          "\xE2\x82",
                          "\xE2(\xA1",
                          "\xE2\x82(",
                          "\xF0\x9F\x98",
                          "\xF0(\x8C\xBC",
                          "\xF0\x90(\xBC",
                          "\xF0\x28\x8C(",
                          "\xED\xA0\x80"}) {
    EXPECT_EQ(next_code_point(bad).length, 0u) << ::testing::PrintToString(bad);
  }
}

TEST(Utf8, finds_the_first_bad_byte) {
  EXPECT_EQ(valid_utf8_prefix(""), 0u);
  EXPECT_EQ(valid_utf8_prefix("aé😀"), 7u);
  EXPECT_EQ(valid_utf8_prefix("aé\xFF😀"), 3u);
  EXPECT_EQ(valid_utf8_prefix("aé\xF0\x9F\x98"), 3u);
  static_assert(valid_utf8_prefix("a\xC0") == 1);
}

TEST(Utf8, clips_between_code_points) {
  EXPECT_EQ(clip("aé😀", 7), "aé😀");
  EXPECT_EQ(clip("aé😀", 99), "aé😀");
  EXPECT_EQ(clip("aé😀", 6), "aé");
  EXPECT_EQ(clip("aé😀", 3), "aé");
  EXPECT_EQ(clip("aé😀", 2), "a");
  EXPECT_EQ(clip("é", 1), "");
  EXPECT_EQ(clip("", 0), "");
}

}  // namespace
}  // namespace writ
