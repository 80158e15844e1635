// Members that are read leniently, booleans that can only be true, and records without a member.
#include <gtest/gtest.h>

#include "canon/record_define.h"

namespace writ::canon {

struct Claim {
  True bound;
  Lenient<Bounded<0, 9>> level;
  std::string id;

  static constexpr auto record(auto&& f) {
    return f("Claim", "Somebody's claim.", field<&Claim::bound>("bound", "Always."),
             field<&Claim::level>("level", "How much."), field<&Claim::id>("id", "Its name."));
  }
};

namespace {

Result<Claim> read(std::string_view text) { return decode<Claim>(Json::parse(text).value()); }

TEST(Lenient, holds_what_reads_and_nothing_for_everything_else) {
  EXPECT_EQ(read(R"({"bound":true,"id":"c","level":3})")->level.value->value, 3);
  for (const char* text :
       {R"({"bound":true,"id":"c"})", R"({"bound":true,"id":"c","level":10})",
        R"({"bound":true,"id":"c","level":"3"})", R"({"bound":true,"id":"c","level":null})"}) {
    const Result<Claim> claim = read(text);
    ASSERT_TRUE(claim) << text;
    EXPECT_FALSE(claim->level) << text;
    EXPECT_EQ(encode(*claim), R"({"bound":true,"id":"c"})");
  }
}

TEST(True, is_nothing_else) {
  EXPECT_FALSE(read(R"({"bound":false,"id":"c"})"));
  EXPECT_FALSE(read(R"({"id":"c"})"));
}

TEST(EncodeWithout, leaves_out_what_it_is_told) {
  const Claim claim{.level = {Bounded<0, 9>{3}}, .id = "c"};
  EXPECT_EQ(encode_without(claim, {"id", "nothing"}), R"({"bound":true,"level":3})");
}

}  // namespace
}  // namespace writ::canon

DEFINE_RECORD(writ::canon::Claim);
