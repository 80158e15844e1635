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
