#include "memory/lifecycle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace writ::memory {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Instant noon{1'795'694'400'000'000};

std::set<std::string_view> kinds() {
  std::set<std::string_view> all;
  for (const LifecycleRow& row : lifecycle_table()) all.insert(row.kind);
  return all;
}

TEST(Lifecycle, covers_every_kind_that_has_a_life) {
  EXPECT_THAT(kinds(),
              ElementsAre("CascadingSourceInvalidation", "CollectionModeSuppressionGovernance",
                          "LegalHoldState", "PolicyDisambiguationRequest", "PolicyStamp",
                          "PolicyStampRestamp", "ScopeContainerRelation", "ScopeEquivalenceBinding",
                          "SourceExclusionFilterRule", "TopicRiskClass"));
}

TEST(Lifecycle, moves_lead_to_states_of_the_same_kind_and_from_there_to_an_end) {
  for (const LifecycleRow& row : lifecycle_table()) {
    for (const std::string_view next : row.next) {
      EXPECT_NE(find_state(row.kind, next), nullptr) << row.kind << ' ' << next;
      EXPECT_NE(next, row.state) << row.kind;
    }
  }
  for (const std::string_view kind : kinds()) {
    EXPECT_TRUE(std::ranges::any_of(lifecycle_table(), [&](const LifecycleRow& row) {
      return row.kind == kind && row.next.empty();
    })) << kind;
  }
}

// Every state that can be reached from one, itself left out.
std::set<std::string_view> reached_from(const LifecycleRow& from) {
  std::set<std::string_view> reached;
  std::vector<const LifecycleRow*> open{&from};
  while (!open.empty()) {
    const LifecycleRow* row = open.back();
    open.pop_back();
    for (const std::string_view next : row->next) {
      if (reached.insert(next).second) open.push_back(find_state(row->kind, next));
    }
  }
  return reached;
}

TEST(Lifecycle, nothing_comes_back) {
  for (const LifecycleRow& row : lifecycle_table()) {
    const auto reached = reached_from(row);
    EXPECT_FALSE(reached.contains(row.state)) << row.kind << ' ' << row.state;
    if (row.holds || row.initial) continue;
    for (const std::string_view state : reached) {
      EXPECT_FALSE(holds_in(row.kind, state)) << row.kind << ' ' << row.state << ' ' << state;
    }
  }
}

TEST(Lifecycle, what_begins_blocked_never_holds) {
  const LifecycleRow* blocked = find_state("PolicyStampRestamp", "blocked");
  ASSERT_TRUE(blocked->initial);
  for (const std::string_view state : reached_from(*blocked)) {
    EXPECT_FALSE(holds_in("PolicyStampRestamp", state)) << state;
  }
}

TEST(Lifecycle, a_refusal_names_both_states) {
  const auto refused =
      check_transition("PolicyStamp", LifecycleState::invalidated, LifecycleState::active);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code.name, fault::illegal_transition.name);
  EXPECT_THAT(refused.error().message, HasSubstr("`invalidated`"));
  EXPECT_THAT(refused.error().message, HasSubstr("`active`"));
}

TEST(Lifecycle, what_is_unknown_holds_nowhere_and_goes_nowhere) {
  EXPECT_FALSE(holds_in("PolicyStamp", "confirmed"));
  EXPECT_FALSE(holds_in("Nothing", "active"));
  EXPECT_FALSE(holds_in("ScopeEquivalenceBinding", "active"));
  EXPECT_EQ(check_transition("Nothing", "active", "expired").error().code.name,
            fault::unknown_state.name);
  EXPECT_EQ(check_transition("LegalHoldState", "held", "expired").error().code.name,
            fault::unknown_state.name);
}

TEST(Lifecycle, what_is_only_proposed_is_not_relied_on) {
  for (const LifecycleRow& row : lifecycle_table()) {
    EXPECT_FALSE(row.state == "candidate" && row.holds) << row.kind;
  }
}

TEST(Lifecycle, a_move_says_when_and_by_what) {
  const Life active{.state = LifecycleState::active};
  const auto gone = moved("PolicyStamp", active, LifecycleState::invalidated, noon, "inv_1");
  ASSERT_TRUE(gone);
  EXPECT_EQ(gone->invalidated_by, "inv_1");
  EXPECT_EQ(gone->invalidated_at->at(), noon);
  EXPECT_FALSE(moved("PolicyStamp", active, LifecycleState::superseded, noon));
  EXPECT_EQ(*moved("PolicyStamp", *gone, LifecycleState::invalidated, {}, "inv_2"), *gone);
}

std::size_t faults_of(const Life& life) {
  canon::Faults faults;
  check_life("PolicyStamp", life, canon::Path(), faults);
  return faults.size();
}

TEST(Lifecycle, state_and_times_agree) {
  const canon::Timestamp then(noon);
  EXPECT_EQ(faults_of({.state = LifecycleState::active}), 0u);
  EXPECT_EQ(faults_of({.state = LifecycleState::candidate}), 1u);  // no state of a stamp
  EXPECT_EQ(faults_of({.state = LifecycleState::superseded}), 1u);
  EXPECT_EQ(
      faults_of(
          {.state = LifecycleState::superseded, .superseded_at = then, .replacement = "pst_2"}),
      0u);
  EXPECT_EQ(faults_of({.state = LifecycleState::invalidated, .invalidated_at = then}), 1u);
  EXPECT_EQ(faults_of({.state = LifecycleState::active, .invalidated_at = then}), 1u);
}

}  // namespace
}  // namespace writ::memory
