// What the reader accepts, and what it makes of it. What it refuses is in json_refusal_test.cc.
#include "canon/json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>
#include <string>

#include <fmt/format.h>

#include "canon/canonical.h"
#include "canon/samples.h"

namespace writ::canon {
namespace {

using std::string_literals::operator""s;
using samples::canonical_of;
using samples::read_json;

double number(std::string_view text) {
  const Json read = read_json(text);
  EXPECT_TRUE(read.value().is(Value::Kind::number)) << text;
  return read.value().number();
}

std::string text(std::string_view of) {
  const Json read = read_json(of);
  EXPECT_TRUE(read.value().is(Value::Kind::text)) << of;
  return std::string(read.value().text());
}

TEST(Json, reads_every_kind) {
  EXPECT_TRUE(read_json("null").value().is(Value::Kind::null));
  EXPECT_TRUE(read_json("true").value().boolean());
  EXPECT_FALSE(read_json(" false\n").value().boolean());
  EXPECT_EQ(number("12"), 12);
  EXPECT_EQ(text(R"("a")"), "a");
  EXPECT_TRUE(read_json("[]").value().items().empty());
  EXPECT_TRUE(read_json("{}").value().members().empty());
  EXPECT_EQ(read_json("[1,[2]]").value().items()[1].items()[0].number(), 2);
}

TEST(Json, reads_every_form_of_number) {
  EXPECT_EQ(number("1E5"), 1e5);
  EXPECT_EQ(number("1e+5"), 1e5);
  EXPECT_EQ(number("1e-05"), 1e-5);
  EXPECT_EQ(number("-0.5"), -0.5);
  EXPECT_EQ(number("0e0"), 0);
  EXPECT_EQ(number("1.7976931348623157e308"), 1.7976931348623157e308);
  EXPECT_EQ(number("5e-324"), 5e-324);
  EXPECT_EQ(number("2.2250738585072011e-308"), 2.2250738585072011e-308);
  EXPECT_EQ(number("0.1000000000000000055511151231257827021181583404541015625"), 0.1);
  EXPECT_EQ(number("123456789012345678901234567890e-20"), 1234567890.1234567890);
}

TEST(Json, reads_integers_that_a_double_keeps) {
  EXPECT_EQ(number("9007199254740991"), 9007199254740991.0);
  EXPECT_EQ(number("9007199254740992"), 9007199254740992.0);
  EXPECT_EQ(number("-9007199254740992"), -9007199254740992.0);
  EXPECT_EQ(number("9007199254740994"), 9007199254740994.0);
  EXPECT_EQ(number("100000000000000000000"), 1e20);
  EXPECT_EQ(number("-100000000000000000000"), -1e20);
  EXPECT_EQ(number("9223372036854776000"), 0x1p63);
}

TEST(Json, has_no_negative_zero) {
  for (const char* zero : {"-0", "-0.0", "-0e5", "-0E-5", "-1e-400"}) {
    EXPECT_FALSE(std::signbit(number(zero))) << zero;
    EXPECT_EQ(canonical_of(zero), "0") << zero;
  }
}

TEST(Json, reads_what_is_too_small_as_zero) {
  EXPECT_EQ(number("1e-400"), 0);
  EXPECT_EQ(number("0." + std::string(400, '0') + "1e5"), 0);
  EXPECT_EQ(number("0." + std::string(400, '0') + "1e400"), 0.1);
  EXPECT_EQ(number("1" + std::string(400, '0') + "e-400"), 1);
}

TEST(Json, reads_every_escape) {
  EXPECT_EQ(text(R"("\"\\\/\b\f\n\r\t")"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(text(R"("\u00e9\u20AC\uffff")"), "é€\uFFFF");
  EXPECT_EQ(text(R"("\ud83d\ude00")"), "😀");
  EXPECT_EQ(text(R"("\uDBFF\uDFFF")"), "\U0010FFFF");
  EXPECT_EQ(text(R"("a\u0000b")"), "a\0b"s);
  EXPECT_EQ(text(R"("a\\u0062")"), "a\\u0062");
}

TEST(Json, reads_the_bounds_of_utf8) {
  for (const char* each :
       {"\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBE", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "\xEF\xBB\xBF"}) {
    EXPECT_EQ(text("\""s + each + "\""), each);
    EXPECT_EQ(read_json("{\""s + each + "\":1}").value().members()[0].name, each);
  }
}

TEST(Json, names_may_be_empty_and_hold_anything) {
  const Json read = read_json(R"({"":1,"\u0000":2,"a\u0000":3,"a":4})");
  EXPECT_EQ(read.value().find("")->number(), 1);
  EXPECT_EQ(read.value().find("\0"s)->number(), 2);
  EXPECT_EQ(read.value().find("a\0"s)->number(), 3);
  EXPECT_EQ(read.value().find("a")->number(), 4);
}

TEST(Json, the_same_name_may_stand_in_different_objects) {
  EXPECT_EQ(canonical_of(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})"),
            R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})");
}

TEST(Json, members_are_found_in_any_order) {
  const Json read = read_json(R"({"z":1,"a":2,"m":{"x":3},"B":4})");
  EXPECT_EQ(read.value().find("z")->number(), 1);
  EXPECT_EQ(read.value().find("a")->number(), 2);
  EXPECT_EQ(read.value().find("m")->find("x")->number(), 3);
  EXPECT_EQ(read.value().find("B")->number(), 4);
  EXPECT_EQ(read.value().find("b"), nullptr);
  EXPECT_EQ(read.value().find(""), nullptr);
  EXPECT_EQ(read_json("[1]").value().find("a"), nullptr);
  EXPECT_EQ(read_json("\"a\"").value().find("a"), nullptr);
}

TEST(Json, a_part_keeps_the_whole_alive) {
  Json part;
  {
    const Json whole =
        read_json(R"({"a":["some text that is long enough to live in memory of its own"]})");
    part = whole.part(whole.value().find("a")->items()[0]);
  }
  EXPECT_EQ(part.value().text(), "some text that is long enough to live in memory of its own");
}

TEST(Json, a_member_is_set_in_its_place_and_nowhere_else) {
  Json changed;
  {
    const Json object = read_json(R"({"a":1,"c":{"d":[2]}})");
    const Json value = read_json(R"({"x":"y"})");
    changed = object.with("b", value).with("c", value).with("", value);
    EXPECT_EQ(canonical(object.value()), R"({"a":1,"c":{"d":[2]}})");
  }
  EXPECT_EQ(canonical(changed.value()), R"({"":{"x":"y"},"a":1,"b":{"x":"y"},"c":{"x":"y"}})");
  EXPECT_EQ(changed.value().find("b")->find("x")->text(), "y");
  for (const char* none : {"null", "[1]", "\"text\"", "3"}) {
    EXPECT_EQ(canonical(read_json(none).with("a", read_json("true")).value()), R"({"a":true})");
  }
}

TEST(Json, members_of_another_take_the_place_of_those_of_the_same_name) {
  Json both;
  {
    const Json ours = read_json(R"({"a":1,"c":2,"e":3})");
    const Json theirs = read_json(R"({"b":[4],"c":"five","f":6})");
    both = ours.with_members_of(theirs);
    EXPECT_EQ(canonical(ours.value()), R"({"a":1,"c":2,"e":3})");
  }
  EXPECT_EQ(canonical(both.value()), R"({"a":1,"b":[4],"c":"five","e":3,"f":6})");
  const Json object = read_json(R"({"a":1})");
  EXPECT_EQ(canonical(object.with_members_of(read_json("{}")).value()), R"({"a":1})");
  EXPECT_EQ(canonical(object.with_members_of(read_json("[2]")).value()), R"({"a":1})");
  EXPECT_EQ(canonical(Json().with_members_of(object).value()), R"({"a":1})");
}

TEST(Json, a_document_does_not_need_its_text) {
  std::string source = R"({"name":"value that is longer than a small string would be"})";
  const Json read = read_json(source);
  std::ranges::fill(source, '!');
  EXPECT_EQ(canonical(read.value()),
            R"({"name":"value that is longer than a small string would be"})");
}

TEST(Json, a_default_made_document_is_null) { EXPECT_TRUE(Json().value().is(Value::Kind::null)); }

// Reverse order is the worst for sorting at the end, and equal beginnings for comparing.
TEST(Json, a_hundred_thousand_members_are_quick) {
  constexpr int count = 100'000;
  std::string object = "{", array = "[";
  for (int i = count; i > 0; --i) {
    fmt::format_to(std::back_inserter(object), "\"common-beginning-{:06}\":{},", i, i);
    fmt::format_to(std::back_inserter(array), "[{}],", i);
  }
  object.back() = '}';
  array.back() = ']';
  const auto begin = std::chrono::steady_clock::now();
  const Json members = read_json(object);
  EXPECT_EQ(members.value().members().size(), std::size_t{count});
  EXPECT_EQ(members.value().find("common-beginning-000042")->number(), 42);
  EXPECT_EQ(read_json(array).value().items().size(), std::size_t{count});
  const auto twice = object.substr(0, object.size() - 1) + ",\"common-beginning-000042\":0}";
  EXPECT_EQ(Json::parse(twice).error().code.name, json::duplicate_name.name);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

RC_GTEST_PROP(Json, what_is_read_is_written_and_read_again, ()) {
  const std::string document = *samples::any_document();
  const Result<Json> first = Json::parse(document);
  RC_ASSERT(first.has_value());
  const std::string written = canonical(first->value());
  const Result<Json> second = Json::parse(written);
  RC_ASSERT(second.has_value());
  RC_ASSERT(samples::same(first->value(), second->value()));
  RC_ASSERT(canonical(second->value()) == written);
}

RC_GTEST_PROP(Json, strings_are_kept_byte_for_byte, ()) {
  const std::string kept = *samples::any_text();
  std::string quoted;
  append_text(quoted, kept);
  const Result<Json> read = Json::parse(quoted);
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->value().text() == kept);
}

RC_GTEST_PROP(Json, any_bytes_are_read_or_refused_within_the_text, ()) {
  const auto bytes = *rc::gen::container<std::string>(rc::gen::oneOf(
      rc::gen::arbitrary<char>(),
      rc::gen::element<char>('"', '\\', '{', '}', '[', ']', ':', ',', 'u', 'd', '8', '0')));
  const Result<Json> read = Json::parse(bytes);
  if (!read) RC_ASSERT(*read.error().faults.at(0).offset <= bytes.size());
}

}  // namespace
}  // namespace writ::canon
