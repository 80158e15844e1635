#include "canon/hex.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace writ::canon {
namespace {

TEST(Hex, EveryByteHasItsTwoDigits) {
  EXPECT_EQ(to_hex(std::string_view("\x00\x09\x0a\x7f\x80\xff", 6)), "00090a7f80ff");
  EXPECT_EQ(to_hex(""), "");
}

TEST(Hex, EveryByteAtEveryPlaceHasItsTwoDigits) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (std::size_t before = 0; before < 20; ++before) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      const std::string bytes = std::string(before, '\xf0') + static_cast<char>(byte) + "\x0f";
      const std::string text = to_hex(bytes);
      ASSERT_EQ(text.size(), 2 * bytes.size());
      EXPECT_EQ(text[2 * before], digits[byte >> 4]);
      EXPECT_EQ(text[2 * before + 1], digits[byte & 0xF]);
      EXPECT_TRUE(text.ends_with("0f"));
    }
  }
}

TEST(Hex, AppendingKeepsWhatIsThere) {
  std::string out = "key-";
  append_hex(out, "\xab");
  EXPECT_EQ(out, "key-ab");
}

RC_GTEST_PROP(Hex, ReadsWhatItWrites, (const std::string& bytes)) {
  RC_ASSERT(from_hex(to_hex(bytes)) == bytes);
}

TEST(Hex, OddLengthsAndOtherCharactersAreRefused) {
  EXPECT_FALSE(from_hex("a"));
  EXPECT_FALSE(from_hex("abc"));
  EXPECT_FALSE(from_hex(" ab"));
  EXPECT_FALSE(from_hex("0x"));
  EXPECT_FALSE(from_hex("AB"));
  EXPECT_FALSE(from_hex(std::string_view("a\0", 2)));
}

TEST(Hex, OnlySixteenCharactersAreDigitsInEitherPlace) {
  int accepted = 0;
  for (int c = 0; c < 256; ++c) {
    const std::string first{static_cast<char>(c), '0'};
    const std::string second{'0', static_cast<char>(c)};
    EXPECT_EQ(from_hex(first).has_value(), from_hex(second).has_value()) << c;
    if (from_hex(first)) ++accepted;
  }
  EXPECT_EQ(accepted, 16);
}

}  // namespace
}  // namespace writ::canon
