#include "canon/pointer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "canon/samples.h"

namespace writ::canon {
namespace {

using samples::read_json;

std::string found(const Json& in, std::string_view text) {
  const std::optional<Pointer> pointer = Pointer::parse(text);
  if (!pointer) return "no pointer";
  const Value* value = pointer->find(in.value());
  return value == nullptr ? "nothing" : canonical(*value);
}

// RFC 6901, section 5.
TEST(Pointer, finds_the_examples_of_the_rfc) {
  const std::string text = R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,)"
                           R"("i\\j":5,"k\"l":6," ":7,"m~n":8})";
  const Json document = read_json(text);
  EXPECT_EQ(found(document, ""), canonical(document.value()));
  EXPECT_EQ(found(document, "/foo"), R"(["bar","baz"])");
  EXPECT_EQ(found(document, "/foo/0"), R"("bar")");
  EXPECT_EQ(found(document, "/"), "0");
  EXPECT_EQ(found(document, "/a~1b"), "1");
  EXPECT_EQ(found(document, "/c%d"), "2");
  EXPECT_EQ(found(document, "/e^f"), "3");
  EXPECT_EQ(found(document, "/g|h"), "4");
  EXPECT_EQ(found(document, "/i\\j"), "5");
  EXPECT_EQ(found(document, "/k\"l"), "6");
  EXPECT_EQ(found(document, "/ "), "7");
  EXPECT_EQ(found(document, "/m~0n"), "8");
}

TEST(Pointer, refuses_what_is_no_pointer) {
  for (const char* text : {"a", "a/b", " /a", "#/a", "/~", "/a~", "/~2", "/a/~b", "/~~0"}) {
    EXPECT_FALSE(Pointer::parse(text).has_value()) << text;
  }
}

TEST(Pointer, takes_array_indexes_in_one_form_only) {
  const Json array = read_json("[[10,11],[20,21]]");
  EXPECT_EQ(found(array, "/0/0"), "10");
  EXPECT_EQ(found(array, "/1/1"), "21");
  for (const char* none :
       {"/2", "/-", "/00", "/01", "/+1", "/-1", "/1 ", "/ 1", "/1.0", "/1e0", "/x", "/",
        "/18446744073709551615", "/18446744073709551616", "/99999999999999999999999999"}) {
    EXPECT_EQ(found(array, none), "nothing") << none;
  }
}

TEST(Pointer, digits_are_a_name_in_an_object) {
  const Json object = read_json(R"({"0":"zero","00":"double","-":"dash"})");
  EXPECT_EQ(found(object, "/0"), R"("zero")");
  EXPECT_EQ(found(object, "/00"), R"("double")");
  EXPECT_EQ(found(object, "/-"), R"("dash")");
  EXPECT_EQ(found(object, "/1"), "nothing");
}

TEST(Pointer, finds_nothing_below_what_holds_nothing) {
  const Json document = read_json(R"({"a":null,"b":1,"c":"text","d":true,"e":[]})");
  for (const char* none : {"/a/0", "/b/0", "/c/0", "/c/", "/d/x", "/e/0", "/x", "/x/y"}) {
    EXPECT_EQ(found(document, none), "nothing") << none;
  }
}

TEST(Pointer, finds_null_where_null_is) {
  EXPECT_EQ(found(read_json(R"({"a":null})"), "/a"), "null");
}

TEST(Pointer, unescapes_once) {
  EXPECT_EQ(found(read_json(R"({"~1":1,"/":2})"), "/~01"), "1");
  EXPECT_EQ(found(read_json(R"({"~1":1,"/":2})"), "/~1"), "2");
}

TEST(Pointer, does_not_normalize_names) {
  const Json document = read_json("{\"A\u030A\":1}");
  EXPECT_EQ(found(document, "/A\u030A"), "1");
  EXPECT_EQ(found(document, "/\u00C5"), "nothing");
}

RC_GTEST_PROP(Pointer, what_was_appended_is_found, ()) {
  const auto names = *rc::gen::container<std::vector<std::string>>(samples::any_text());
  std::string document = "[1]", pointer;
  for (auto name = names.rbegin(); name != names.rend(); ++name) {
    document = samples::object_of({{*name, document}});
  }
  for (const std::string& name : names) append_pointer(pointer, name);
  append_pointer(pointer, std::size_t{0});
  RC_PRE(names.size() < 60);
  RC_ASSERT(found(read_json(document), pointer) == "1");
}

RC_GTEST_PROP(Pointer, any_text_is_followed_or_refused, ()) {
  const auto text =
      *rc::gen::container<std::string>(rc::gen::element<char>('/', '~', '0', '1', 'a'));
  const std::optional<Pointer> pointer = Pointer::parse(text);
  RC_ASSERT(pointer.has_value() || text.find('~') != std::string::npos || text.front() != '/');
  if (pointer) pointer->find(read_json(R"([[1],{"a":{"0":1}}])").value());
}

}  // namespace
}  // namespace writ::canon
