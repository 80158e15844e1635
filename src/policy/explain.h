// Why a request is answered as it is: each rule of its op, and what kept those from applying that
// do not. Worked out rule by rule and condition by condition, apart from the evaluator.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canon/json.h"
#include "canon/record.h"
#include "policy/bundle.h"
#include "policy/request.h"

namespace writ::policy {

struct ConditionNote {
  std::string condition;
  std::string message;

  static constexpr auto record(auto&& f) {
    using N = ConditionNote;
    using canon::field;
    return f("ConditionNote", "Something about one condition of a rule.",
             field<&N::condition>("condition", "A JSON pointer into the rule."),
             field<&N::message>("message", "For people."));
  }
};

struct ExplainedRule {
  RuleId rule_id;
  std::string description;
  Effect effect = Effect::deny;
  double priority = 0;
  bool applies = false;
  bool won = false;
  std::optional<ConditionNote> failed;
  std::optional<std::vector<ConditionNote>> undecided;

  static constexpr auto record(auto&& f) {
    using R = ExplainedRule;
    using canon::field;
    return f(
        "ExplainedRule", "What became of one rule.", field<&R::rule_id>("ruleId", "Which rule."),
        field<&R::description>("description", "The rule's own."),
        field<&R::effect>("effect", "What it says."),
        field<&R::priority>("priority", "Higher wins."),
        field<&R::applies>("applies", "Whether all of its conditions hold."),
        field<&R::won>("won", "Whether the decision is its."),
        field<&R::failed>("failed",
                          "The first condition that does not hold; absent where it "
                          "applies."),
        field<&R::undecided>("undecided",
                             "Comparisons that could not be decided and counted as true, since "
                             "this is a deny; absent where there are none."));
  }
};

// Every rule of the request's op, the best first; `won` is the first that applies. `root` is the
// request as JSON.
std::vector<ExplainedRule> explain(const PolicyBundle& bundle, const PDPRequest& request,
                                   const canon::Value& root);

}  // namespace writ::policy
