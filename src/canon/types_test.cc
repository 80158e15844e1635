#include "canon/types.h"

#include <gtest/gtest.h>

#include <string>

namespace writ::canon {
namespace {

using std::string_literals::operator""s;
using Name = Id<struct NameTag>;

TEST(Id, takes_names_up_to_its_size) {
  Name name;
  EXPECT_TRUE(name.set("a"));
  EXPECT_EQ(name.text(), "a");
  EXPECT_TRUE(name.set(" with blanks, ünïcode and / * \" \\ "));
  EXPECT_TRUE(name.set(std::string(max_name_size, 'x')));
}

TEST(Id, refuses_empty_long_and_control) {
  Name name("before");
  EXPECT_FALSE(name.set(""));
  EXPECT_FALSE(name.set(std::string(max_name_size + 1, 'x')));
  for (const std::string& bad : {"a\nb"s, "\0"s, "a\x1f"s, "\x7f"s, "a\t"s}) {
    EXPECT_FALSE(name.set(bad));
  }
  EXPECT_EQ(name.text(), "before");
}

TEST(Id, refuses_every_control_character_wherever_it_stands) {
  for (const std::size_t size : {1u, 2u, 15u, 16u, 17u, 31u, 32u, 33u, 48u, 50u}) {
    for (int byte = 0; byte < 256; ++byte) {
      for (std::size_t at = 0; at < size; ++at) {
        std::string text(size, 'x');
        text[at] = static_cast<char>(byte);
        EXPECT_EQ(is_name(text), byte >= 0x20 && byte != 0x7F) << size << ' ' << byte << ' ' << at;
      }
    }
  }
}

TEST(Id, is_ordered_by_its_text) {
  EXPECT_LT(Name("a"), Name("b"));
  EXPECT_EQ(Name("a"), Name("a"));
}

TEST(Timestamp, keeps_the_text_that_it_was_read_from) {
  Timestamp time;
  ASSERT_TRUE(time.set("2026-11-23t15:08:00.5+01:00"));
  EXPECT_EQ(time.text(), "2026-11-23t15:08:00.5+01:00");
  EXPECT_EQ(time.at().text(), "2026-11-23T14:08:00.500Z");
}

TEST(Timestamp, refuses_what_is_no_time_and_stays) {
  Timestamp time(Instant{1'000'000});
  EXPECT_FALSE(time.set("2026-11-23"));
  EXPECT_FALSE(time.set(""));
  EXPECT_EQ(time.text(), "1970-01-01T00:00:01.000Z");
  EXPECT_EQ(time.at(), Instant{1'000'000});
}

TEST(HexDigest, takes_64_lower_case_digits_only) {
  const std::string digits = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  HexDigest digest;
  ASSERT_TRUE(digest.set(digits));
  EXPECT_EQ(digest.text(), digits);
  EXPECT_FALSE(digest.set(digits.substr(1)));
  EXPECT_FALSE(digest.set(digits + "0"));
  EXPECT_FALSE(digest.set("A" + digits.substr(1)));
  EXPECT_FALSE(digest.set("g" + digits.substr(1)));
  EXPECT_FALSE(digest.set(""));
  EXPECT_EQ(digest.text(), digits);
}

TEST(HexDigest, refuses_every_other_byte_wherever_it_stands) {
  for (int byte = 0; byte < 256; ++byte) {
    const bool digit = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
    for (std::size_t at = 0; at < 64; ++at) {
      std::string text(64, 'a');
      text[at] = static_cast<char>(byte);
      EXPECT_EQ(is_hex_digest(text), digit) << byte << ' ' << at;
    }
  }
}

TEST(Literal, takes_its_text_only) {
  Literal<"token-cap"> literal;
  EXPECT_TRUE(literal.set("token-cap"));
  for (const char* other : {"", "token", "token-cap ", "Token-cap", "token-capx"}) {
    EXPECT_FALSE(literal.set(other)) << other;
  }
  EXPECT_EQ(literal.text(), "token-cap");
}

TEST(Bounded, begins_at_its_minimum) {
  EXPECT_EQ((Bounded<3, 9>{}.value), 3);
  EXPECT_LT((Bounded<0, 9>{1}), (Bounded<0, 9>{2}));
}

}  // namespace
}  // namespace writ::canon
