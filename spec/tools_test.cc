// Explaining and checking against the evaluator, on random worlds: they reason about bundles in
// ways of their own, and must never say what the evaluator then contradicts.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "canon/canonical.h"
#include "policy/check.h"
#include "policy/evaluator.h"
#include "policy/explain.h"
#include "policy/glob_cover.h"
#include "spec/seed.h"
#include "spec/worlds.h"

namespace writ::spec {
namespace {

// --- explain -------------------------------------------------------------------------------------

void expect_explained(const World& world, const policy::CompiledPolicy& engine,
                      const Asked& asked) {
  std::vector<std::string> applying, expected;
  std::string won;
  std::size_t of_op = 0;
  for (const auto& rule : policy::explain(world.bundle, asked.request, asked.root())) {
    ++of_op;
    EXPECT_NE(rule.applies, rule.failed.has_value());
    if (rule.failed) {
      EXPECT_FALSE(rule.failed->message.empty());
    }
    if (rule.applies) applying.push_back(rule.rule_id.text());
    if (rule.won) won += rule.rule_id.text();
  }
  for (const policy::PolicyRule* rule : engine.all(asked.request, asked.root())) {
    expected.push_back(rule->id.text());
  }
  EXPECT_EQ(applying, expected);
  const policy::PolicyRule* winner = engine.winner(asked.request, asked.root());
  EXPECT_EQ(won, winner != nullptr ? winner->id.text() : "");
  EXPECT_EQ(of_op, static_cast<std::size_t>(std::ranges::count(world.bundle.rules, asked.request.op,
                                                               &policy::PolicyRule::op)));
}

TEST(ExplainAgainstEngine, NeverDisagrees) {
  Worlds worlds(seed());
  for (int i = 0; i < 400; ++i) {
    const World world = worlds.world(i % 2 == 0 ? 3 : 40);
    const auto engine = policy::CompiledPolicy::compile(world.bundle);
    for (int j = 0; j < 20; ++j) {
      const Asked asked = worlds.question();
      expect_explained(world, *engine, asked);
      ASSERT_FALSE(testing::Test::HasFailure()) << world.text << "\nasked " << asked.text;
    }
  }
}

// --- check ---------------------------------------------------------------------------------------

using Found = std::map<std::string, std::set<std::string>, std::less<>>;  // rules by code

Found found_in(const World& world) {
  Found found;
  for (const policy::Finding& one :
       policy::check_bundle(*canon::Json::parse(world.text), {}).findings) {
    if (one.rule_id) found[one.code].insert(*one.rule_id);
  }
  return found;
}

bool is_found(const Found& found, std::string_view code, const std::string& rule) {
  const auto rules = found.find(code);
  return rules != found.end() && rules->second.contains(rule);
}

// A request's text without what the names lead to.
std::string without(const canon::Value& object, std::span<const std::string_view> path) {
  std::string out = "{";
  for (const canon::Member& member : object.members()) {
    const bool leads = member.name == path.front();
    if (leads && path.size() == 1) continue;
    if (out.size() > 1) out += ',';
    canon::append_text(out, member.name);
    out += ':';
    const bool enter = leads && member.value.is(canon::Value::Kind::object);
    out += enter ? without(member.value, path.subspan(1)) : canon::canonical(member.value);
  }
  return out + "}";
}

const std::vector<std::vector<std::string_view>> members = {{"resource"},
                                                            {"labels"},
                                                            {"purpose"},
                                                            {"ctx", "riskTier"},
                                                            {"ctx", "principal", "roles"},
                                                            {"ctx", "principal", "assurance"}};

void expect_dodges_found(const Found& found, const policy::CompiledPolicy& engine,
                         const Asked& asked, std::size_t& dodges) {
  const policy::PolicyRule* winner = engine.winner(asked.request, asked.root());
  if (winner == nullptr || winner->effect == policy::Effect::allow) return;
  for (const auto& member : members) {
    const Asked less = read_question(without(asked.root(), member));
    const policy::PolicyRule* next = engine.winner(less.request, less.root());
    if (next == nullptr || next->effect == policy::Effect::deny) continue;
    // A deny that still stands was not dodged: an allow that wants something not to be there won.
    const auto standing = engine.all(less.request, less.root());
    if (std::ranges::find(standing, winner) != standing.end()) continue;
    ++dodges;
    EXPECT_TRUE(is_found(found, policy::finding::dodgeable_deny, winner->id.text()))
        << winner->id.text() << " gives way to " << next->id.text() << " without " << member.back();
  }
}

void expect_true_findings(const Found& found, const policy::CompiledPolicy& engine,
                          const Asked& asked) {
  if (const auto* winner = engine.winner(asked.request, asked.root())) {
    EXPECT_FALSE(is_found(found, policy::finding::shadowed, winner->id.text()));
    EXPECT_FALSE(is_found(found, policy::finding::redundant, winner->id.text()));
  }
  for (const policy::PolicyRule* rule : engine.all(asked.request, asked.root())) {
    EXPECT_FALSE(is_found(found, policy::finding::never_applies, rule->id.text()));
  }
}

TEST(CheckAgainstEngine, WhatNeverWinsNeverDoesAndEachDodgeIsFound) {
  Worlds worlds(seed());
  std::size_t dodges = 0, shadowed = 0, impossible = 0;
  for (int i = 0; i < 600; ++i) {
    const World world = worlds.world(i % 2 == 0 ? 4 : 60);
    const auto engine = policy::CompiledPolicy::compile(world.bundle);
    const Found found = found_in(world);
    shadowed += found.contains(policy::finding::shadowed);
    impossible += found.contains(policy::finding::never_applies);
    for (int j = 0; j < 40; ++j) {
      const Asked asked = worlds.question();
      expect_true_findings(found, *engine, asked);
      expect_dodges_found(found, *engine, asked, dodges);
      ASSERT_FALSE(testing::Test::HasFailure()) << world.text << "\nasked " << asked.text;
    }
  }
  // Otherwise the worlds have none of it, and the test shows nothing.
  EXPECT_GT(dodges, 100U);
  EXPECT_GT(shadowed, 10U);
  EXPECT_GT(impossible, 10U);
}

// --- globs ---------------------------------------------------------------------------------------

// Every text of up to five characters that globs tell apart.
std::vector<std::string> subjects() {
  std::vector<std::string> all{""};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].size() == 5) break;
    for (const char c : std::string_view("ab/.")) all.push_back(all[i] + c);
  }
  return all;
}

std::string glob_text(std::mt19937_64& random) {
  static constexpr std::string_view parts[] = {"a", "b",    "/",    "a/",    "*",     "**",  "**/",
                                               "?", "[ab]", "[!a]", "{a,b}", "{,a/}", "[/]", "."};
  std::string text;
  for (std::size_t left = random() % 5 + 1; left > 0; --left) {
    text += parts[random() % std::size(parts)];
  }
  return text;
}

struct Tried {
  policy::Glob glob;
  std::vector<bool> matches;
};

TEST(GlobCoverAgainstMatcher, WhatIsSaidOfGlobsHoldsForEverySmallSubject) {
  const std::vector<std::string> all = subjects();
  std::mt19937_64 random(seed());
  std::vector<Tried> globs;
  for (int i = 0; i < 500; ++i) {
    Tried tried{*policy::Glob::compile(glob_text(random)), {}};
    for (const std::string& subject : all) tried.matches.push_back(tried.glob.matches(subject));
    const bool any = std::ranges::find(tried.matches, true) != tried.matches.end();
    EXPECT_FALSE(any && policy::matches_nothing(tried.glob)) << tried.glob.text();
    globs.push_back(std::move(tried));
  }
  std::size_t covered = 0, apart = 0;
  policy::Work work;
  for (const Tried& wide : globs) {
    for (const Tried& narrow : globs) {
      const bool covers = policy::covers(wide.glob, narrow.glob, work);
      const bool disjoint = policy::surely_disjoint(wide.glob, narrow.glob, work);
      covered += covers && wide.glob.text() != narrow.glob.text();
      apart += disjoint;
      for (std::size_t i = 0; (covers || disjoint) && i < all.size(); ++i) {
        if (!narrow.matches[i]) continue;
        ASSERT_EQ(wide.matches[i], covers)
            << wide.glob.text() << (covers ? " covers " : " is apart from ") << narrow.glob.text()
            << " but for " << all[i];
      }
    }
  }
  EXPECT_GT(covered, 1000U);
  EXPECT_GT(apart, 1000U);
}

}  // namespace
}  // namespace writ::spec
