#include "policy/version.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace writ::policy {
namespace {

Version version(std::string_view text) {
  Version made;
  EXPECT_TRUE(made.set(text)) << text;
  return made;
}

TEST(Version, ReadsItsThreeNumbersAndKeepsItsText) {
  const Version v = version("1.20.4294967295");
  EXPECT_EQ(v.major(), 1U);
  EXPECT_EQ(v.minor(), 20U);
  EXPECT_EQ(v.patch(), 4294967295U);
  EXPECT_EQ(v.text(), "1.20.4294967295");
  EXPECT_EQ(Version(3, 0, 7).text(), "3.0.7");
  EXPECT_EQ(Version(3, 0, 7), version("3.0.7"));
}

TEST(Version, WhatIsNoCoreVersionIsRefusedAndChangesNothing) {
  for (const std::string_view text : {"",
                                      "1",
                                      "1.2",
                                      "1.2.3.4",
                                      "v1.2.3",
                                      "V1.2.3",
                                      "=1.2.3",
                                      "01.2.3",
                                      "1.02.3",
                                      "1.2.03",
                                      "00.0.0",
                                      "1.2.3-rc.1",
                                      "1.2.3+build",
                                      "1.2.3 ",
                                      " 1.2.3",
                                      "1. 2.3",
                                      "-1.2.3",
                                      "+1.2.3",
                                      "1.-2.3",
                                      "1..3",
                                      ".1.2",
                                      "1.2.",
                                      "1.2.x",
                                      "*",
                                      "4294967296.0.0",
                                      "0.4294967296.0",
                                      "0.0.4294967296",
                                      "0.0.99999999999999999999999",
                                      "１.2.3",
                                      "1.2.3\n"}) {
    Version v(9, 8, 7);
    EXPECT_FALSE(v.set(text)) << text;
    EXPECT_EQ(v, Version(9, 8, 7)) << text;
    EXPECT_EQ(v.text(), "9.8.7") << text;
  }
  Version v;
  EXPECT_FALSE(v.set(std::string_view("1.2.3\0", 6)));
}

TEST(Version, OrdersByNumberFromLeftToRight) {
  const std::vector<Version> rising = {{0, 0, 0},  {0, 0, 9}, {0, 0, 10}, {0, 2, 0},
                                       {0, 10, 0}, {1, 0, 0}, {2, 0, 0},  {10, 0, 0}};
  EXPECT_TRUE(std::ranges::is_sorted(rising));
  EXPECT_LT(version("1.9.9"), version("1.10.0"));
  EXPECT_NE(version("1.2.3"), version("1.2.4"));
}

// A range against versions that stand at and beside its edges, by npm's rules.
struct Case {
  std::string_view range;
  std::vector<std::string_view> in;
  std::vector<std::string_view> out;
};

const Case cases[] = {
    // One version.
    {"1.2.3", {"1.2.3"}, {"1.2.2", "1.2.4", "2.2.3", "0.2.3"}},
    {"=1.2.3", {"1.2.3"}, {"1.2.2", "1.2.4"}},
    {"= 1.2.3", {"1.2.3"}, {"1.2.4"}},
    {"0.0.0", {"0.0.0"}, {"0.0.1"}},
    // Parts left open.
    {"*", {"0.0.0", "4294967295.4294967295.4294967295"}, {}},
    {"x", {"0.0.0", "7.1.2"}, {}},
    {"X.x.*", {"0.0.0", "7.1.2"}, {}},
    {"1", {"1.0.0", "1.99.99"}, {"0.99.99", "2.0.0"}},
    {"1.x", {"1.0.0", "1.99.99"}, {"0.99.99", "2.0.0"}},
    {"1.X.x", {"1.0.0", "1.99.99"}, {"0.99.99", "2.0.0"}},
    {"1.2", {"1.2.0", "1.2.99"}, {"1.1.99", "1.3.0"}},
    {"1.2.*", {"1.2.0", "1.2.99"}, {"1.1.99", "1.3.0"}},
    {"=0.7.x", {"0.7.0", "0.7.2"}, {"0.6.9", "0.8.0"}},
    {"0", {"0.0.0", "0.9.9"}, {"1.0.0"}},
    // Caret: nothing changes at or left of the first part that is not 0.
    {"^1.2.3", {"1.2.3", "1.2.4", "1.99.0"}, {"1.2.2", "1.0.0", "2.0.0"}},
    {"^0.2.3", {"0.2.3", "0.2.99"}, {"0.2.2", "0.3.0", "1.0.0"}},
    {"^0.0.3", {"0.0.3"}, {"0.0.2", "0.0.4", "0.1.0"}},
    {"^0.0.0", {"0.0.0"}, {"0.0.1"}},
    {"^1.2", {"1.2.0", "1.9.9"}, {"1.1.9", "2.0.0"}},
    {"^1.2.x", {"1.2.0", "1.9.9"}, {"1.1.9", "2.0.0"}},
    {"^0.1", {"0.1.0", "0.1.9"}, {"0.0.9", "0.2.0"}},
    {"^0.0", {"0.0.0", "0.0.9"}, {"0.1.0"}},
    {"^0.0.x", {"0.0.0", "0.0.9"}, {"0.1.0"}},
    {"^0", {"0.0.0", "0.9.9"}, {"1.0.0"}},
    {"^0.x", {"0.0.0", "0.9.9"}, {"1.0.0"}},
    {"^1", {"1.0.0", "1.9.9"}, {"0.9.9", "2.0.0"}},
    {"^x", {"0.0.0", "9.9.9"}, {}},
    {"^ 1.2.3", {"1.2.3"}, {"1.2.2", "2.0.0"}},
    // Tilde: only the patch changes, or the minor where none is written.
    {"~1.2.3", {"1.2.3", "1.2.99"}, {"1.2.2", "1.3.0"}},
    {"~0.2.3", {"0.2.3", "0.2.99"}, {"0.2.2", "0.3.0"}},
    {"~1.2", {"1.2.0", "1.2.99"}, {"1.1.99", "1.3.0"}},
    {"~1.2.x", {"1.2.0", "1.2.99"}, {"1.1.99", "1.3.0"}},
    {"~1", {"1.0.0", "1.99.0"}, {"0.9.9", "2.0.0"}},
    {"~0", {"0.0.0", "0.9.9"}, {"1.0.0"}},
    {"~x", {"0.0.0", "9.9.9"}, {}},
    {"~ 1.0", {"1.0.2"}, {"1.1.0"}},
    // Comparators, with parts left open too.
    {"<1.2.3", {"0.0.0", "1.2.2"}, {"1.2.3", "1.2.4"}},
    {"<1.2", {"1.1.99"}, {"1.2.0", "1.2.1"}},
    {"<2", {"1.9.9"}, {"2.0.0"}},
    {"<*", {}, {"0.0.0", "1.0.0"}},
    {"<0.0.0", {}, {"0.0.0"}},
    {"<=1.2.3", {"0.0.0", "1.2.3"}, {"1.2.4"}},
    {"<=1.2", {"1.2.99", "0.1.0"}, {"1.3.0"}},
    {"<=0.7.x", {"0.7.2", "0.6.2"}, {"0.8.0"}},
    {"<=x", {"0.0.0", "9.9.9"}, {}},
    {">1.2.3", {"1.2.4", "2.0.0"}, {"1.2.3", "1.2.2"}},
    {">1.2", {"1.3.0"}, {"1.2.0", "1.2.99"}},
    {">1", {"2.0.0"}, {"1.0.0", "1.9.9"}},
    {">*", {}, {"0.0.0", "9.9.9"}},
    {">=1.2.3", {"1.2.3", "4294967295.0.0"}, {"1.2.2"}},
    {">=1.2", {"1.2.0"}, {"1.1.99"}},
    {">= 1", {"1.0.0"}, {"0.9.9"}},
    {">=*", {"0.0.0", "9.9.9"}, {}},
    // Both of two, and nothing where they have nothing in common.
    {">=1.2.0 <2.0.0", {"1.2.0", "1.9.9"}, {"1.1.9", "2.0.0"}},
    {"  >=1.2.0   <2.0.0  ", {"1.2.0", "1.9.9"}, {"1.1.9", "2.0.0"}},
    {"> 1.2.0 <= 1.4", {"1.2.1", "1.4.9"}, {"1.2.0", "1.5.0"}},
    {"~1.2.1 >=1.2.3", {"1.2.3", "1.2.9"}, {"1.2.2", "1.3.0"}},
    {"^1.2 ^1", {"1.4.2"}, {"1.1.0", "2.0.0"}},
    {"1.2.3 >=1.2.1", {"1.2.3"}, {"1.2.1", "1.2.4"}},
    {">2.0.0 <1.0.0", {}, {"0.5.0", "1.0.0", "1.5.0", "2.0.0", "3.0.0"}},
    {"1.2.3 1.2.4", {}, {"1.2.3", "1.2.4"}},
    // From - to, both included.
    {"1.2.3 - 2.3.4", {"1.2.3", "2.3.4"}, {"1.2.2", "2.3.5"}},
    {"1.2 - 2.3.4", {"1.2.0", "2.3.4"}, {"1.1.9", "2.3.5"}},
    {"1.2.3 - 2.3", {"1.2.3", "2.3.99"}, {"1.2.2", "2.4.0"}},
    {"1.2.3 - 2", {"1.2.3", "2.99.99"}, {"1.2.2", "3.0.0"}},
    {"1.2.3 - *", {"1.2.3", "9.9.9"}, {"1.2.2"}},
    {"x - 1.x", {"0.0.0", "1.9.9"}, {"2.0.0"}},
    {" 1.0.0   -   1.0.0 ", {"1.0.0"}, {"0.9.9", "1.0.1"}},
    {"2.0.0 - 1.0.0", {}, {"1.0.0", "1.5.0", "2.0.0"}},
    // Either of several.
    {"1.2.3 || 2.x", {"1.2.3", "2.5.0"}, {"1.2.4", "3.0.0"}},
    {"1.0.0||3.0.0", {"1.0.0", "3.0.0"}, {"2.0.0"}},
    {"<1.0.0 || >=2.0.0 <3 || 5 - 6", {"0.9.0", "2.1.0", "6.6.6"}, {"1.0.0", "3.0.0", "4.9.9"}},
    // At the top of what a number can be.
    {"^4294967295.0.0", {"4294967295.0.0", "4294967295.4294967295.4294967295"}, {"4294967294.9.9"}},
    {"~1.4294967295", {"1.4294967295.4294967295"}, {"1.4294967294.9", "2.0.0"}},
    {">1.2.4294967295", {"1.3.0"}, {"1.2.4294967295"}},
    {">4294967295.4294967295.4294967295", {}, {"4294967295.4294967295.4294967295", "0.0.0"}},
};

TEST(VersionRange, ContainsWhatNpmSays) {
  for (const Case& c : cases) {
    VersionRange range;
    ASSERT_TRUE(range.set(c.range)) << c.range;
    EXPECT_EQ(range.text(), c.range);
    for (const auto in : c.in) EXPECT_TRUE(range.contains(version(in))) << c.range << " and " << in;
    for (const auto out : c.out) {
      EXPECT_FALSE(range.contains(version(out))) << c.range << " and " << out;
    }
  }
}

TEST(VersionRange, WhatIsNoRangeIsRefusedAndChangesNothing) {
  for (const std::string_view text : {"",
                                      " ",
                                      "||",
                                      "1.2.3 ||",
                                      "|| 1.2.3",
                                      "1 || || 2",
                                      "1 | 2",
                                      "1 ||| 2",
                                      "v1.2.3",
                                      "^v1.2.3",
                                      "1.2.3-rc.1",
                                      "^1.2.3-0",
                                      "1.2.3+b",
                                      "1.2.3.4",
                                      "1.",
                                      ".1",
                                      "1..2",
                                      "01.2",
                                      "^1.02",
                                      "1.x.3",
                                      "x.1",
                                      "*.1.2",
                                      "x1",
                                      "1x",
                                      "**",
                                      "xx",
                                      "~>1.2",
                                      "^^1",
                                      "^~1",
                                      "==1",
                                      "=>1",
                                      "=<1",
                                      "><1",
                                      "<>1",
                                      "!1",
                                      "!=1",
                                      ">",
                                      "<=",
                                      "^",
                                      "~",
                                      "=",
                                      "1 >",
                                      "> || 1",
                                      "1,2",
                                      "1.2.3,<2",
                                      ">=1.2.3<2.0.0",
                                      "1.2.3-2.0.0",
                                      "1.2.3 -2.0.0",
                                      "1.2.3- 2.0.0",
                                      "1.2.3 - ",
                                      " - 1.2.3",
                                      "- 1",
                                      "1 - 2 - 3",
                                      "1 - 2 >1",
                                      ">1 - 2",
                                      "1 - <2",
                                      "^1 - 2",
                                      "latest",
                                      "a",
                                      "-1",
                                      "4294967296",
                                      "^1.4294967296",
                                      "<99999999999999999999.0.0",
                                      "1\t2",
                                      "1\n",
                                      "(1)",
                                      "1 2 x3"}) {
    VersionRange range;
    ASSERT_TRUE(range.set("^1.4.0"));
    EXPECT_FALSE(range.set(text)) << "`" << text << "`";
    EXPECT_EQ(range.text(), "^1.4.0");
    EXPECT_TRUE(range.contains({1, 5, 0}));
    EXPECT_FALSE(range.contains({2, 0, 0}));
  }
}

TEST(VersionRange, ContainsNothingBeforeItIsSet) {
  EXPECT_FALSE(VersionRange().contains({0, 0, 0}));
  EXPECT_FALSE(VersionRange().contains({1, 0, 0}));
}

std::uint32_t small() { return *rc::gen::inRange(0U, 4U); }

// Each operator against the plain comparison of versions that it stands for.
RC_GTEST_PROP(VersionRange, ComparatorsAgreeWithTheOrderOfVersions, ()) {
  const Version edge(small(), small(), small());
  const Version asked(small(), small(), small());
  const auto contains = [&](std::string_view before) {
    VersionRange range;
    RC_ASSERT(range.set(fmt::format("{}{}", before, edge.text())));
    return range.contains(asked);
  };
  RC_ASSERT(contains("<") == (asked < edge));
  RC_ASSERT(contains("<=") == (asked <= edge));
  RC_ASSERT(contains(">") == (asked > edge));
  RC_ASSERT(contains(">=") == (asked >= edge));
  RC_ASSERT(contains("=") == (asked == edge));
  RC_ASSERT(contains("") == (asked == edge));
}

RC_GTEST_PROP(VersionRange, BlankIsBothAndBarsAreEither, ()) {
  const auto simple = [] {
    return fmt::format(
        "{}{}.{}.{}", *rc::gen::elementOf(std::vector<std::string>{"<", "<=", ">", ">=", "^", "~"}),
        small(), small(), small());
  };
  const std::string a = simple();
  const std::string b = simple();
  const Version asked(small(), small(), small());
  const auto contains = [&](const std::string& text) {
    VersionRange range;
    RC_ASSERT(range.set(text));
    return range.contains(asked);
  };
  RC_ASSERT(contains(a + " " + b) == (contains(a) && contains(b)));
  RC_ASSERT(contains(a + "||" + b) == (contains(a) || contains(b)));
}

}  // namespace
}  // namespace writ::policy
