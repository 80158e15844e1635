#include "assurance/check.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "assurance/signing.h"
#include "assurance/test_case.h"

namespace writ::assurance {
namespace {

using Lines = std::vector<std::string>;

TEST(Check, a_case_that_stands_has_no_errors) {
  Goal top = goal("g", {"s", "sub", "w"});
  top.context = node_ids({"c"});
  top.assumptions = node_ids({"u"});
  top.justifications = node_ids({"j"});
  const std::string hash(64, 'a');
  Facts facts = facts_of({"e1", "e2", "e3"});
  facts.away[hash]["h"] = Status::supported;
  const CaseCheckResult result =
      check_case(sourced(case_of({top, strategy("s", {"a"}), solution("a", {"e1", "e2"}),
                                  goal("sub", {"b"}), solution("b", {"e3"}), context("c"),
                                  assumption("u"), justification("j"), away_goal("w", hash, "h"),
                                  defeater("d", "g", {"b"}), defeater("dd", "d", {"a"})})),
                 facts);
  EXPECT_EQ(errors_in(result), Lines{});
  EXPECT_TRUE(result.valid);
  EXPECT_EQ(result.top_goal, Status::supported);
  EXPECT_EQ(result.nodes.size(), 11u);
}

TEST(Check, a_node_that_is_not_there) {
  AssuranceCase content = case_of({goal("g", {"a", "nowhere"}), solution("a", {"e"})});
  EXPECT_EQ(errors_in(content, facts_of({"e"})),
            Lines{"assurance.missing_node at /nodes/0/supportedBy/1"});
  content = case_of({goal("g", {"a"}), solution("a", {"e"}), defeater("d", "nowhere", {"a"})});
  EXPECT_EQ(errors_in(content, facts_of({"e"})),
            (Lines{"assurance.missing_node at /nodes/2/challenges",
                   "assurance.unreachable_node at /nodes/2"}));
  content.top_goal_id = node_id("nowhere");
  EXPECT_EQ(errors_in(content, facts_of({"e"})),
            (Lines{"assurance.missing_node at /topGoalId",
                   "assurance.missing_node at /nodes/2/challenges"}));
}

TEST(Check, an_id_that_stands_twice) {
  EXPECT_EQ(errors_in(case_of({goal("g", {"a"}), solution("a", {"e"}), solution("a", {"e"})}),
                      facts_of({"e"})),
            Lines{"assurance.duplicate_id at /nodes/2/id"});
}

TEST(Check, a_node_that_nothing_leads_to) {
  EXPECT_EQ(
      errors_in(case_of({goal("g", {"a"}), solution("a", {"e"}), context("c")}), facts_of({"e"})),
      Lines{"assurance.unreachable_node at /nodes/2"});
}

TEST(Check, an_edge_to_a_node_of_the_wrong_kind) {
  Goal top = goal("g", {"a", "c"});
  top.context = node_ids({"u"});
  top.assumptions = node_ids({"c"});
  EXPECT_EQ(errors_in(case_of({top, solution("a", {"e"}), context("c"), assumption("u")}),
                      facts_of({"e"})),
            (Lines{"assurance.wrong_edge at /nodes/0/supportedBy/1",
                   "assurance.wrong_edge at /nodes/0/context/0",
                   "assurance.wrong_edge at /nodes/0/assumptions/0"}));
  EXPECT_EQ(errors_in(case_of({goal("g", {"s"}), strategy("s", {"t"}), strategy("t", {"a"}),
                               solution("a", {"e"})}),
                      facts_of({"e"})),
            Lines{"assurance.wrong_edge at /nodes/1/supportedBy/0"});
}

TEST(Check, a_cycle_is_named_at_the_edge_that_closes_it) {
  const CaseCheckResult result =
      check_case(sourced(case_of({goal("g", {"a"}), goal("a", {"b", "x"}), goal("b", {"a"}),
                                  solution("x", {"e"})})),
                 facts_of({"e"}));
  EXPECT_EQ(errors_in(result), Lines{"assurance.cycle at /nodes/2/supportedBy/0"});
  EXPECT_NE(result.errors[0].message.find("`a` → `b` → `a`"), std::string::npos);
  EXPECT_EQ(errors_in(case_of({goal("g", {"g"})}), facts_of({})),
            Lines{"assurance.cycle at /nodes/0/supportedBy/0"});
}

TEST(Check, doubts_in_a_circle_are_a_cycle) {
  EXPECT_EQ(errors_in(case_of({goal("g", {"a"}), solution("a", {"e"}), defeater("d", "g", {"a"}),
                               defeater("x", "d", {"g"})}),
                      facts_of({"e"})),
            (Lines{"assurance.challenged at /nodes/2/challenges",
                   "assurance.cycle at /nodes/3/supportedBy/0"}));
}

TEST(Check, a_goal_or_strategy_without_support) {
  EXPECT_EQ(errors_in(case_of({goal("g", {"s"}), strategy("s", {})}), facts_of({})),
            Lines{"assurance.no_support at /nodes/1/supportedBy"});
  Goal open = goal("o", {});
  open.undeveloped.emplace();
  EXPECT_EQ(errors_in(case_of({goal("g", {"o"}), open}), facts_of({})),
            Lines{"assurance.undeveloped at /nodes/1/undeveloped"});
}

TEST(Check, a_top_goal_that_is_no_goal) {
  EXPECT_EQ(errors_in(case_of({strategy("s", {"a"}), solution("a", {"e"})}), facts_of({"e"})),
            Lines{"assurance.top_goal_not_goal at /topGoalId"});
}

TEST(Check, a_solution_without_fresh_evidence) {
  Solution late = solution("d", {"e"});
  late.expires_at = canon::Timestamp(at("2026-11-23T12:00:00Z"));
  Facts facts = facts_of({"e", "old"});
  facts.evidence.find("old")->second.fresh = false;
  EXPECT_EQ(errors_in(case_of({goal("g", {"a", "b", "c", "d"}), solution("a", {}),
                               solution("b", {"e", "unknown"}), solution("c", {"old"}), late}),
                      facts),
            (Lines{"assurance.no_evidence at /nodes/1/evidence",
                   "assurance.evidence_not_registered at /nodes/2/evidence/1",
                   "assurance.evidence_stale at /nodes/3/evidence/0",
                   "assurance.evidence_expired at /nodes/4/evidence/0"}));
}

TEST(Check, evidence_counts_until_it_expires_and_no_longer) {
  const AssuranceCase content = case_of({goal("g", {"a"}), solution("a", {"e"})});
  Facts facts = facts_of({"e"});
  facts.evidence.find("e")->second.expires_at = canon::Timestamp(at("2026-11-23T12:00:00.001Z"));
  EXPECT_EQ(errors_in(content, facts), Lines{});
  facts.now = at("2026-11-23T12:00:00.001Z");
  EXPECT_EQ(errors_in(content, facts), Lines{"assurance.evidence_expired at /nodes/1/evidence/0"});
}

TEST(Check, a_statement_left_blank) {
  for (const char* blank : {"", " \t\n", "\u00A0\u2003\u200B\uFEFF"}) {
    Goal top = goal("g", {"a"});
    top.statement = blank;
    EXPECT_EQ(errors_in(case_of({top, solution("a", {"e"})}), facts_of({"e"})),
              Lines{"assurance.blank_statement at /nodes/0/statement"});
  }
}

TEST(Check, a_doubt_that_is_not_answered) {
  EXPECT_EQ(errors_in(case_of({goal("g", {"a"}), solution("a", {"e"}), defeater("d", "a")}),
                      facts_of({"e"})),
            Lines{"assurance.challenged at /nodes/2/challenges"});
  // What only a refuted doubt rests on may itself be in doubt.
  EXPECT_EQ(
      errors_in(case_of({goal("g", {"a"}), solution("a", {"e"}), defeater("d", "g", {"x"}),
                         solution("x", {"e"}), defeater("no", "d", {"a"}), defeater("why", "x")}),
                facts_of({"e"})),
      Lines{});
}

TEST(Check, away_goals_that_are_not_known_or_do_not_stand) {
  const std::string hash(64, 'a');
  Facts facts = facts_of({});
  facts.away[hash]["fallen"] = Status::refuted;
  EXPECT_EQ(errors_in(case_of({goal("g", {"v", "w"}), away_goal("v", hash, "h"),
                               away_goal("w", hash, "fallen")}),
                      facts),
            (Lines{"assurance.away_goal_unknown at /nodes/1/caseHash",
                   "assurance.away_goal_not_supported at /nodes/2/goalId"}));
}

TEST(Check, a_hash_that_is_not_the_cases) {
  AssuranceCase content = case_of({goal("g", {"a"}), solution("a", {"e"})});
  content.case_hash = canon::HexDigest(std::string(64, '1'));
  EXPECT_EQ(errors_in(content, facts_of({"e"})),
            Lines{"assurance.case_hash_mismatch at /caseHash"});
  const auto finalized = finalize(sourced(content));
  EXPECT_TRUE(check_case(finalized, facts_of({"e"})).valid);
}

TEST(Check, errors_stand_where_the_case_does) {
  const CaseCheckResult result =
      check_case(sourced(case_of({goal("g", {})})), facts_of({}), "/case");
  EXPECT_EQ(errors_in(result), Lines{"assurance.no_support at /case/nodes/0/supportedBy"});
  EXPECT_EQ(result.errors[0].node_id, "g");
}

AssuranceCase chain(std::size_t depth) {
  std::vector<CaseNode> nodes;
  nodes.reserve(depth + 1);
  for (std::size_t i = 0; i < depth; ++i) {
    nodes.emplace_back(goal(fmt::format("g{}", i), {fmt::format("g{}", i + 1)}));
  }
  nodes.emplace_back(solution(fmt::format("g{}", depth), {"e"}));
  return case_of(std::move(nodes));
}

TEST(Check, a_chain_over_the_limit_is_refused_as_too_large) {
  const canon::Sourced<AssuranceCase> endless{chain(1'000'000), {}};
  EXPECT_EQ(errors_in(check_case(endless, facts_of({"e"}))),
            Lines{"assurance.too_large at /nodes"});
}

TEST(Check, a_deep_chain_needs_no_stack) {
  constexpr std::size_t depth = 1'000'000;
  AssuranceCase deep = chain(depth);
  const CaseIndex index(deep);
  EXPECT_EQ(statuses(index, facts_of({"e"}))[0], Status::supported);
  std::get<Goal>(deep.nodes[depth - 1]).supported_by = node_ids({"g0"});
  const CaseCheckResult ring =
      check_case({deep, {}}, facts_of({"e"}), "", {.nodes = depth + 1, .references = 2 * depth});
  EXPECT_EQ(errors_in(ring),
            (Lines{fmt::format("assurance.cycle at /nodes/{}/supportedBy/0", depth - 1),
                   fmt::format("assurance.unreachable_node at /nodes/{}", depth)}));
}

TEST(Check, a_node_with_too_many_references_is_refused) {
  const AssuranceCase wide =
      case_of({goal("g", std::vector<std::string>(11, "a")), solution("a", {"e"})});
  EXPECT_EQ(errors_in(check_case(sourced(wide), facts_of({"e"}), "", {.references = 11})),
            Lines{"assurance.too_large at /nodes"});
  EXPECT_TRUE(check_case(sourced(wide), facts_of({"e"}), "", {.references = 12}).valid);
}

TEST(Check, errors_past_the_limit_are_counted) {
  std::vector<CaseNode> nodes{goal("g", {})};
  for (int i = 0; i < 20; ++i) nodes.emplace_back(context(fmt::format("c{}", i)));
  const CaseCheckResult result =
      check_case(sourced(case_of(std::move(nodes))), facts_of({}), "", {.errors = 5});
  EXPECT_FALSE(result.valid);
  EXPECT_EQ(result.errors.size(), 5u);
  EXPECT_EQ(result.left_out->value, 16);
}

TEST(Check, what_does_not_read_has_an_error_for_each_fault) {
  const auto read = canon::decode<AssuranceCase>(
      *canon::Json::parse(R"({"schemaVersion":2,"nodes":[{"kind":"gaol","id":"g"}]})"));
  ASSERT_FALSE(read);
  const CaseCheckResult result = unreadable_case(read.error(), "/case");
  EXPECT_FALSE(result.valid);
  const Lines told = errors_in(result);
  EXPECT_THAT(told, testing::Contains("record.unknown_kind at /case/nodes/0/kind"));
  EXPECT_THAT(told, testing::Contains("record.wrong_value at /case/schemaVersion"));
}

// --- laws ------------------------------------------------------------------------------------

RC_GTEST_PROP(Check, the_top_goal_of_a_valid_case_is_supported, ()) {
  const AssuranceCase content = *rc::gen::arbitrary<bool>() ? random_case() : sound_case();
  Facts facts = random_facts();
  for (int i = 0; i < 5; ++i) facts.evidence.emplace(fmt::format("x{}", i), fresh("x"));
  const CaseCheckResult result = check_case(sourced(content), facts);
  RC_CLASSIFY(result.valid, "valid");
  if (result.valid) RC_ASSERT(result.top_goal == Status::supported);
}

// What lies on a ring by asking of each node what it leads to.
std::vector<bool> on_rings(const CaseIndex& index) {
  std::vector<bool> on(index.size());
  for (NodeIndex start = 0; start < index.size(); ++start) {
    std::vector<bool> seen(index.size());
    std::vector<NodeIndex> queue{start};
    while (!queue.empty()) {
      const NodeIndex node = queue.back();
      queue.pop_back();
      for (const Edge& edge : index.rests_on(node)) {
        if (edge.on == no_node) continue;
        if (edge.on == start) on[start] = true;
        if (!seen[edge.on]) queue.push_back(edge.on);
        seen[edge.on] = true;
      }
    }
  }
  return on;
}

RC_GTEST_PROP(Check, a_cycle_is_found_exactly_where_there_is_one, ()) {
  const AssuranceCase content = random_case();
  const CaseIndex index(content);
  const std::vector<bool> on = on_rings(index);
  const CaseCheckResult result = check_case(sourced(content), random_facts());
  const bool told = std::ranges::any_of(
      result.errors, [](const CaseError& error) { return error.code == "assurance.cycle"; });
  RC_ASSERT(told == (std::ranges::count(on, true) > 0));
  RC_CLASSIFY(told, "has a cycle");
}

RC_GTEST_PROP(Check, the_order_of_the_nodes_means_nothing, ()) {
  AssuranceCase content = random_case();
  const std::string top = content.top_goal_id.text();
  const Facts facts = random_facts();
  const auto ids = [&](const AssuranceCase& of) {
    std::vector<std::string> supported;
    const CaseIndex index(of);
    const std::vector<Status> all = statuses(index, facts);
    for (NodeIndex i = 0; i < index.size(); ++i) {
      supported.push_back(fmt::format("{} {}", id_of(index.node(i)).text(), name(all[i])));
    }
    std::ranges::sort(supported);
    return supported;
  };
  AssuranceCase turned = content;
  std::ranges::reverse(turned.nodes);
  RC_ASSERT(ids(content) == ids(turned));
  const bool valid = check_case(sourced(content), facts).valid;
  RC_ASSERT(valid == check_case(sourced(turned), facts).valid);
}

}  // namespace
}  // namespace writ::assurance
