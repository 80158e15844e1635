// By hand, for what must be found; spec/tools_test.cc tries that what is found is true.
#include "policy/glob_cover.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

namespace writ::policy {
namespace {

Work work;

Glob glob(std::string_view text) {
  Result<Glob> compiled = Glob::compile(text);
  EXPECT_TRUE(compiled) << text;
  return compiled ? *std::move(compiled) : Glob();
}

TEST(GlobCover, FindsWhatPeopleWrite) {
  const std::pair<std::string_view, std::string_view> pairs[] = {
      {"a", "a"},          {"*", "a"},         {"**", "a/b/c"},
      {"**", "*"},         {"**", "**/x"},     {"a/**", "a/b"},
      {"a/**", "a/*"},     {"a/**", "a/b/**"}, {"a/**", "a/?[xy]z"},
      {"a/*", "a/b*"},     {"a/*", "a/?"},     {"a/?", "a/[xyz]"},
      {"[a-z]", "[bcd]"},  {"[a-z]", "q"},     {"[!a]", "[xyz]"},
      {"[!a]", "[!a]"},    {"{a,b}/*", "b/x"}, {"{a,b}/*", "{b/x,a/y*}"},
      {"**/x", "a/b/x"},   {"**/x", "a/**/x"}, {"a/**/x", "a/x"},
      {"a/**/x", "a/*/x"}, {"**/x", "x"},      {"*ä*", "ä"},
      {"a*", "a\\*"},      {"", "{,}"},        {"*.txt", "note[0-9].txt"},
  };
  for (const auto& [wide, narrow] : pairs) {
    EXPECT_TRUE(covers(glob(wide), glob(narrow), work)) << wide << " covers " << narrow;
  }
}

TEST(GlobCover, SaysNothingThatIsNotSo) {
  const std::pair<std::string_view, std::string_view> pairs[] = {
      {"a", "b"},      {"*", "**"},    {"*", "a/b"},       {"a/*", "a/b/c"}, {"a/**", "a"},
      {"a/*", "a/**"}, {"?", "*"},     {"[a-c]", "[a-d]"}, {"[!a]", "?"},    {"[!a]", "[!b]"},
      {"a?", "a/"},    {"**/x", "*x"}, {"*/x", "**/x"},    {"{a,b}", "?"},   {"a*", "*a"},
      {"?", "é̀"},      {"", "?"},      {"a", "**"},
  };
  for (const auto& [wide, narrow] : pairs) {
    EXPECT_FALSE(covers(glob(wide), glob(narrow), work)) << wide << " covers " << narrow;
  }
}

TEST(GlobCover, TellsWhatIsApart) {
  const std::pair<std::string_view, std::string_view> apart[] = {
      {"a/**", "b/**"}, {"a", "b"}, {"a", "b*"}, {"**.txt", "**.pdf"}, {"{a,b}/*", "c/*"}};
  for (const auto& [a, b] : apart) {
    EXPECT_TRUE(surely_disjoint(glob(a), glob(b), work)) << a << " " << b;
    EXPECT_TRUE(surely_disjoint(glob(b), glob(a), work)) << b << " " << a;
  }
  const std::pair<std::string_view, std::string_view> together[] = {
      {"a/**", "a/b"}, {"*", "a"}, {"**", "b*"}, {"**.txt", "a**"}, {"{a,b}/*", "b/*"}};
  for (const auto& [a, b] : together) {
    EXPECT_FALSE(surely_disjoint(glob(a), glob(b), work)) << a << " " << b;
  }
}

TEST(GlobCover, KnowsAGlobThatMatchesNothing) {
  for (const std::string_view text : {"[/]", "a[/]b", "{[/],x[/-/]}", "**[/]"}) {
    EXPECT_TRUE(matches_nothing(glob(text))) << text;
  }
  for (const std::string_view text : {"", "[!/]", "[/a]", "{[/],x}", "[.-0]", "\\[/]"}) {
    EXPECT_FALSE(matches_nothing(glob(text))) << text;
  }
}

TEST(GlobCover, HostileGlobsAreGivenUpSoon) {
  std::string wide, narrow;
  for (int i = 0; i < 8; ++i) wide += "{a,*}", narrow += "{?,**}";
  for (int i = 0; i < 300; ++i) wide += "**/?", narrow += "?/*";
  wide.resize(Glob::max_size, 'x');
  narrow.resize(Glob::max_size, 'x');
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 100; ++i) (void)covers(glob(wide), glob(narrow), work);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(120));
}

}  // namespace
}  // namespace writ::policy
