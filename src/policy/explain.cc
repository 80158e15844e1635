#include "policy/explain.h"

#include <algorithm>

#include "canon/record_define.h"
#include "policy/conditions.h"
#include "policy/evaluator.h"

namespace writ::policy {
namespace {

ExplainedRule explain_rule(const PolicyRule& rule, const Question& question) {
  ExplainedRule explained{.rule_id = rule.id,
                          .description = rule.description,
                          .effect = rule.effect,
                          .priority = rule.priority};
  const RuleConditions conditions(rule);
  for (const Condition& condition : conditions.list()) {
    const Truth truth = conditions.test(condition, question);
    if (truth.holds && truth.decided) continue;
    ConditionNote note{condition.pointer(), conditions.why(condition, question)};
    if (!truth.holds) {
      explained.failed = std::move(note);
      return explained;
    }
    if (!explained.undecided) explained.undecided.emplace();
    explained.undecided->push_back(std::move(note));
  }
  explained.applies = true;
  return explained;
}

}  // namespace

std::vector<ExplainedRule> explain(const PolicyBundle& bundle, const PDPRequest& request,
                                   const canon::Value& root) {
  std::vector<const PolicyRule*> ranked;
  for (const PolicyRule& rule : bundle.rules) {
    if (rule.op == request.op) ranked.push_back(&rule);
  }
  std::ranges::sort(ranked, [](const auto* a, const auto* b) { return outranks(*a, *b); });

  std::vector<ExplainedRule> rules;
  rules.reserve(ranked.size());
  for (const PolicyRule* rule : ranked) {
    rules.push_back(explain_rule(*rule, {.request = request, .root = root}));
  }
  const auto winner = std::ranges::find(rules, true, &ExplainedRule::applies);
  if (winner != rules.end()) winner->won = true;
  return rules;
}

}  // namespace writ::policy

DEFINE_RECORD(writ::policy::ConditionNote);
DEFINE_RECORD(writ::policy::ExplainedRule);
