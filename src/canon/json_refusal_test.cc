// Every way in which a text is refused: with which code, at which byte, and where in the document.
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "canon/json.h"

namespace writ::canon {
namespace {

using std::string_literals::operator""s;

struct Refused {
  std::string text;
  Code code;
  std::size_t offset;
  std::string pointer = {};
};

std::ostream& operator<<(std::ostream& out, const Refused& refused) {
  return out << testing::PrintToString(refused.text);
}

class Refusal : public testing::TestWithParam<Refused> {};

TEST_P(Refusal, names_the_cause_the_byte_and_the_place) {
  const Refused& wanted = GetParam();
  const Result<Json> read = Json::parse(wanted.text);
  ASSERT_FALSE(read.has_value());
  const Problem& problem = read.error();
  ASSERT_EQ(problem.faults.size(), 1u);
  EXPECT_EQ(problem.code.name, wanted.code.name);
  EXPECT_EQ(problem.faults[0].code, wanted.code.name);
  EXPECT_EQ(problem.faults[0].offset, wanted.offset);
  EXPECT_EQ(problem.faults[0].pointer, wanted.pointer);
  EXPECT_FALSE(problem.faults[0].message.empty());
  EXPECT_EQ(valid_utf8_prefix(problem.message), problem.message.size());
}

#define REFUSES(what, ...) \
  INSTANTIATE_TEST_SUITE_P(what, Refusal, testing::ValuesIn(std::vector<Refused>{__VA_ARGS__}))

REFUSES(text_that_is_no_document, {"", json::incomplete, 0}, {" \t\r\n", json::incomplete, 4},
        {"\0"s, json::syntax, 0}, {"nul", json::incomplete, 3},
        {"nulL", json::syntax, 0},  // a literal is judged as a whole
        {"True", json::syntax, 0}, {"'a'", json::syntax, 0}, {"[", json::incomplete, 1, "/0"},
        {"{", json::incomplete, 1}, {"{\"a\"", json::incomplete, 4, "/a"},
        {"{\"a\":", json::incomplete, 5, "/a"}, {"{\"a\":1", json::incomplete, 6},
        {"\"abc", json::incomplete, 4}, {"\"abc\\", json::incomplete, 5},
        {"\"abc\\u12", json::incomplete, 8}, {"}", json::syntax, 0}, {"]", json::syntax, 0},
        {"[}", json::syntax, 1, "/0"}, {"{]", json::syntax, 1}, {"[1}", json::syntax, 2, "/1"},
        {"{\"a\":1]", json::syntax, 6});

REFUSES(what_other_dialects_allow, {"\xEF\xBB\xBF{}", json::syntax, 0},
        {"[1,]", json::syntax, 3, "/1"}, {"[,1]", json::syntax, 1, "/0"},
        {"{\"a\":1,}", json::syntax, 7}, {"{,}", json::syntax, 1}, {"{a:1}", json::syntax, 1},
        {"{1:1}", json::syntax, 1}, {"{\"a\" 1}", json::syntax, 5, "/a"},
        {"{\"a\"}", json::syntax, 4, "/a"}, {"{\"a\":}", json::syntax, 5, "/a"},
        {"[1 2]", json::syntax, 3, "/1"}, {"//x\n1", json::syntax, 0}, {"/*x*/1", json::syntax, 0},
        {"[1/*x*/]", json::syntax, 2, "/1"}, {"1//x", json::trailing_data, 1},
        {"NaN", json::syntax, 0}, {"Infinity", json::syntax, 0}, {"-Infinity", json::syntax, 1},
        {"[1]\v", json::trailing_data, 3}, {"\xC2\xA0[]", json::syntax, 0});

REFUSES(data_after_the_document, {"1 2", json::trailing_data, 2}, {"{}{}", json::trailing_data, 2},
        {"[1]]", json::trailing_data, 3}, {"null,", json::trailing_data, 4},
        {"1\0"s, json::trailing_data, 1}, {"{}\n\n x", json::trailing_data, 5});

REFUSES(numbers_of_another_form, {"+1", json::syntax, 0}, {".5", json::syntax, 0},
        {"1.", json::incomplete, 2}, {"[1.]", json::syntax, 3, "/0"},
        {"[1.e3]", json::syntax, 3, "/0"}, {"[01]", json::syntax, 2, "/1"},
        {"[-01]", json::syntax, 3, "/1"}, {"[00]", json::syntax, 2, "/1"},
        {"-", json::incomplete, 1}, {"[--1]", json::syntax, 2, "/0"}, {"1e", json::incomplete, 2},
        {"[1e]", json::syntax, 3, "/0"}, {"[1e+]", json::syntax, 4, "/0"},
        {"[1e1.5]", json::syntax, 4, "/1"}, {"[0x10]", json::syntax, 2, "/1"},
        {"[1_000]", json::syntax, 2, "/1"});

REFUSES(numbers_that_no_double_keeps, {"9007199254740993", json::inexact_integer, 0},
        {"-9007199254740993", json::inexact_integer, 0},
        {"9223372036854775807", json::inexact_integer, 0},
        {"18446744073709551615", json::inexact_integer, 0},
        {"18446744073709551617", json::inexact_integer, 0},
        {"295147905179352825856", json::inexact_integer, 0},   // 2^68, but not its shortest digits
        {"1000000000000000000000", json::inexact_integer, 0},  // canonical is 1e+21
        {"[0,{\"a\":9007199254740993}]", json::inexact_integer, 8, "/1/a"},
        {"1e400", json::number_out_of_range, 0}, {"-1e400", json::number_out_of_range, 0},
        {"1.7976931348623159e308", json::number_out_of_range, 0},
        {"[1, 1e99999999999]", json::number_out_of_range, 4, "/1"},
        {"[1, 1e-99999999999]", json::number_out_of_range, 4, "/1"},
        {"1" + std::string(400, '0'), json::number_out_of_range, 0},
        {"1" + std::string(400, '0') + ".5e-5", json::number_out_of_range, 0});

REFUSES(strings_of_another_form, {"\"a\nb\"", json::syntax, 2}, {"\"\x1f\"", json::syntax, 1},
        {"\"\0\""s, json::syntax, 1}, {"{\"a\tb\":1}", json::syntax, 3},
        {"{\"a\":\"x\ny\"}", json::syntax, 7, "/a"}, {"\"\\x41\"", json::syntax, 2},
        {"\"\\'\"", json::syntax, 2}, {"\"\\U0041\"", json::syntax, 2},
        {"\"\\u12g4\"", json::syntax, 5}, {"\"\\u123\"", json::syntax, 6});

REFUSES(text_that_is_not_utf8, {"\xFF", json::bad_utf8, 0}, {"[1,\x80]", json::bad_utf8, 3, "/1"},
        {"[]\xFF", json::bad_utf8, 2}, {"[1, 2\xC3(]", json::bad_utf8, 5, "/2"},
        {"\"\x80\"", json::bad_utf8, 1},   // a continuation alone
        {"\"a\xC3\"", json::bad_utf8, 2},  // cut off by the quote
        {"\"\xE2\x82\"", json::bad_utf8, 1}, {"\"\xF0\x9F\x98\"", json::bad_utf8, 1},
        {"\"\xE2\x82", json::bad_utf8, 1},                                   // cut off by the end
        {"\"\xC3", json::bad_utf8, 1}, {"\"\xC0\x80\"", json::bad_utf8, 1},  // overlong
        {"\"\xC1\xBF\"", json::bad_utf8, 1}, {"\"\xE0\x80\xAF\"", json::bad_utf8, 1},
        {"\"\xE0\x9F\xBF\"", json::bad_utf8, 1}, {"\"\xF0\x80\x80\xAF\"", json::bad_utf8, 1},
        {"\"\xF0\x8F\xBF\xBF\"", json::bad_utf8, 1},
        {"\"\xED\xA0\x80\"", json::bad_utf8, 1},  // an encoded surrogate
        {"\"\xED\xBF\xBF\"", json::bad_utf8, 1},
        {"\"\xED\xA0\xBD\xED\xB8\x80\"", json::bad_utf8, 1},  // a pair of them (CESU-8)
        {"\"\xF4\x90\x80\x80\"", json::bad_utf8, 1},          // over U+10FFFF
        {"\"\xF5\x80\x80\x80\"", json::bad_utf8, 1},
        {"\"\xF8\x88\x80\x80\x80\"", json::bad_utf8, 1},                      // five bytes
        {"\"\xFE\"", json::bad_utf8, 1}, {"\"\\n\xFF\"", json::bad_utf8, 3},  // after an escape
        {"\"\\u00e9\xE9\"", json::bad_utf8, 7}, {"{\"a\xFF\":1}", json::bad_utf8, 3},  // in a name
        {"{\"a\":1,\"b\xC0\x80\":1}", json::bad_utf8, 9},
        {"[\"a\xFF\",1]", json::bad_utf8, 3, "/0"},
        {"[{\"n\":[0,\"\xED\xA0\x80\"]}]", json::bad_utf8, 10, "/0/n/1"},
        {"\"0123456789abcdef0123456789abcdef\xFF\"", json::bad_utf8, 33},
        // What comes first is what is told.
        {"[x\xFF", json::syntax, 1, "/0"}, {"[\"\xFF\", x", json::bad_utf8, 2, "/0"});

REFUSES(halves_of_surrogate_pairs, {R"("\ud800")", json::lone_surrogate, 1},
        {R"("\uDBFF")", json::lone_surrogate, 1}, {R"("\udc00")", json::lone_surrogate, 1},
        {R"("\uDFFF")", json::lone_surrogate, 1}, {R"("\udc00\ud800")", json::lone_surrogate, 1},
        {R"("\ud800\ud800")", json::lone_surrogate, 1}, {R"("\ud800x")", json::lone_surrogate, 1},
        {R"("\ud800\n")", json::lone_surrogate, 1}, {R"("\ud800\u0041")", json::lone_surrogate, 1},
        {R"("ab\\\ud800")", json::lone_surrogate, 5},
        {R"("\ud83d\ude00\ude00")", json::lone_surrogate, 13},
        {R"({"\ud800":1})", json::lone_surrogate, 2},
        {R"(["ok", {"a":"\udc00"}])", json::lone_surrogate, 13, "/1/a"},
        {R"("\ud800)", json::incomplete, 7},  // the other half could still come
        {R"("\ud800\ud)", json::incomplete, 10},
        {R"("\\ud800" x)", json::trailing_data, 10},  // no escape, but a backslash and text
        {"\"\\ud800\xFF\"", json::bad_utf8, 7});

REFUSES(names_that_stand_twice, {R"({"a":1,"a":1})", json::duplicate_name, 7, "/a"},
        {R"({"a":1,"\u0061":1})", json::duplicate_name, 7, "/a"},
        {R"({"\u0061":1,"a":1})", json::duplicate_name, 12, "/a"},
        {R"({"":1,"":2})", json::duplicate_name, 6, "/"},
        {R"({"/":1,"\/":2})", json::duplicate_name, 7, "/~1"},
        {R"({"~":1,"~":2})", json::duplicate_name, 7, "/~0"},
        {R"({"z":0,"b":1,"z":1,"c":1})", json::duplicate_name, 13, "/z"},
        {R"({"b":1,"b":1,"a":1,"a":1})", json::duplicate_name, 19, "/a"},  // the first by name
        {R"({"a":1,"a":2,"a":3})", json::duplicate_name, 7, "/a"},
        {R"({"\ud83d\ude00":1,"x":2,"😀":3})", json::duplicate_name, 24, "/😀"},
        {R"({"k":{"a":":","a":2}})", json::duplicate_name, 14, "/k/a"},
        {R"([{"a":1},{"a":"\"a\":", "b":[{}], "a" : 2}])", json::duplicate_name, 34, "/1/a"},
        {R"({"b":{"x":[1,{"c":1,"c":2}]}})", json::duplicate_name, 20, "/b/x/1/c"});

REFUSES(faults_deep_in_a_document, {"[[1],[2,x]]", json::syntax, 8, "/1/1"},
        {"{\"a\":{x}}", json::syntax, 6, "/a"},  // of the inner object no name has come yet
        {"[[[],[[x", json::syntax, 7, "/0/1/0/0"},
        {"[[1],[2,{\"a\":[0,0,x]}]]", json::syntax, 18, "/1/1/a/2"},
        {"{\"a\":{\"b\":{\"c\":x}}}", json::syntax, 15, "/a/b/c"},
        {"{\"a\":[{},{\"b\":1,\"c\":x}]}", json::syntax, 20, "/a/1/c"},
        {"{\"a\":[{},{\"b\":1}],\"d\":x}", json::syntax, 22, "/d"},
        {"{\"a\":[{},{\"b\":1} x]}", json::syntax, 17, "/a/2"},
        {"[{\"a\":{\"b\":[]} x}]", json::syntax, 15, "/0"},
        {"[{\"a\":1},{\"b\":{},x}]", json::syntax, 17, "/1"},
        {"[{},{\"b\":[{},x]}]", json::syntax, 13, "/1/b/1"},
        {"{\"a/b\":{\"c~d\":x}}", json::syntax, 14, "/a~1b/c~0d"},
        {"{\"a\":1,\"b\\x\":1}", json::syntax, 10},  // within a name: the object is at fault
        {"{\"a\":{\"b\":2},\"c\\x\":1}", json::syntax, 16},
        {"{\"o\":{\"a\":1 \"b\"", json::syntax, 12, "/o"});

std::string nested(std::size_t depth, const std::string& open, const std::string& close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  text += "0";
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

std::string repeated(std::string_view part, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += part;
  return text;
}

REFUSES(nesting_beyond_64, {nested(65, "[", "]"), json::too_deep, 64, repeated("/0", 64)},
        {nested(65, "{\"a\":", "}"), json::too_deep, 320, repeated("/a", 64)},
        {nested(33, "[{\"a\":", "}]"), json::too_deep, 192, repeated("/0/a", 32)},
        {std::string(100'000, '['), json::too_deep, 64, repeated("/0", 64)});

TEST(JsonRefusal, sixty_four_levels_are_read) {
  EXPECT_TRUE(Json::parse(nested(64, "[", "]")).has_value());
  EXPECT_TRUE(Json::parse(nested(64, "{\"a\":", "}")).has_value());
  EXPECT_TRUE(Json::parse(nested(32, "[{\"a\":", "}]")).has_value());
}

TEST(JsonRefusal, depth_is_of_what_is_open_and_not_of_what_was) {
  const std::string text = "[" + nested(63, "[", "]") + "," + nested(63, "[", "]") + "]";
  EXPECT_TRUE(Json::parse(text).has_value());
}

TEST(JsonRefusal, text_over_the_limit_is_not_looked_at) {
  EXPECT_TRUE(Json::parse("[1,2]", 5).has_value());
  const Result<Json> read = Json::parse("[1,2", 3);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code.name, json::too_large.name);
  EXPECT_EQ(read.error().code.category, Category::too_large);
  EXPECT_EQ(read.error().faults.at(0).offset, 3u);
}

TEST(JsonRefusal, messages_name_the_byte_and_the_remedy) {
  EXPECT_EQ(Json::parse(R"({"a":1,"a":2})").error().message,
            "the JSON cannot be read at byte 7: the name `a` stands twice in one object: keep one");
  EXPECT_EQ(Json::parse("\xEF\xBB\xBF[]").error().message,
            "the JSON cannot be read at byte 0: a byte order mark is no part of JSON: remove it");
  EXPECT_EQ(Json::parse("[1,]").error().message,
            "the JSON cannot be read at byte 3: `]` is not JSON here");
}

TEST(JsonRefusal, every_proper_beginning_of_a_document_is_refused) {
  const std::string text =
      R"( {"a":[1.5e-3,true,null,"\ud83d\ude00é\n"],"b":{"":[[],{}]},"c":-12} )";
  ASSERT_TRUE(Json::parse(text).has_value());
  for (std::size_t size = 0; size + 1 < text.size(); ++size) {
    const Result<Json> read = Json::parse(std::string_view(text).substr(0, size));
    ASSERT_FALSE(read.has_value()) << size;
    const std::string_view code = read.error().code.name;
    EXPECT_TRUE(code == json::incomplete.name || code == json::bad_utf8.name) << size;
  }
}

}  // namespace
}  // namespace writ::canon
