// The compiled evaluator against the reference, on random worlds.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "policy/evaluator.h"
#include "spec/evaluate.h"
#include "spec/seed.h"
#include "spec/worlds.h"

namespace writ::spec {
namespace {

std::vector<std::string> ids(const std::vector<const policy::PolicyRule*>& rules) {
  std::vector<std::string> ids;
  for (const policy::PolicyRule* rule : rules) ids.push_back(rule->id.text());
  return ids;
}

void expect_agreement(const World& world, const policy::CompiledPolicy& engine,
                      const Asked& asked) {
  std::vector<const policy::PolicyRule*> truth;
  for (const std::size_t at : matches(world.bundle, asked.request, asked.root())) {
    truth.push_back(&world.bundle.rules[at]);
  }
  const std::vector<std::string> expected = ids(truth);
  EXPECT_EQ(ids(engine.all(asked.request, asked.root())), expected);
  const policy::PolicyRule* winner = engine.winner(asked.request, asked.root());
  EXPECT_EQ(winner != nullptr ? winner->id.text() : "", expected.empty() ? "" : expected.front());
}

void compare_worlds(std::uint64_t seed, std::size_t rules, int count, int questions) {
  Worlds worlds(seed);
  for (int i = 0; i < count; ++i) {
    const World world = worlds.world(rules);
    const auto engine = policy::CompiledPolicy::compile(world.bundle);
    for (int j = 0; j < questions; ++j) {
      const Asked asked = worlds.question();
      expect_agreement(world, *engine, asked);
      ASSERT_FALSE(testing::Test::HasFailure()) << world.text << "\nasked " << asked.text;
    }
  }
}

TEST(EngineAgainstReference, AgreesOnWorldsOfOneRule) { compare_worlds(seed(), 1, 4000, 5); }
TEST(EngineAgainstReference, AgreesOnSmallWorlds) { compare_worlds(seed(), 8, 1000, 20); }
TEST(EngineAgainstReference, AgreesOnLargerWorlds) { compare_worlds(seed(), 200, 20, 100); }
TEST(EngineAgainstReference, AgreesOnWorldsOfManyWords) { compare_worlds(seed(), 1500, 2, 100); }

}  // namespace
}  // namespace writ::spec
