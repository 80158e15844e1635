#include "assurance/status.h"

#include <algorithm>

#include "assurance/test_case.h"

namespace writ::assurance {
namespace {

// `id status reason [because…]` of each node.
std::vector<std::string> told(const AssuranceCase& content, const Facts& facts) {
  const CaseIndex index(content);
  std::vector<std::string> lines;
  for (const NodeStatus& status : explain_all(index, statuses(index, facts), facts)) {
    std::string line =
        fmt::format("{} {} {}", status.id.text(), name(status.status), name(status.reason));
    for (const std::string& id : status.because.value_or(std::vector<std::string>())) {
      line += ' ' + id;
    }
    lines.push_back(line);
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST(Status, a_goal_is_supported_when_all_that_it_rests_on_is) {
  EXPECT_EQ(told(case_of({goal("g", {"s"}), strategy("s", {"a", "b"}), solution("a", {"e1"}),
                          solution("b", {"e2"})}),
                 facts_of({"e1", "e2"})),
            (Lines{"g supported support-holds", "s supported support-holds",
                   "a supported evidence-is-fresh", "b supported evidence-is-fresh"}));
  EXPECT_EQ(told(case_of({goal("g", {"s"}), strategy("s", {"a", "b"}), solution("a", {"e1"}),
                          solution("b", {"e2"})}),
                 facts_of({"e1"})),
            (Lines{"g unsupported support-fails s", "s unsupported support-fails b",
                   "a supported evidence-is-fresh", "b unsupported evidence-not-fresh e2"}));
}

TEST(Status, what_is_named_and_not_there_supports_nothing) {
  EXPECT_EQ(told(case_of({goal("g", {"nowhere"})}), facts_of({})),
            Lines{"g unsupported support-fails nowhere"});
}

TEST(Status, a_node_of_the_wrong_kind_supports_nothing) {
  EXPECT_EQ(told(case_of({goal("g", {"c"}), context("c")}), facts_of({})),
            (Lines{"g unsupported support-fails c", "c supported stated"}));
}

TEST(Status, one_of_two_nodes_of_an_id_supports_nothing) {
  EXPECT_EQ(told(case_of({goal("g", {"a"}), solution("a", {"e"}), solution("a", {"e"})}),
                 facts_of({"e"})),
            (Lines{"g unsupported support-fails a", "a unsupported ambiguous-id",
                   "a unsupported ambiguous-id"}));
}

TEST(Status, what_is_undeveloped_is_unsupported_whatever_it_names) {
  Goal top = goal("g", {"a"});
  top.undeveloped.emplace();
  EXPECT_EQ(told(case_of({top, solution("a", {"e"})}), facts_of({"e"}))[0],
            "g unsupported undeveloped");
}

TEST(Status, a_ring_supports_nothing) {
  EXPECT_EQ(told(case_of({goal("a", {"b"}), goal("b", {"a"})}), facts_of({})),
            (Lines{"a unsupported support-fails b", "b unsupported support-fails a"}));
  EXPECT_EQ(told(case_of({goal("a", {"a"})}), facts_of({})),
            Lines{"a unsupported support-fails a"});
}

TEST(Status, a_defeater_that_is_borne_out_refutes) {
  EXPECT_EQ(told(case_of({goal("g", {"a"}), solution("a", {"e"}), defeater("d", "g", {"x"}),
                          solution("x", {"counter"})}),
                 facts_of({"e", "counter"})),
            (Lines{"g refuted refuted d", "a supported evidence-is-fresh",
                   "d supported support-holds", "x supported evidence-is-fresh"}));
}

TEST(Status, a_doubt_that_nothing_bears_out_still_waits_for_an_answer) {
  EXPECT_EQ(
      told(case_of({goal("g", {"a"}), solution("a", {"e"}), defeater("d", "g")}), facts_of({"e"})),
      (Lines{"g unsupported challenge-is-open d", "a supported evidence-is-fresh",
             "d unsupported no-support"}));
}

TEST(Status, a_defeated_defeater_harms_nothing) {
  const auto answered = [](const std::string& evidence) {
    return told(case_of({goal("g", {"a"}), solution("a", {"e"}), defeater("d", "g", {"x"}),
                         solution("x", {"counter"}), defeater("dd", "d", {"y"}),
                         solution("y", {"answer"})}),
                facts_of({"e", "counter", evidence}));
  };
  EXPECT_EQ(answered("answer"),
            (Lines{"g supported support-holds", "a supported evidence-is-fresh",
                   "d refuted refuted dd", "x supported evidence-is-fresh",
                   "dd supported support-holds", "y supported evidence-is-fresh"}));
  EXPECT_EQ(answered("other")[0], "g unsupported challenge-is-open d");
  EXPECT_EQ(answered("other")[2], "d unsupported challenge-is-open dd");
}

TEST(Status, doubts_that_answer_one_another_decide_nothing) {
  EXPECT_EQ(told(case_of({goal("g", {"a"}), solution("a", {"e"}), defeater("d", "g", {"a"}),
                          defeater("x", "d", {"a"}), defeater("y", "x", {"a"}),
                          defeater("z", "y", {"a"})}),
                 facts_of({"e"}))[0],
            "g supported support-holds");
  // `x` and `y` challenge one another: neither is ever refuted.
  EXPECT_EQ(told(case_of({goal("g", {"a"}), solution("a", {"e"}), defeater("d", "g", {"x2"}),
                          defeater("x", "y", {"a"}), defeater("y", "x", {"a"})}),
                 facts_of({"e"})),
            (Lines{"g unsupported challenge-is-open d", "a supported evidence-is-fresh",
                   "d unsupported support-fails x2", "x unsupported challenge-is-open y",
                   "y unsupported challenge-is-open x"}));
}

TEST(Status, a_goal_under_a_refuted_assumption_is_unsupported) {
  Goal top = goal("g", {"a"});
  top.assumptions = node_ids({"u"});
  EXPECT_EQ(told(case_of({top, solution("a", {"e"}), assumption("u"), defeater("d", "u", {"a"})}),
                 facts_of({"e"}))[0],
            "g unsupported context-fails u");
}

TEST(Status, a_defeater_may_rest_on_evidence_itself) {
  Defeater doubt = defeater("d", "g");
  doubt.evidence = evidence_ids({"counter"});
  EXPECT_EQ(
      told(case_of({goal("g", {"a"}), solution("a", {"e"}), doubt}), facts_of({"e", "counter"}))[0],
      "g refuted refuted d");
}

TEST(Status, an_away_goal_stands_as_it_does_in_its_own_case) {
  const std::string hash(64, 'a');
  const AssuranceCase content = case_of({goal("g", {"w"}), away_goal("w", hash, "h")});
  Facts facts = facts_of({});
  EXPECT_EQ(told(content, facts)[1], "w unsupported away-goal-unknown");
  facts.away[hash]["h"] = Status::unsupported;
  EXPECT_EQ(told(content, facts)[1], "w unsupported away-goal-fails");
  facts.away[hash]["h"] = Status::supported;
  EXPECT_EQ(told(content, facts)[0], "g supported support-holds");
}

// --- against the slow and obvious ----------------------------------------------------------------

// The rules of the reading, asked again and again of every node until nothing changes.
std::vector<Status> by_rounds(const CaseIndex& index, const Facts& facts) {
  std::vector<Status> all(index.size(), Status::unsupported);
  const auto is_refuted = [&](NodeIndex node) {
    return std::ranges::any_of(index.rests_on(node), [&](const Edge& edge) {
      return edge.sound && edge.reference.role == Role::challenge &&
             all[edge.on] == Status::supported;
    });
  };
  const auto is_supported = [&](NodeIndex node) {
    return !lacks(index, node, facts) &&
           std::ranges::all_of(index.rests_on(node), [&](const Edge& edge) {
             const bool challenge = edge.reference.role == Role::challenge;
             return edge.sound && all[edge.on] == (challenge ? Status::refuted : Status::supported);
           });
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (NodeIndex i = 0; i < index.size(); ++i) {
      const Status now = is_refuted(i)     ? Status::refuted
                         : is_supported(i) ? Status::supported
                                           : Status::unsupported;
      changed = changed || now != all[i];
      all[i] = now;
    }
  }
  return all;
}

RC_GTEST_PROP(Status, the_reading_is_the_least_fixpoint_of_its_rules, ()) {
  const AssuranceCase content = random_case();
  const Facts facts = random_facts();
  const CaseIndex index(content);
  const std::vector<Status> all = statuses(index, facts);
  RC_ASSERT(all == by_rounds(index, facts));
  RC_CLASSIFY(std::ranges::count(all, Status::supported) > 0, "something is supported");
  RC_CLASSIFY(std::ranges::count(all, Status::refuted) > 0, "something is refuted");
}

RC_GTEST_PROP(Status, nothing_is_gained_by_losing_evidence, ()) {
  const AssuranceCase content = random_case();
  const CaseIndex index(content);
  Facts facts = random_facts();
  const std::vector<Status> before = statuses(index, facts);
  if (!facts.evidence.empty()) facts.evidence.erase(facts.evidence.begin());
  const std::vector<Status> after = statuses(index, facts);
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (after[i] != Status::unsupported) RC_ASSERT(after[i] == before[i]);
  }
}

RC_GTEST_PROP(Status, a_further_doubt_supports_nothing_that_it_challenges, ()) {
  AssuranceCase content = random_case();
  const Facts facts = random_facts();
  content.nodes.push_back(defeater("doubt", "n0", *some_of('n', 12, 2)));
  const CaseIndex index(content);
  RC_ASSERT(statuses(index, facts)[0] != Status::supported);
}

RC_GTEST_PROP(Status, every_reason_names_what_is_behind_it, ()) {
  const AssuranceCase content = random_case();
  const Facts facts = random_facts();
  const CaseIndex index(content);
  for (const NodeStatus& status : explain_all(index, statuses(index, facts), facts)) {
    const bool behind_others =
        status.reason == Why::refuted || status.reason == Why::challenge_is_open ||
        status.reason == Why::context_fails || status.reason == Why::support_fails ||
        status.reason == Why::evidence_not_fresh;
    RC_ASSERT(behind_others == status.because.has_value());
    RC_ASSERT((status.reason == Why::refuted) == (status.status == Status::refuted));
  }
}

}  // namespace
}  // namespace writ::assurance
