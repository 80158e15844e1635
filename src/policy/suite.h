// Tables of cases run against a bundle: what is expected of it, and how much of it they reach.
//
// A rule is covered once it has won a case; for the ops `memory.*`, where each rule that applies
// has its say, once it has applied. A condition is covered once it has held in one case of its op
// and failed in another: a case alone cannot tell a condition from its absence.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canon/json.h"
#include "canon/record.h"
#include "policy/bundle.h"
#include "policy/diff.h"
#include "policy/request.h"

namespace writ::policy {

struct Expectation {
  bool allow = false;
  std::optional<std::vector<RuleId>> rule_ids;
  std::optional<std::vector<Obligation>> obligations;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using E = Expectation;
    using canon::field;
    return f("Expectation", "What a decision must be; what is absent is not looked at.",
             field<&E::allow>("allow", "Whether it may be done."),
             field<&E::rule_ids>("ruleIds", "The rule that wins; an empty list: none applies."),
             field<&E::obligations>("obligations", "What is owed, in the rule's order."),
             field<&E::reason>("reason", "The decision's reason."));
  }
};

struct PolicyCase {
  std::string name;
  canon::Sourced<PDPRequest> request;
  Expectation expect;

  static constexpr auto record(auto&& f) {
    using C = PolicyCase;
    using canon::field;
    return f("PolicyCase", "A request, and what it must get.",
             field<&C::name>("name", "For people."),
             field<&C::request>("request", "What is asked."),
             field<&C::expect>("expect", "What must be answered."));
  }
};

struct CoverageThresholds {
  using Percent = canon::Bounded<0, 100>;
  std::optional<Percent> rules;
  std::optional<Percent> conditions;

  static constexpr auto record(auto&& f) {
    using T = CoverageThresholds;
    using canon::field;
    return f("CoverageThresholds", "Under these the cases are too few, in percent.",
             field<&T::rules>("rules", "Of the rules."),
             field<&T::conditions>("conditions", "Of the conditions."));
  }
};

struct CaseDifference {
  std::string member;
  canon::Json expected;
  std::optional<canon::Json> actual;

  static constexpr auto record(auto&& f) {
    using D = CaseDifference;
    using canon::field;
    return f("CaseDifference", "One way in which an answer is not the expected one.",
             field<&D::member>("member", "A JSON pointer into the decision."),
             field<&D::expected>("expected", "What it should be."),
             field<&D::actual>("actual", "What it is; absent where it is missing."));
  }
};

struct CaseResult {
  std::string name;
  bool passed = false;
  std::vector<CaseDifference> differences;
  DecisionOutcome decision;

  static constexpr auto record(auto&& f) {
    using C = CaseResult;
    using canon::field;
    return f("CaseResult", "What became of one case.", field<&C::name>("name", "The case's."),
             field<&C::passed>("passed", "Whether the answer is the expected one."),
             field<&C::differences>("differences", "What differs; empty where it passed."),
             field<&C::decision>("decision", "What was answered."));
  }
};

using Count = canon::Bounded<0, canon::max_exact_integer>;

struct RuleCoverage {
  Count total;
  Count covered;
  double percent = 100;
  std::vector<RuleId> uncovered;

  static constexpr auto record(auto&& f) {
    using C = RuleCoverage;
    using canon::field;
    return f("RuleCoverage", "How many of the rules the cases reach.",
             field<&C::total>("total", "The bundle's rules."),
             field<&C::covered>("covered", "Those that some case reaches."),
             field<&C::percent>("percent", "Rounded down to a tenth; 100 where there are none."),
             field<&C::uncovered>("uncovered", "The others, in the bundle's order."));
  }
};

struct UncoveredCondition {
  RuleId rule_id;
  std::string condition;
  bool held = false;
  bool failed = false;

  static constexpr auto record(auto&& f) {
    using C = UncoveredCondition;
    using canon::field;
    return f("UncoveredCondition", "A condition of which the cases show at most one side.",
             field<&C::rule_id>("ruleId", "Whose."),
             field<&C::condition>("condition", "A JSON pointer into the rule."),
             field<&C::held>("held", "Whether it held in some case."),
             field<&C::failed>("failed", "Whether it failed in some case."));
  }
};

struct ConditionCoverage {
  Count total;
  Count covered;
  double percent = 100;
  std::vector<UncoveredCondition> uncovered;

  static constexpr auto record(auto&& f) {
    using C = ConditionCoverage;
    using canon::field;
    return f("ConditionCoverage", "How many of the conditions the cases show from both sides.",
             field<&C::total>("total", "The conditions of all rules."),
             field<&C::covered>("covered", "Those that hold in some case and fail in another."),
             field<&C::percent>("percent", "Rounded down to a tenth; 100 where there are none."),
             field<&C::uncovered>("uncovered", "The others, in the bundle's order."));
  }
};

struct SuiteReport {
  bool ok = false;
  Count passed;
  Count failed;
  std::vector<std::string> complaints;
  std::vector<CaseResult> cases;
  RuleCoverage rules;
  ConditionCoverage conditions;

  static constexpr auto record(auto&& f) {
    using R = SuiteReport;
    using canon::field;
    return f("SuiteReport", "What became of a table of cases.",
             field<&R::ok>("ok", "Whether there is nothing to complain of."),
             field<&R::passed>("passed", "How many cases passed."),
             field<&R::failed>("failed", "How many did not."),
             field<&R::complaints>("complaints", "Why it is not ok, for people."),
             field<&R::cases>("cases", "Each case, in its order."),
             field<&R::rules>("rules", "The rules that the cases reach."),
             field<&R::conditions>("conditions", "The conditions that they try."));
  }
};

// `bundle` must have its hash, as bundle_of() makes sure. A table without cases is not ok: it shows
// nothing. Expiry and revoked keys are left aside.
SuiteReport run_suite(PolicyBundle bundle, const std::vector<PolicyCase>& cases,
                      const CoverageThresholds& thresholds);

}  // namespace writ::policy
