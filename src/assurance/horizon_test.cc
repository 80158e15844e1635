#include "assurance/horizon.h"

#include <algorithm>

#include "assurance/test_case.h"

namespace writ::assurance {
namespace {

Facts expiring(const std::vector<std::pair<std::string, std::string>>& evidence) {
  Facts facts = facts_of({});
  for (const auto& [id, until] : evidence) {
    EvidenceFact fact = fresh(id);
    if (!until.empty()) fact.expires_at = canon::Timestamp(at(until));
    facts.evidence.emplace(id, fact);
  }
  return facts;
}

std::vector<std::string> renewals_in(const Horizon& horizon) {
  std::vector<std::string> told;
  for (const Renewal& one : horizon.renewals) {
    told.push_back(
        fmt::format("{} {} at {}", one.evidence.text(), one.expires_at.text(), one.pointer));
  }
  return told;
}

std::vector<std::string> falls_in(const Horizon& horizon) {
  std::vector<std::string> told;
  for (const NodeStatus& one : horizon.falls) told.push_back(one.id.text());
  return told;
}

using Lines = std::vector<std::string>;

TEST(Horizon, what_runs_out_by_a_date_and_what_falls_with_it) {
  const AssuranceCase content =
      case_of({goal("g", {"a", "b"}), solution("a", {"e1", "e2"}), solution("b", {"e3"})});
  const CaseIndex index(content);
  const Facts facts =
      expiring({{"e1", "2027-02-01T00:00:00Z"}, {"e2", ""}, {"e3", "2027-01-01T00:00:00Z"}});
  const Horizon early = horizon_of(index, facts, at("2026-12-31T23:59:59Z"));
  EXPECT_EQ(renewals_in(early), Lines{});
  EXPECT_EQ(falls_in(early), Lines{});
  EXPECT_EQ(early.supported_until->text(), "2027-01-01T00:00:00.000Z");
  EXPECT_EQ(early.top_goal_then, Status::supported);
  const Horizon late = horizon_of(index, facts, at("2027-02-01T00:00:00Z"));
  EXPECT_EQ(renewals_in(late), (Lines{"e3 2027-01-01T00:00:00.000Z at /nodes/2/evidence/0",
                                      "e1 2027-02-01T00:00:00.000Z at /nodes/1/evidence/0"}));
  EXPECT_EQ(falls_in(late), (Lines{"g", "a", "b"}));
  EXPECT_EQ(late.top_goal, Status::supported);
  EXPECT_EQ(late.top_goal_then, Status::unsupported);
}

TEST(Horizon, a_solutions_own_expiry_counts_where_it_is_earlier) {
  Solution short_lived = solution("a", {"e"});
  short_lived.expires_at = canon::Timestamp(at("2026-12-01T00:00:00Z"));
  const AssuranceCase content = case_of({goal("g", {"a"}), short_lived});
  const Horizon horizon = horizon_of(CaseIndex(content), expiring({{"e", "2027-01-01T00:00:00Z"}}),
                                     at("2028-01-01T00:00:00Z"));
  EXPECT_EQ(renewals_in(horizon), Lines{"e 2026-12-01T00:00:00.000Z at /nodes/1/evidence/0"});
}

TEST(Horizon, a_case_stands_longer_than_what_only_a_refuted_doubt_needs) {
  const AssuranceCase content =
      case_of({goal("g", {"a"}), solution("a", {"e"}), defeater("d", "g", {"x"}),
               solution("x", {"counter"}), defeater("no", "d", {"y"}), solution("y", {"answer"})});
  const Facts facts = expiring(
      {{"e", ""}, {"counter", "2026-12-01T00:00:00Z"}, {"answer", "2027-01-01T00:00:00Z"}});
  const Horizon horizon = horizon_of(CaseIndex(content), facts, at("2026-12-15T00:00:00Z"));
  EXPECT_EQ(horizon.supported_until->text(), "2027-01-01T00:00:00.000Z");
  EXPECT_EQ(falls_in(horizon), Lines{"x"});
}

TEST(Horizon, a_case_that_does_not_stand_has_no_end) {
  const AssuranceCase content = case_of({goal("g", {"a"}), solution("a", {"e", "f"})});
  const Horizon horizon = horizon_of(CaseIndex(content), expiring({{"e", "2027-01-01T00:00:00Z"}}),
                                     at("2028-01-01T00:00:00Z"));
  EXPECT_EQ(horizon.top_goal, Status::unsupported);
  EXPECT_FALSE(horizon.supported_until);
  EXPECT_EQ(renewals_in(horizon), Lines{"e 2027-01-01T00:00:00.000Z at /nodes/1/evidence/0"});
}

RC_GTEST_PROP(Horizon, the_end_is_the_first_moment_at_which_the_case_does_not_stand, ()) {
  const AssuranceCase content = random_case();
  const CaseIndex index(content);
  Facts facts = facts_of({});
  for (int i = 0; i < 4; ++i) {
    EvidenceFact fact = fresh(fmt::format("e{}", i));
    const int day = *rc::gen::inRange(0, 6);
    if (day > 0) fact.expires_at = canon::Timestamp(at(fmt::format("2027-01-0{}T00:00:00Z", day)));
    facts.evidence.emplace(fact.id.text(), fact);
  }
  const Horizon horizon = horizon_of(index, facts, at("2028-01-01T00:00:00Z"));
  std::optional<std::string> first;
  for (int day = 1; day < 6 && !first && horizon.top_goal == Status::supported; ++day) {
    Facts then = facts;
    then.now = at(fmt::format("2027-01-0{}T00:00:00Z", day));
    if (top_status(index, statuses(index, then)) != Status::supported) first = then.now.text();
  }
  RC_ASSERT(first == (horizon.supported_until ? std::optional(horizon.supported_until->text())
                                              : std::nullopt));
}

}  // namespace
}  // namespace writ::assurance
