#include "script/datum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace writ::script {
namespace {

std::string of(std::string_view json) { return datum(canon::Json::parse(json)->value()); }

TEST(Datum, every_kind_of_value_has_a_form_of_its_own) {
  EXPECT_EQ(of("null"), "null");
  EXPECT_EQ(of(R"("null")"), R"("null")");
  EXPECT_EQ(of("true"), "#t");
  EXPECT_EQ(of("false"), "#f");
  EXPECT_EQ(of("{}"), "()");
  EXPECT_EQ(of("[]"), "#()");
  EXPECT_EQ(of(R"([1,"a",[]])"), R"(#(1 "a" #() ))");
  EXPECT_EQ(of(R"({"b":{},"a":[{}]})"), R"((("a" . #(() ))("b" . ())))");
}

TEST(Datum, numbers_are_as_canonical_json_has_them) {
  EXPECT_EQ(of("9007199254740991"), "9007199254740991");
  EXPECT_EQ(of("-3"), "-3");
  EXPECT_EQ(of("1.0"), "1");
  EXPECT_EQ(of("0.5"), "0.5");
  EXPECT_EQ(of("1e300"), "1e+300");
}

TEST(Datum, a_text_cannot_end_before_its_end) {
  EXPECT_EQ(of(R"("a\"b\\c")"), R"("a\"b\\c")");
  EXPECT_EQ(of(R"("a\nb\u0000c")"), R"("a\u000ab\u0000c")");
  EXPECT_EQ(of(R"("\\\") (system")"), R"("\\\") (system")");
  EXPECT_EQ(of(R"("ü😀")"), R"("ü😀")");
}

}  // namespace
}  // namespace writ::script
