#include "policy/suite.h"

#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "canon/pointer.h"
#include "canon/record_define.h"
#include "policy/comparison.h"
#include "policy/conditions.h"
#include "policy/decision.h"
#include "policy/evaluator.h"

namespace writ::policy {
namespace {

// --- what is covered -----------------------------------------------------------------------------

struct Sides {
  bool held = false;
  bool failed = false;
  bool both() const { return held && failed; }
};

struct WatchedRule {
  explicit WatchedRule(const PolicyRule& rule) : conditions(rule) {
    sides.resize(conditions.list().size());
  }

  // Notes which conditions hold, and answers whether all do.
  bool watch(const Question& question) {
    bool applies = true;
    for (std::size_t i = 0; i < sides.size(); ++i) {
      const bool holds = conditions.test(conditions.list()[i], question).holds;
      (holds ? sides[i].held : sides[i].failed) = true;
      applies = applies && holds;
    }
    return applies;
  }

  RuleConditions conditions;
  std::vector<Sides> sides;
  bool reached = false;
};

class Coverage {
 public:
  explicit Coverage(const PolicyBundle& bundle) {
    rules_.reserve(bundle.rules.size());
    for (const PolicyRule& rule : bundle.rules) {
      by_op_[rule.op].push_back(rules_.size());
      rules_.emplace_back(rule);
    }
  }

  void watch(const Question& question, const std::vector<RuleId>& winners) {
    const auto of_op = by_op_.find(question.request.op);
    if (of_op == by_op_.end()) return;
    const bool all_count = question.request.op.starts_with("memory.");
    for (const std::size_t index : of_op->second) {
      WatchedRule& rule = rules_[index];
      const bool applies = rule.watch(question);
      const bool won = !winners.empty() && winners.front() == rule.conditions.rule().id;
      rule.reached = rule.reached || won || (all_count && applies);
    }
  }

  RuleCoverage of_rules() const {
    RuleCoverage coverage;
    for (const WatchedRule& rule : rules_) {
      count(coverage, rule.reached);
      if (!rule.reached) coverage.uncovered.push_back(rule.conditions.rule().id);
    }
    finish(coverage);
    return coverage;
  }

  ConditionCoverage of_conditions() const {
    ConditionCoverage coverage;
    for (const WatchedRule& rule : rules_) {
      for (std::size_t i = 0; i < rule.sides.size(); ++i) {
        const Sides& sides = rule.sides[i];
        count(coverage, sides.both());
        if (sides.both()) continue;
        coverage.uncovered.push_back({rule.conditions.rule().id,
                                      rule.conditions.list()[i].pointer(), sides.held,
                                      sides.failed});
      }
    }
    finish(coverage);
    return coverage;
  }

 private:
  static void count(auto& coverage, bool covered) {
    ++coverage.total.value;
    if (covered) ++coverage.covered.value;
  }
  // Rounded down, so that 100 means all.
  static void finish(auto& coverage) {
    if (coverage.total.value == 0) return;
    const std::int64_t tenths = coverage.covered.value * 1000 / coverage.total.value;
    coverage.percent = static_cast<double>(tenths) / 10;
  }

  std::vector<WatchedRule> rules_;
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_op_;
};

// --- what is expected ----------------------------------------------------------------------------

// The members of an expectation are a decision's of the same names.
std::vector<CaseDifference> compare(const Expectation& expected, const DecisionOutcome& actual) {
  const canon::Json wanted = *canon::Json::parse(canon::encode(expected));
  const canon::Json got = *canon::Json::parse(canon::encode(actual));
  std::vector<CaseDifference> differences;
  for (const canon::Member& member : wanted.value().members()) {
    const canon::Value* answer = got.value().find(member.name);
    if (answer != nullptr && same_json(*answer, member.value)) continue;
    CaseDifference& difference = differences.emplace_back();
    canon::append_pointer(difference.member, member.name);
    difference.expected = wanted.part(member.value);
    if (answer != nullptr) difference.actual = got.part(*answer);
  }
  return differences;
}

CaseResult run_case(const CompiledPolicy& policy, const PolicyCase& one) {
  CaseResult result{
      .name = one.name,
      .decision = outcome_of(decide(policy, *one.request, one.request.source.value()))};
  result.differences = compare(one.expect, result.decision);
  result.passed = result.differences.empty();
  return result;
}

// --- the report ----------------------------------------------------------------------------------

void judge(const auto& coverage, const std::optional<CoverageThresholds::Percent>& threshold,
           std::string_view what, SuiteReport& report) {
  if (!threshold || coverage.covered.value * 100 >= threshold->value * coverage.total.value) return;
  report.complaints.emplace_back(fmt::format(
      "the cases cover {} of {} {} ({} %), and {} % are asked for", coverage.covered.value,
      coverage.total.value, what, coverage.percent, threshold->value));
}

void judge(const CoverageThresholds& thresholds, SuiteReport& report) {
  if (report.cases.empty()) report.complaints.emplace_back("there are no cases: add some");
  if (report.failed.value > 0) {
    report.complaints.push_back(
        fmt::format("{} of {} cases failed", report.failed.value, report.cases.size()));
  }
  judge(report.rules, thresholds.rules, "rules", report);
  judge(report.conditions, thresholds.conditions, "conditions", report);
  report.ok = report.complaints.empty();
}

}  // namespace

SuiteReport run_suite(PolicyBundle bundle, const std::vector<PolicyCase>& cases,
                      const CoverageThresholds& thresholds) {
  const auto policy = CompiledPolicy::compile(std::move(bundle));
  Coverage coverage(policy->bundle());
  SuiteReport report;
  for (const PolicyCase& one : cases) {
    const CaseResult& result = report.cases.emplace_back(run_case(*policy, one));
    ++(result.passed ? report.passed : report.failed).value;
    coverage.watch({.request = *one.request, .root = one.request.source.value()},
                   result.decision.rule_ids);
  }
  report.rules = coverage.of_rules();
  report.conditions = coverage.of_conditions();
  judge(thresholds, report);
  return report;
}

}  // namespace writ::policy

DEFINE_RECORD(writ::policy::Expectation);
DEFINE_RECORD(writ::policy::PolicyCase);
DEFINE_RECORD(writ::policy::CoverageThresholds);
DEFINE_RECORD(writ::policy::CaseDifference);
DEFINE_RECORD(writ::policy::CaseResult);
DEFINE_RECORD(writ::policy::RuleCoverage);
DEFINE_RECORD(writ::policy::UncoveredCondition);
DEFINE_RECORD(writ::policy::ConditionCoverage);
DEFINE_RECORD(writ::policy::SuiteReport);
