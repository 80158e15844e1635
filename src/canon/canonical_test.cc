#include "canon/canonical.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "canon/hex.h"
#include "canon/samples.h"

namespace writ::canon {
namespace {

using samples::canonical_of;
using samples::read_json;

std::string number_text(double number) {
  std::string text;
  append_number(text, number);
  return text;
}

// RFC 8785, 3.2.2 and 3.2.4: the example and its bytes.
TEST(Canonical, writes_the_example_of_the_rfc) {
  const std::string written = canonical_of(R"({
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  })");
  EXPECT_EQ(written,
            R"({"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
            R"("string":"€$\u000f\nA'B\"\\\\\"/"})");
  EXPECT_EQ(to_hex(written),
            "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b"
            "3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d32375d2c"
            "22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d");
}

// RFC 8785, 3.2.3.
TEST(Canonical, sorts_names_as_the_rfc_does) {
  EXPECT_EQ(canonical_of(R"({
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis"
  })"),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
            "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
            "\"😀\":\"Emoji: Grinning Face\",\"\uFB33\":\"Hebrew Letter Dalet With Dagesh\"}");
}

TEST(Canonical, sorts_by_utf16_where_utf8_differs) {
  const std::vector<std::string> in_order{"",       "a",          "a\u00E9",          "b",
                                          "\uD7FF", "\U00010000", "\U00010000\uE000", "\U0010FFFF",
                                          "\uE000", "\uFB33",     "\uFFFD",           "\uFFFF"};
  for (std::size_t i = 0; i < in_order.size(); ++i) {
    for (std::size_t k = 0; k < in_order.size(); ++k) {
      EXPECT_EQ(name_less(in_order[i], in_order[k]), i < k) << i << " " << k;
    }
  }
}

// RFC 8785, 3.2.5 and RFC 8259: nothing is normalized or folded.
TEST(Canonical, keeps_names_as_they_are) {
  EXPECT_EQ(canonical_of(R"({"A\u030a":1,"\u00c5":2})"), "{\"A\u030A\":1,\"\u00C5\":2}");
  EXPECT_EQ(canonical_of(R"({"peach":1,"péché":2,"pêche":3,"sin":4})"),
            R"({"peach":1,"péché":2,"pêche":3,"sin":4})");
  EXPECT_EQ(canonical_of(R"({"10":1,"1":2,"111":3,"":4,"A":5,"a":6})"),
            R"({"":4,"1":2,"10":1,"111":3,"A":5,"a":6})");
}

TEST(Canonical, sorts_within_every_object_and_never_an_array) {
  EXPECT_EQ(canonical_of(R"([56,{"d":true,"10":null,"1":[ ]},[3,{"b":0,"a":{"y":0,"x":0}},1]])"),
            R"([56,{"1":[],"10":null,"d":true},[3,{"a":{"x":0,"y":0},"b":0},1]])");
}

TEST(Canonical, escapes_only_what_must_be) {
  std::string text;
  append_text(text, "\b\t\n\f\r\"\\/\x01\x1f\x7f\u0080\u2028é😀");
  EXPECT_EQ(text, "\"\\b\\t\\n\\f\\r\\\"\\\\/\\u0001\\u001f\x7f\u0080\u2028é😀\"");
  EXPECT_EQ(canonical_of(R"("\u0000\u000B\u000e")"), R"("\u0000\u000b\u000e")");
}

TEST(Canonical, writes_empty_containers_and_literals) {
  EXPECT_EQ(canonical_of(" { } "), "{}");
  EXPECT_EQ(canonical_of(" [ ] "), "[]");
  EXPECT_EQ(canonical_of("[null,true,false,\"\"]"), "[null,true,false,\"\"]");
}

// RFC 8785, appendix B.
TEST(Canonical, writes_the_numbers_of_the_rfc) {
  const std::vector<std::pair<std::uint64_t, std::string>> table{
      {0x0000000000000000, "0"},
      {0x8000000000000000, "0"},
      {0x0000000000000001, "5e-324"},
      {0x8000000000000001, "-5e-324"},
      {0x7fefffffffffffff, "1.7976931348623157e+308"},
      {0xffefffffffffffff, "-1.7976931348623157e+308"},
      {0x4340000000000000, "9007199254740992"},
      {0xc340000000000000, "-9007199254740992"},
      {0x4430000000000000, "295147905179352830000"},
      {0x44b52d02c7e14af5, "9.999999999999997e+22"},
      {0x44b52d02c7e14af6, "1e+23"},
      {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
      {0x444b1ae4d6e2ef4e, "999999999999999700000"},
      {0x444b1ae4d6e2ef4f, "999999999999999900000"},
      {0x444b1ae4d6e2ef50, "1e+21"},
      {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
      {0x3eb0c6f7a0b5ed8d, "0.000001"},
      {0x41b3de4355555553, "333333333.3333332"},
      {0x41b3de4355555554, "333333333.33333325"},
      {0x41b3de4355555555, "333333333.3333333"},
      {0x41b3de4355555556, "333333333.3333334"},
      {0x41b3de4355555557, "333333333.33333343"},
      {0xbecbf647612f3696, "-0.0000033333333333333333"},
      {0x43143ff3c1cb0959, "1424953923781206.2"}};
  for (const auto& [bits, text] : table) {
    EXPECT_EQ(number_text(std::bit_cast<double>(bits)), text);
    EXPECT_EQ(canonical_of(text), text);
  }
}

TEST(Canonical, changes_its_layout_where_ecmascript_does) {
  EXPECT_EQ(number_text(999999999999999.0), "999999999999999");
  EXPECT_EQ(number_text(1e15), "1000000000000000");
  EXPECT_EQ(number_text(-1e15), "-1000000000000000");
  EXPECT_EQ(number_text(1e20), "100000000000000000000");
  EXPECT_EQ(number_text(-1.5e21), "-1.5e+21");
  EXPECT_EQ(number_text(1.25e-6), "0.00000125");
  EXPECT_EQ(number_text(-1.25e-7), "-1.25e-7");
  EXPECT_EQ(number_text(0.5), "0.5");
  EXPECT_EQ(number_text(-123.456), "-123.456");
  EXPECT_EQ(number_text(1e100), "1e+100");
}

RC_GTEST_PROP(Canonical, a_number_is_read_again_bit_for_bit, ()) {
  const double number = *samples::any_number();
  const std::string text = number_text(number);
  double again = 0;
  std::from_chars(text.data(), text.data() + text.size(), again);
  RC_ASSERT(again == number);
  const Result<Json> read = Json::parse(text);
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->value().number() == number);
}

std::u16string utf16(std::string_view utf8) {
  std::u16string units;
  while (!utf8.empty()) {
    const CodePoint point = next_code_point(utf8);
    utf8.remove_prefix(point.length);
    if (point.value < 0x10000) {
      units += static_cast<char16_t>(point.value);
    } else {
      units += static_cast<char16_t>(0xD7C0 + (point.value >> 10));
      units += static_cast<char16_t>(0xDC00 + (point.value & 0x3FF));
    }
  }
  return units;
}

RC_GTEST_PROP(Canonical, names_are_ordered_by_utf16_code_units, ()) {
  const std::string common = *samples::any_text();
  const std::string a = common + *samples::any_text();
  const std::string b = common + *samples::any_text();
  RC_ASSERT(name_less(a, b) == (utf16(a) < utf16(b)));
}

RC_GTEST_PROP(Canonical, the_order_of_the_text_does_not_matter, ()) {
  const auto names = *rc::gen::unique<std::vector<std::string>>(samples::any_text());
  std::vector<std::pair<std::string, std::string>> members;
  for (const std::string& name : names) members.emplace_back(name, std::to_string(members.size()));
  const std::string before = canonical_of(samples::object_of(members));
  std::ranges::reverse(members);
  RC_ASSERT(canonical_of(samples::object_of(members)) == before);
}

}  // namespace
}  // namespace writ::canon
