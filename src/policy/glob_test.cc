// Each rule by hand. spec/glob_test.cc holds the matcher against a reference on everything small.
#include "policy/glob.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/bundle.h"

namespace writ::policy {
namespace {

using testing::HasSubstr;
using Texts = std::vector<std::string_view>;

Glob glob(std::string_view text) {
  Result<Glob> compiled = Glob::compile(text);
  EXPECT_TRUE(compiled) << text << ": " << (compiled ? "" : compiled.error().message);
  return compiled ? *std::move(compiled) : Glob();
}

struct Case {
  std::string_view glob;
  Texts in;
  Texts out;
};

void expect(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const Glob compiled = glob(c.glob);
    EXPECT_EQ(compiled.text(), c.glob);
    for (const auto s : c.in) EXPECT_TRUE(compiled.matches(s)) << c.glob << " on `" << s << "`";
    for (const auto s : c.out) EXPECT_FALSE(compiled.matches(s)) << c.glob << " on `" << s << "`";
  }
}

TEST(Glob, PlainTextMatchesItselfAsAWhole) {
  expect({{"", {""}, {"a", "/"}},
          {"a/b", {"a/b"}, {"a/bc", "xa/b", "a/", "a", "", "A/b", "a/b/"}},
          {"a,b", {"a,b"}, {"a", "b"}},
          {"a]b-!^", {"a]b-!^"}, {"ab"}},
          {"über", {"über"}, {"uber", "\u00fc", "u\u0308ber"}}});
}

TEST(Glob, QuestionMarkIsOneCharacterButASlash) {
  expect({{"?", {"a", "é", "𝄞", "?", "\n"}, {"", "/", "ab", "éé"}},
          {"a?c", {"abc", "a-c"}, {"ac", "a/c", "abbc"}},
          {"??", {"ab", "é𝄞"}, {"a", "a/", "/a", "abc"}}});
}

TEST(Glob, StarIsAnyRunWithoutASlash) {
  expect({{"*", {"", "a", "abc", ".hidden", "é"}, {"/", "a/b", "a/", "/a"}},
          {"a*", {"a", "abc"}, {"", "ba", "a/b", "abc/"}},
          {"*a", {"a", "bca", "aa"}, {"ab", "b/a", "/a"}},
          {"a*c", {"ac", "abc", "acc", "abcbc"}, {"a/c", "ab", "acb"}},
          {"a/*/b", {"a/x/b", "a//b"}, {"a/b", "a/x/y/b", "a/x/c"}},
          {"*/*", {"/", "a/b", "a/"}, {"a", "a/b/c"}},
          {"*a*b*", {"ab", "xaxbx", "aab", "abab"}, {"ba", "a/b", "xa", "xb"}},
          {"*ab*ab", {"abab", "xabxab", "ababab"}, {"ab", "aba", "abab/"}}});
}

TEST(Glob, DoubleStarIsAnyRun) {
  expect({{"**", {"", "a", "/", "a/b/c"}, {}},
          {"a/**", {"a/", "a/b", "a/b/c", "a//"}, {"a", "ab", "b/a/"}},
          {"a**b", {"ab", "a/b", "axb", "a/x/yb"}, {"a", "ba", "a/b/"}},
          {"a/**b", {"a/b", "a/xb", "a/x/b", "a/x/yb"}, {"ab", "a/bc"}},
          {"***", {"", "a/b"}, {}},
          {"a***b", {"ab", "a/x/b"}, {"a"}},
          {"**a**b**", {"ab", "x/a/y/b/z"}, {"b/a", "a", "b"}}});
}

TEST(Glob, DoubleStarWithASlashIsWholeSegmentsOrNone) {
  expect({{"**/b", {"b", "a/b", "/b", "a/c/b"}, {"ab", "a/ab", "b/", ""}},
          {"a/**/b", {"a/b", "a/x/b", "a/x/y/b", "a//b"}, {"ab", "a/xb", "a/b/c", "xa/b", "a/"}},
          {"a/**/", {"a/", "a/b/", "a/b/c/"}, {"a", "a/b"}},
          {"**/", {"", "/", "a/", "a/b/"}, {"a", "a/b"}},
          {"**/**/b", {"b", "a/b"}, {"ab"}},
          {"**/*.md", {"x.md", "a/x.md", "a/b/.md"}, {"x.txt", "a/x.md/"}},
          {"**/a*/b", {"a/b", "ax/b", "a/ax/b", "x/y/a/b"}, {"xa/b", "a/x/b"}},
          {"**/a/*/c", {"a/b/c", "x/a/b/c", "a/a/a/b/c"}, {"a/c", "xa/b/c"}},
          // Only a whole segment is one: elsewhere `**` is a run like any.
          {"x**/b", {"x/b", "xy/b", "x/y/b"}, {"xb", "b"}},
          {"***/b", {"/b", "a/b"}, {"b"}},
          // An escaped slash is a slash.
          {"a\\/**\\/b", {"a/b", "a/x/b"}, {"ab", "a/xb"}}});
}

TEST(Glob, ClassIsOneCharacterOfThoseNamed) {
  expect({{"[abc]", {"a", "c"}, {"d", "", "ab", "/"}},
          {"[a-c]", {"a", "b", "c"}, {"d", "-", "A"}},
          {"[!a-c]", {"d", "-", "é"}, {"a", "c", "", "/"}},
          {"[a-]", {"a", "-"}, {"b"}},
          {"[-a]", {"a", "-"}, {"b"}},
          {"[!-a]", {"b"}, {"a", "-"}},
          {"[a-c-e]", {"b", "-", "e"}, {"d"}},
          {"[!!]", {"a"}, {"!"}},
          {"[a!]", {"a", "!"}, {"b"}},
          {"[a^]", {"a", "^"}, {"b"}},
          {"[\\^a]", {"a", "^"}, {"b", "\\"}},
          {"[[]", {"["}, {"]"}},
          {"[*?]", {"*", "?"}, {"a"}},
          {"[\\]]", {"]"}, {"\\", "["}},
          {"[\\\\]", {"\\"}, {"]"}},
          {"[a\\-c]", {"a", "-", "c"}, {"b", "\\"}},
          {"[\\a-\\c]", {"b"}, {"\\", "-"}},
          {"[á-é]", {"á", "ç", "é"}, {"a", "e", "ê"}},
          {"[𝄞]", {"𝄞"}, {"a"}},
          {"x[0-9]y", {"x5y"}, {"xy", "x55y", "xay"}}});
}

TEST(Glob, ClassNeverMatchesASlash) {
  expect({{"a[/]b", {}, {"a/b", "ab"}},
          {"a[.-0]b", {"a.b", "a0b"}, {"a/b"}},
          {"a[!x]b", {"ayb"}, {"a/b", "axb"}},
          {"a[!/]b", {"ayb"}, {"a/b"}},
          {"[!a]*", {"b", "bc"}, {"/", "a", "/b"}}});
}

TEST(Glob, BracesAreSpelledOutFirst) {
  expect({{"{a,b}", {"a", "b"}, {"", "c", "ab", "a,b"}},
          {"{a}", {"a"}, {"{a}", ""}},
          {"{}", {""}, {"{}"}},
          {"x{,y}z", {"xz", "xyz"}, {"x", "xyyz"}},
          {"{a,b}{c,d}", {"ac", "bd", "ad", "bc"}, {"ab", "cd"}},
          {"{a,{b,c{d,e}}}f", {"af", "bf", "cdf", "cef"}, {"cf", "f", "df"}},
          {"{a/*,b}/c", {"a/x/c", "b/c"}, {"a/c", "b/x/c"}},
          {"{a,**}/b", {"a/b", "b", "x/y/b"}, {"ab", "a/x"}},
          {"{*,}*", {"", "a/b"}, {}},
          {"a{/,\\/}**/b", {"a/b", "a/x/b"}, {"ab"}},
          {"{\\,,\\{,\\}}", {",", "{", "}"}, {"\\", ""}},
          {"\\{a,b\\}", {"{a,b}"}, {"a", "b"}},
          {"[{ab,cd}]", {"a", "d"}, {"{", ",", "ab"}},
          {"[\\{,\\}]", {"{", ",", "}"}, {"a"}}});
}

TEST(Glob, BackslashMakesTheNextCharacterItself) {
  expect({{"\\*", {"*"}, {"a", "\\*", ""}},
          {"\\?\\[\\]", {"?[]"}, {"a[]"}},
          {"\\\\", {"\\"}, {"\\\\", ""}},
          {"\\\\*", {"\\", "\\x"}, {"*"}},
          {"\\a\\é", {"aé"}, {"\\aé"}},
          {"\\**", {"*", "*x"}, {"x", "*/"}}});
}

TEST(Glob, NulAndControlCharactersAreCharacters) {
  EXPECT_TRUE(glob("a?b").matches(std::string_view("a\0b", 3)));
  EXPECT_FALSE(glob("a").matches(std::string_view("a\0", 2)));
  EXPECT_TRUE(glob(std::string_view("\0*", 2)).matches(std::string_view("\0x", 2)));
}

TEST(Glob, GoesBackToTheLastStarAndTheLastDoubleStar) {
  expect({{"**a*b", {"ab", "aab", "x/axb", "a/ab", "ac/ab"}, {"a/b", "aaaa", "ab/"}},
          {"**/a*b/c", {"ab/c", "a/ab/c", "axb/ab/c"}, {"a/b/c", "ab/x/c"}},
          {"**a*b**c*d", {"abcd", "a/ab/c/cd", "axb/cxd"}, {"abc/d", "a/bcd"}},
          {"*a/**/*b?", {"a/bx", "xa/y/zbx"}, {"a/b", "xb/ya/b"}},
          {"**?b", {"ab", "x/ab"}, {"b", "/b", "x/b"}},
          {"**é*ü[x]", {"éüx", "/a/éaüx"}, {"é/üx", "eüx"}}});
}

struct Wrong {
  std::string_view glob;
  std::size_t byte;
  std::string_view says;
};

TEST(Glob, WhatIsNoGlobIsRefusedWithItsByteAndARemedy) {
  for (const Wrong& wrong : std::vector<Wrong>{{"a[b", 1, "add `]`, or write `\\[`"},
                                               {"[!", 0, "never closed"},
                                               {"[\\]", 0, "never closed"},
                                               {"[a-", 0, "never closed"},
                                               {"x[]", 1, "no characters"},
                                               {"[]a]", 0, "no characters"},
                                               {"[!]", 0, "no characters"},
                                               {"ab[^c]", 2, "write `[!`, or `[\\^`"},
                                               {"[ac-b]", 2, "lower character first"},
                                               {"[é-á]", 1, "lower character first"},
                                               {"ab\\", 2, "write `\\\\`"},
                                               {"[a\\", 2, "write `\\\\`"},
                                               {"{a,b\\", 0, "never closed"},
                                               {"a{b", 1, "add `}`, or write `\\{`"},
                                               {"{a,{b}", 0, "never closed"},
                                               {"{a,{b", 3, "never closed"},
                                               {"{a,b\\}", 0, "never closed"},
                                               {"ab}", 2, "write `\\}`"},
                                               {"{a}}", 3, "write `\\}`"},
                                               {"}{", 0, "write `\\}`"},
                                               {"{[,]}", 1, "never closed"},
                                               {"x{a,[^b]}", 4, "write `[!`"},
                                               {"{a,b}{c,[z-a]}", 9, "lower character first"},
                                               {"a\xff", 1, "UTF-8"},
                                               {"\\\xc3", 1, "UTF-8"},
                                               {"[\xed\xa0\x80]", 1, "UTF-8"}}) {
    const Result<Glob> compiled = Glob::compile(wrong.glob);
    ASSERT_FALSE(compiled) << wrong.glob;
    const Problem& problem = compiled.error();
    EXPECT_EQ(problem.code.name, fault::invalid_glob.name) << wrong.glob;
    EXPECT_THAT(problem.message, HasSubstr(wrong.says)) << wrong.glob;
    EXPECT_THAT(problem.message, HasSubstr("byte " + std::to_string(wrong.byte) + ":"))
        << wrong.glob;
    ASSERT_EQ(problem.faults.size(), 1U);
    EXPECT_EQ(problem.faults[0].offset, wrong.byte);
  }
}

TEST(Glob, SizeIsLimited) {
  const std::string longest(Glob::max_size, 'a');
  EXPECT_TRUE(glob(longest).matches(longest));
  const Result<Glob> longer = Glob::compile(longest + "a");
  ASSERT_FALSE(longer);
  EXPECT_THAT(longer.error().message, HasSubstr("1025 bytes and may have 1024"));
  EXPECT_EQ(longer.error().code.name, fault::invalid_glob.name);
}

TEST(Glob, AlternativesAreLimited) {
  EXPECT_EQ(glob("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}").ends().size(), 256U);
  std::string commas = "{" + std::string(255, ',') + "}";
  EXPECT_EQ(glob(commas).ends().size(), 256U);
  std::string product;
  for (int i = 0; i < 200; ++i) product += "{a,b}";
  for (const std::string& over :
       {"{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}" + std::string(), "{" + commas + ",}",
        "{" + std::string(256, ',') + "}", product}) {
    const Result<Glob> compiled = Glob::compile(over);
    ASSERT_FALSE(compiled) << over;
    EXPECT_THAT(compiled.error().message, HasSubstr("more than 256 globs: use several rules"));
  }
}

TEST(Glob, BracesNestAsDeepAsTheSizeAllows) {
  const std::string deep = std::string(511, '{') + "a" + std::string(511, '}');
  EXPECT_TRUE(glob(deep).matches("a"));
  EXPECT_FALSE(glob(deep).matches(""));
}

TEST(Glob, StartsAreTheLiteralTextBeforeTheFirstWildcard) {
  using Starts = std::vector<std::pair<std::string, bool>>;
  const std::vector<std::pair<std::string_view, Starts>> cases = {
      {"", {{"", true}}},
      {"a/b", {{"a/b", true}}},
      {"a/b*", {{"a/b", false}}},
      {"a/**/b", {{"a/", false}}},
      {"a/**", {{"a/", false}}},
      {"**/a", {{"", false}}},
      {"a?", {{"a", false}}},
      {"a[b]", {{"a", false}}},
      {"a\\*b\\[*", {{"a*b[", false}}},
      {"\\a", {{"a", true}}},
      {"é*", {{"é", false}}},
      {"{a,b/*}", {{"a", true}, {"b/", false}}},
      {"x{a,b}c", {{"xac", true}, {"xbc", true}}}};
  for (const auto& [text, expected] : cases) {
    Starts starts;
    for (const Glob::Ends& start : glob(text).ends()) {
      starts.emplace_back(start.prefix, start.exact);
    }
    EXPECT_THAT(starts, testing::UnorderedElementsAreArray(expected)) << text;
  }
}

// What takes a matcher that tries everything longer than anyone waits. The last ones defeat those
// that go back to one place only, and take a quadratic number of steps: minutes here.
TEST(Glob, TakesLinearTimeForEveryGlob) {
  std::string many;
  for (int i = 0; i < 300; ++i) many += "*a";
  const std::string same(1 << 20, 'a');
  std::string segments;
  while (segments.size() < same.size()) segments += "a/";
  for (const std::string_view text :
       {"**/*a*a*a*a*b", "*a**a**a**?[b]", "**a**a**a**b[c]", "**/a*/a*/a*/[b]", "**a*[b]",
        "**a*b?", "**a*a*a*b[c]", "*[a]*[a]*[a]*[b]", "**[a]*[a]*[b]"}) {
    EXPECT_FALSE(glob(text).matches(same)) << text;
    EXPECT_FALSE(glob(text).matches(segments)) << text;
  }
  EXPECT_FALSE(glob("**" + many + "[b]").matches(same));
  EXPECT_TRUE(glob("**" + many + "*").matches(same));
}

TEST(Glob, SubjectsThatAreNotUtf8DoNoHarm) {
  for (const std::string_view text : {"?", "*?", "**[!a]", "[a]*", "**/?*"}) {
    EXPECT_FALSE(glob(text).matches("\xff")) << text;
    EXPECT_FALSE(glob(text).matches("\xe2\x82")) << text;
  }
}

}  // namespace
}  // namespace writ::policy
