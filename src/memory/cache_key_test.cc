#include "memory/cache_key.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "memory/differences.h"
#include "memory/test_question.h"

namespace writ::memory {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ScopeResolutionSubject resolution() {
  return {
      .request_input_hash = ContentHash("asked"),
      .object = MemoryObjectRef("m"),
      .scope_topology = GenerationId("t1"),
      .equivalence_binding = GenerationId("e1"),
      .container_relation = GenerationId("c1"),
      .populations = {{ScopeRef("a"), GenerationId("p1")}, {ScopeRef("b"), GenerationId("p1")}}};
}

std::vector<std::string> differing(const auto& one, const auto& other) {
  return differing_members(canon::encode(one), canon::encode(other));
}

TEST(CacheKeys, AreEqualWhereAllThatTheyRestOnIs) {
  ScopeResolutionSubject other = resolution();
  std::ranges::reverse(other.populations);
  EXPECT_THAT(differing(cache_key(resolution(), test_key()), cache_key(other, test_key())),
              IsEmpty());
}

TEST(CacheKeys, AScopesPopulationIsPartOfItsResolutionsKey) {
  ScopeResolutionSubject other = resolution();
  other.populations[1].generation = GenerationId("p2");
  EXPECT_THAT(differing(cache_key(resolution(), test_key()), cache_key(other, test_key())),
              ElementsAre("scope_population_generation_inputs"));
}

TEST(CacheKeys, WhatIsActiveIsPartOfEach) {
  PolicyRuntimeFreshnessKey moved = test_key();
  moved.effective_state_generation = EffectiveStateGenerationId("13");
  moved.safe_label_version = SchemaVersionRef("2");
  EXPECT_THAT(differing(cache_key(resolution(), test_key()), cache_key(resolution(), moved)),
              ElementsAre("effective_state_generation_id"));
  const EffectivePolicySubject policy{.object = MemoryObjectRef("m")};
  EXPECT_THAT(differing(cache_key(policy, test_key()), cache_key(policy, moved)),
              ElementsAre("effective_state_generation_id", "safe_label_vocabulary_version"));
  const UIExportSubject shown{.object = MemoryObjectRef("m")};
  EXPECT_THAT(differing(cache_key(shown, test_key()), cache_key(shown, moved)),
              ElementsAre("freshness_key"));
}

TEST(CacheKeys, DecisionsCountAsASet) {
  MemoryPolicyDecision one, two;
  one.id = MemoryPolicyDecisionRef("1");
  two.id = MemoryPolicyDecisionRef("2");
  const auto of = [&](std::vector<MemoryPolicyDecision> decisions) {
    return cache_key(EffectivePolicySubject{.decisions = std::move(decisions)}, test_key())
        .decisions_hash;
  };
  EXPECT_EQ(of({one, two}), of({two, one, two}));
  EXPECT_NE(of({one}), of({one, two}));
  EXPECT_NE(of({}), of({one}));
  EXPECT_EQ(of({}), cache_key(EffectivePolicySubject(), test_key()).decisions_hash);
}

TEST(DifferingMembers, OfWhatIsNoObjectAreAllThatTheOtherHas) {
  EXPECT_THAT(differing_members("[]", R"({"a":1,"b":2})"), ElementsAre("a", "b"));
  EXPECT_THAT(differing_members("", R"({"a":1})"), ElementsAre("a"));
  EXPECT_THAT(differing_members(R"({"a":1,"c":1})", R"({"a":1,"b":2})"), ElementsAre("b", "c"));
}

}  // namespace
}  // namespace writ::memory
