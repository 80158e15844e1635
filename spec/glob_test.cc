// The glob matcher against the reference: on every small glob and subject, and on many larger ones.
#include "spec/glob.h"

#include <algorithm>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "policy/glob.h"
#include "spec/seed.h"

namespace writ::spec {
namespace {

using policy::Glob;
using Texts = std::vector<std::string>;

// Every text of up to `length` pieces, the empty one first.
Texts all_texts(std::span<const std::string_view> pieces, std::size_t length) {
  Texts texts{""};
  std::size_t begin = 0;
  for (std::size_t round = 0; round < length; ++round) {
    const std::size_t end = texts.size();
    for (std::size_t i = begin; i < end; ++i) {
      for (const std::string_view piece : pieces) texts.push_back(texts[i] + std::string(piece));
    }
    begin = end;
  }
  return texts;
}

std::string random_text(std::mt19937_64& random, std::span<const std::string_view> pieces,
                        std::size_t most) {
  std::string text;
  for (std::size_t left = random() % (most + 1); left > 0; --left) {
    text += pieces[random() % pieces.size()];
  }
  return text;
}

// How many of the subjects the glob matches; nothing where both find it invalid.
std::optional<std::size_t> agreed_matches(const std::string& glob, const Texts& subjects) {
  const Result<Glob> compiled = Glob::compile(glob);
  const bool valid = glob_matches(glob, "").has_value();
  EXPECT_EQ(compiled.has_value(), valid) << "`" << glob << "`";
  if (!compiled || !valid) return std::nullopt;
  std::size_t matched = 0;
  for (const std::string& subject : subjects) {
    const bool truth = *glob_matches(glob, subject);
    EXPECT_EQ(compiled->matches(subject), truth) << "`" << glob << "` on `" << subject << "`";
    matched += truth ? 1 : 0;
  }
  return matched;
}

// A glob's prefixes say how each subject that it matches begins.
void expect_starts_hold(const std::string& glob, const Texts& subjects) {
  const Result<Glob> compiled = Glob::compile(glob);
  if (!compiled) return;
  const auto starts = compiled->ends();
  for (const std::string& subject : subjects) {
    const bool may_match = std::ranges::any_of(starts, [&](const Glob::Ends& start) {
      return start.exact ? subject == start.prefix : subject.starts_with(start.prefix);
    });
    EXPECT_TRUE(may_match || !compiled->matches(subject)) << glob << " on " << subject;
  }
}

TEST(GlobAgainstReference, EveryShortTextOfSpecialCharactersMeansTheSame) {
  constexpr std::string_view characters[] = {"a", "/", "*", "?", "[", "]", "{",
                                             "}", ",", "!", "-", "^", "\\"};
  constexpr std::string_view in_subjects[] = {"a", "b", "/", "]", "\\"};
  const Texts subjects = all_texts(in_subjects, 3);
  std::size_t valid = 0;
  std::size_t invalid = 0;
  std::size_t matched = 0;
  for (const std::string& glob : all_texts(characters, 4)) {
    const auto matches = agreed_matches(glob, subjects);
    ++(matches ? valid : invalid);
    matched += matches.value_or(0);
    if (HasFailure()) return;
  }
  EXPECT_GT(valid, 1000U);
  EXPECT_GT(invalid, 1000U);
  EXPECT_GT(matched, 10000U);
}

TEST(GlobAgainstReference, EveryShortGlobMatchesTheSame) {
  constexpr std::string_view pieces[] = {"a", "b", "/", "*", "**", "**/", "?", "[!a]", "{a,/*}"};
  constexpr std::string_view in_subjects[] = {"a", "b", "/"};
  const Texts subjects = all_texts(in_subjects, 4);
  for (const std::string& glob : all_texts(pieces, 4)) {
    agreed_matches(glob, subjects);
    expect_starts_hold(glob, subjects);
    if (HasFailure()) return;
  }
}

TEST(GlobAgainstReference, EveryLongerGlobOfWildcardsMatchesTheSame) {
  constexpr std::string_view pieces[] = {"a", "/", "*", "**/", "**"};
  constexpr std::string_view in_subjects[] = {"a", "/"};
  const Texts subjects = all_texts(in_subjects, 6);
  for (const std::string& glob : all_texts(pieces, 6)) {
    agreed_matches(glob, subjects);
    if (HasFailure()) return;
  }
}

TEST(GlobAgainstReference, RandomLongGlobsMatchTheSame) {
  constexpr std::string_view pieces[] = {"a",    "b",     "a",      "b",     "ab",  "/",    "/",
                                         "*",    "*",     "?",      "**",    "é",   "/**/", "[ab]",
                                         "[!b]", "[á-é]", "{a,b/}", "{*,a}", "\\*", "\\/"};
  constexpr std::string_view in_subjects[] = {"a", "a", "b", "ab", "/", "é", "*", "𝄞"};
  std::mt19937_64 random(seed());
  std::size_t matched = 0;
  for (int round = 0; round < 4000 && !HasFailure(); ++round) {
    const std::string glob = random_text(random, pieces, 10);
    Texts subjects;
    for (int i = 0; i < 25; ++i) subjects.push_back(random_text(random, in_subjects, 12));
    matched += agreed_matches(glob, subjects).value_or(0);
    expect_starts_hold(glob, subjects);
  }
  EXPECT_GT(matched, 1000U);
}

TEST(GlobAgainstReference, NestedBracesSpellOutTheSame) {
  constexpr std::string_view pieces[] = {"{", "{", "}", "}", ",", ",", "a", "b", "/", "*", "\\,"};
  constexpr std::string_view in_subjects[] = {"a", "b", "/", ","};
  std::mt19937_64 random(seed());
  std::size_t valid = 0;
  for (int round = 0; round < 30000 && !HasFailure(); ++round) {
    const std::string glob = "{" + random_text(random, pieces, 10) + "}";
    Texts subjects;
    for (int i = 0; i < 5; ++i) subjects.push_back(random_text(random, in_subjects, 5));
    valid += agreed_matches(glob, subjects).has_value() ? 1 : 0;
  }
  EXPECT_GT(valid, 500U);
}

// --- the reference itself, on cases that need no reasoning ---

TEST(GlobReference, FollowsTheRules) {
  const std::tuple<std::string_view, std::string_view, bool> cases[] = {{"", "", true},
                                                                        {"", "a", false},
                                                                        {"a", "a", true},
                                                                        {"a", "b", false},
                                                                        {"?", "a", true},
                                                                        {"?", "/", false},
                                                                        {"?", "é", true},
                                                                        {"*", "", true},
                                                                        {"*", "abc", true},
                                                                        {"*", "a/b", false},
                                                                        {"**", "a/b", true},
                                                                        {"a/**/b", "a/b", true},
                                                                        {"a/**/b", "a/x/y/b", true},
                                                                        {"a/**/b", "a/xb", false},
                                                                        {"**/b", "b", true},
                                                                        {"**/b", "a/b", true},
                                                                        {"**/b", "ab", false},
                                                                        {"[a-c]", "b", true},
                                                                        {"[!a-c]", "b", false},
                                                                        {"[!a]", "/", false},
                                                                        {"[.-0]", "/", false},
                                                                        {"{a,b}", "b", true},
                                                                        {"{a,b}", "c", false},
                                                                        {"\\*", "*", true},
                                                                        {"\\*", "a", false},
                                                                        {"\\\\[a]", "\\a", true},
                                                                        {"a/**", "a", false}};
  for (const auto& [glob, subject, expected] : cases) {
    EXPECT_EQ(glob_matches(glob, subject), expected) << glob << " on " << subject;
  }
  for (const std::string_view glob :
       {"[", "[]", "[!]", "[^a]", "[b-a]", "{", "}", "{a", "\\", "\\\\[", "\xff"}) {
    EXPECT_EQ(glob_matches(glob, "a"), std::nullopt) << glob;
  }
}

}  // namespace
}  // namespace writ::spec
