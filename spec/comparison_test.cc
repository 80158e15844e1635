// The reference's comparisons, by hand.
#include "spec/comparison.h"

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "spec/by_hand.h"

namespace writ::spec {
namespace {

enum class Answer { yes, no, unknown };

// What a comparison says of a request: a rule to allow and one to deny tell the third answer apart.
Answer compared(std::string_view left, std::string_view test, std::string_view right,
                std::string_view summary) {
  const std::string when = fmt::format(R"({{"attributes":[{{"left":"{}","test":"{}"{}{}}}]}})",
                                       left, test, right.empty() ? "" : R"(,"right":)", right);
  const std::string members = fmt::format(R"("argsSummary":{})", summary);
  const bool allow = applies(when, members, "allow");
  const bool deny = applies(when, members, "deny");
  EXPECT_TRUE(deny || !allow) << when << members;
  return allow ? Answer::yes : deny ? Answer::unknown : Answer::no;
}

// `left` and `right` are JSON: left of the comparison by pointer, right both by pointer and by
// value.
Answer compared(std::string_view left, std::string_view test, std::string_view right) {
  const std::string summary = fmt::format(R"({{"l":{},"r":{}}})", left, right);
  const Answer pointed =
      compared("/argsSummary/l", test, R"({"pointer":"/argsSummary/r"})", summary);
  const Answer given =
      compared("/argsSummary/l", test, fmt::format(R"({{"value":{}}})", right), summary);
  EXPECT_EQ(pointed, given) << left << ' ' << test << ' ' << right;
  return given;
}

struct Pair {
  std::string_view left, right;
};

void expect_answers(std::string_view test, Answer answer, const std::vector<Pair>& pairs) {
  for (const auto& [left, right] : pairs) {
    EXPECT_EQ(compared(left, test, right), answer) << left << ' ' << test << ' ' << right;
  }
}

TEST(SpecCompare, EqualsIsByCanonicalForm) {
  const std::vector<Pair> same = {{"1", "1.0"},
                                  {"0", "-0.0"},
                                  {"1e2", "100"},
                                  {"null", "null"},
                                  {R"("a")", R"("\u0061")"},
                                  {R"({"a":1,"b":[2]})", R"({"b":[2.0],"a":1})"},
                                  {"[]", "[]"},
                                  {"{}", "{}"}};
  const std::vector<Pair> different = {
      {"1", "2"},          {"1", R"("1")"}, {"null", "false"}, {"0", "false"},
      {"[1,2]", "[2,1]"},  {"[]", "{}"},    {R"("")", "null"}, {R"({"a":1})", R"({"a":1,"b":2})"},
      {R"("a")", R"("A")"}};
  expect_answers("equals", Answer::yes, same);
  expect_answers("equals", Answer::no, different);
  expect_answers("notEquals", Answer::no, same);
  expect_answers("notEquals", Answer::yes, different);
}

TEST(SpecCompare, InLooksForAnElementOfTheRight) {
  const std::vector<Pair> among = {
      {"1", "[2,1.0]"}, {"null", "[null]"}, {"[1]", "[[1]]"}, {R"("a")", R"(["b","a"])"}};
  const std::vector<Pair> not_among = {{"1", "[]"}, {"1", R"(["1"])"}, {"1", "[[1]]"}};
  expect_answers("in", Answer::yes, among);
  expect_answers("in", Answer::no, not_among);
  expect_answers("notIn", Answer::no, among);
  expect_answers("notIn", Answer::yes, not_among);
  for (const std::string_view test : {"in", "notIn"}) {  // a literal would be refused
    for (const std::string_view right : {R"("abc")", "null", "{}", "1"}) {
      EXPECT_EQ(compared("/argsSummary/l", test, R"({"pointer":"/argsSummary/r"})",
                         fmt::format(R"({{"l":"a","r":{}}})", right)),
                Answer::unknown)
          << test << right;
    }
  }
}

TEST(SpecCompare, ContainsTakesAnArrayOrTwoStrings) {
  expect_answers("contains", Answer::yes,
                 {{"[1,2]", "2"},
                  {"[[1]]", "[1]"},
                  {R"("abc")", R"("bc")"},
                  {R"("abc")", R"("")"},
                  {R"(["abc"])", R"("abc")"}});
  expect_answers("contains", Answer::no,
                 {{"[1]", "2"},
                  {"[]", "null"},
                  {R"("abc")", R"("ac")"},
                  {R"(["abc"])", R"("b")"},
                  {R"("")", R"("a")"}});
  expect_answers("contains", Answer::unknown,
                 {{R"("1")", "1"}, {"1", "1"}, {"{}", R"("a")"}, {"null", "null"}});
}

TEST(SpecCompare, OrderIsOfNumbersOrOfStringsByBytes) {
  const std::vector<Pair> rising = {
      {"1", "2"},           {"-1", "0.5"},        {R"("a")", R"("b")"},      {R"("")", R"("a")"},
      {R"("Z")", R"("a")"}, {R"("z")", R"("é")"}, {R"("\uffff")", R"("𝄞")"}, {R"("10")", R"("9")"}};
  const std::vector<Pair> equal = {{"1", "1.0"}, {R"("a")", R"("a")"}};
  std::vector<Pair> falling;
  for (const auto& [left, right] : rising) falling.push_back({right, left});
  const Answer yes = Answer::yes;
  const Answer no = Answer::no;
  const std::tuple<std::string_view, Answer, Answer, Answer> table[] = {{"lessThan", yes, no, no},
                                                                        {"atMost", yes, yes, no},
                                                                        {"moreThan", no, no, yes},
                                                                        {"atLeast", no, yes, yes}};
  for (const auto& [test, if_rising, if_equal, if_falling] : table) {
    expect_answers(test, if_rising, rising);
    expect_answers(test, if_equal, equal);
    expect_answers(test, if_falling, falling);
    expect_answers(test, Answer::unknown,
                   {{"1", R"("2")"},
                    {R"("1")", "2"},
                    {"null", "null"},
                    {"true", "true"},
                    {"[1]", "[1]"},
                    {"null", "1"},
                    {"false", "1"}});
  }
}

TEST(SpecCompare, StartsWithAndGlobTakeTwoStrings) {
  expect_answers("startsWith", Answer::yes, {{R"("abc")", R"("ab")"}, {R"("abc")", R"("")"}});
  expect_answers("startsWith", Answer::no, {{R"("abc")", R"("b")"}, {R"("a")", R"("ab")"}});
  expect_answers("startsWith", Answer::unknown, {{"12", "1"}, {"[1]", "[1]"}, {R"("1")", "1"}});
  expect_answers("glob", Answer::yes, {{R"("a/b")", R"("a/*")"}, {R"("")", R"("")"}});
  expect_answers("glob", Answer::no, {{R"("a/b")", R"("a")"}, {R"("a/b")", R"("*")"}});
  expect_answers("glob", Answer::unknown, {{"1", R"("*")"}, {"null", R"("**")"}});
}

TEST(SpecCompare, AGlobFromTheRequestThatIsNoneCannotBeTold) {
  for (const std::string_view glob : {R"("[a")", R"("{a")", R"("}")", "1", "null", R"(["*"])"}) {
    EXPECT_EQ(compared("/argsSummary/l", "glob", R"({"pointer":"/argsSummary/r"})",
                       fmt::format(R"({{"l":"a","r":{}}})", glob)),
              Answer::unknown)
        << glob;
  }
  const std::string too_long(1025, 'a');
  EXPECT_EQ(compared("/argsSummary/l", "glob", R"({"pointer":"/argsSummary/r"})",
                     fmt::format(R"({{"l":"{0}","r":"{0}"}})", too_long)),
            Answer::unknown);
}

TEST(SpecCompare, APointerThatFindsNothingCannotBeTold) {
  for (const std::string_view test : {"equals", "notEquals", "in", "notIn", "contains", "lessThan",
                                      "atMost", "moreThan", "atLeast", "startsWith", "glob"}) {
    const std::string_view value = test == "glob"                    ? R"({"value":"*"})"
                                   : test == "in" || test == "notIn" ? R"({"value":[1]})"
                                                                     : R"({"value":1})";
    EXPECT_EQ(compared("/argsSummary/x", test, value, "{}"), Answer::unknown) << test;
    EXPECT_EQ(compared("/argsSummary/l", test, R"({"pointer":"/argsSummary/x"})", R"({"l":1})"),
              Answer::unknown)
        << test;
    EXPECT_EQ(compared("/argsSummary/x", test, R"({"pointer":"/argsSummary/x"})", "{}"),
              Answer::unknown)
        << test;
  }
}

TEST(SpecCompare, ExistsAndAbsentOnlyAsk) {
  for (const std::string_view found : {"1", "null", R"("")", "[]", "false"}) {
    const std::string summary = fmt::format(R"({{"l":{}}})", found);
    EXPECT_EQ(compared("/argsSummary/l", "exists", "", summary), Answer::yes) << found;
    EXPECT_EQ(compared("/argsSummary/l", "absent", "", summary), Answer::no) << found;
  }
  EXPECT_EQ(compared("/argsSummary/l", "exists", "", "{}"), Answer::no);
  EXPECT_EQ(compared("/argsSummary/l", "absent", "", "{}"), Answer::yes);
  EXPECT_EQ(compared("/argsSummary/0", "exists", "", "[7]"), Answer::yes);
  EXPECT_EQ(compared("/argsSummary/1", "absent", "", "[7]"), Answer::yes);
  EXPECT_EQ(compared("", "exists", "", "1"), Answer::yes);
}

TEST(SpecCompare, AllMustHold) {
  constexpr std::string_view two =
      R"({"attributes":[{"left":"/op","test":"equals","right":{"value":"op"}},)"
      R"({"left":"/argsSummary","test":"equals","right":{"value":1}}]})";
  EXPECT_TRUE(applies(two, R"("argsSummary":1)"));
  EXPECT_FALSE(applies(two, R"("argsSummary":2)"));
  EXPECT_FALSE(applies(two, "", "allow"));
  EXPECT_TRUE(applies(two, "", "deny"));
  EXPECT_TRUE(applies(R"({"attributes":[]})", ""));
}

}  // namespace
}  // namespace writ::spec
