// Worlds are worth comparing evaluators on: rules match often, and everything comes up.
#include "spec/worlds.h"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "canon/canonical.h"
#include "canon/record.h"
#include "spec/comparison.h"
#include "spec/evaluate.h"
#include "spec/seed.h"

namespace writ::spec {
namespace {

TEST(Worlds, TheSameSeedGivesTheSameTexts) {
  Worlds first(7);
  Worlds second(7);
  Worlds other(8);
  EXPECT_EQ(first.world(5).text, second.world(5).text);
  const std::string question = first.question().text;
  EXPECT_EQ(question, second.question().text);
  EXPECT_NE(first.world(5).text, other.world(5).text);
}

TEST(Worlds, AreTheReadingOfTheirTexts) {
  Worlds worlds(seed());
  for (int i = 0; i < 50; ++i) {
    const World world = worlds.world(10);
    EXPECT_EQ(canon::encode(world.bundle),
              canon::canonical(canon::Json::parse(world.text)->value()));
    EXPECT_EQ(world.bundle.rules.size(), 10U);
  }
}

TEST(Worlds, RulesOftenMatchAndBothEffectsWin) {
  Worlds worlds(seed());
  std::map<std::string, int> outcomes;
  for (int i = 0; i < 100; ++i) {
    const World world = worlds.world(10);
    for (int j = 0; j < 20; ++j) {
      const Asked asked = worlds.question();
      const auto winner = evaluate(world.bundle, asked.request, asked.root());
      const bool deny = winner && world.bundle.rules[*winner].effect == policy::Effect::deny;
      ++outcomes[!winner ? "nothing" : deny ? "deny" : "allow"];
    }
  }
  for (const auto* outcome : {"nothing", "deny", "allow"})
    EXPECT_GT(outcomes[outcome], 150) << outcome;
}

// Taking one condition away makes a rule match that did not: each of them decides something.
TEST(Worlds, EveryConditionDecidesSomething) {
  Worlds worlds(seed());
  std::map<std::string, int> decided;
  for (int i = 0; i < 200; ++i) {
    const World world = worlds.world(10);
    for (int j = 0; j < 20; ++j) {
      const Asked asked = worlds.question();
      for (const policy::PolicyRule& rule : world.bundle.rules) {
        const Question question{asked.request, asked.root()};
        if (!rule.when || holds(rule, question)) continue;
        const auto without = [&](const char* name, auto remove) {
          policy::PolicyRule changed = rule;
          remove(*changed.when);
          decided[name] += holds(changed, question) ? 1 : 0;
        };
        without("subject", [](auto& when) { when.subject.reset(); });
        without("resource", [](auto& when) { when.resource.reset(); });
        without("labels", [](auto& when) { when.labels.reset(); });
        without("purpose", [](auto& when) { when.purpose.reset(); });
        without("risk tier", [](auto& when) { when.risk_tier_any.reset(); });
        without("attributes", [](auto& when) { when.attributes.reset(); });
      }
    }
  }
  for (const auto* name : {"subject", "resource", "labels", "purpose", "risk tier", "attributes"}) {
    EXPECT_GT(decided[name], 100) << name;
  }
}

TEST(Worlds, EveryTestIsTrueFalseAndUndecidedWhereItCanBe) {
  Worlds worlds(seed());
  std::map<policy::Test, std::set<std::optional<bool>>> seen;
  for (int i = 0; i < 300; ++i) {
    const World world = worlds.world(10);
    for (int j = 0; j < 20; ++j) {
      const Asked asked = worlds.question();
      for (const policy::PolicyRule& rule : world.bundle.rules) {
        if (!rule.when || !rule.when->attributes) continue;
        for (const policy::Comparison& comparison : *rule.when->attributes) {
          seen[comparison.test].insert(compare(comparison, asked.root()));
        }
      }
    }
  }
  EXPECT_EQ(seen.size(), wire_names(policy::Test{}).size());
  for (const auto& [test, answers] : seen) {
    const bool only_asks = test == policy::Test::exists || test == policy::Test::absent;
    EXPECT_EQ(answers.size(), only_asks ? 2U : 3U) << wire_names(test)[static_cast<int>(test)];
  }
}

}  // namespace
}  // namespace writ::spec
