#include "policy/diff.h"

#include <algorithm>
#include <string_view>

#include "canon/pointer.h"
#include "canon/record_define.h"
#include "policy/comparison.h"
#include "policy/decision.h"
#include "policy/evaluator.h"

namespace writ::policy {
namespace {

using canon::Value;

// Two documents, walked side by side.
class Walk {
 public:
  Walk(const canon::Json& before, const canon::Json& after) : before_(before), after_(after) {}

  std::vector<MemberChange> run() {
    compare(before_.value(), after_.value(), "");
    return std::move(found_);
  }

 private:
  void compare(const Value& before, const Value& after, const std::string& pointer) {
    if (same_json(before, after)) return;
    if (!before.is(Value::Kind::object) || !after.is(Value::Kind::object)) {
      found_.push_back({pointer, before_.part(before), after_.part(after)});
      return;
    }
    auto old_member = before.members().begin();
    auto new_member = after.members().begin();
    const auto old_end = before.members().end();
    const auto new_end = after.members().end();
    while (old_member != old_end || new_member != new_end) {
      if (new_member == new_end ||
          (old_member != old_end && canon::name_less(old_member->name, new_member->name))) {
        found_.push_back({below(pointer, *old_member), before_.part(old_member->value), {}});
        ++old_member;
      } else if (old_member == old_end || old_member->name != new_member->name) {
        found_.push_back({below(pointer, *new_member), {}, after_.part(new_member->value)});
        ++new_member;
      } else {
        compare(old_member->value, new_member->value, below(pointer, *new_member));
        ++old_member;
        ++new_member;
      }
    }
  }

  static std::string below(std::string pointer, const canon::Member& member) {
    canon::append_pointer(pointer, member.name);
    return pointer;
  }

  const canon::Json& before_;
  const canon::Json& after_;
  std::vector<MemberChange> found_;
};

template <class R>
canon::Json json_of(const R& record) {
  return *canon::Json::parse(canon::encode(record));  // what was just written canonically reads
}

canon::Json metadata_of(PolicyBundle bundle) {
  bundle.rules.clear();
  bundle.policy_hash.reset();
  return json_of(bundle);
}

BundleSummary summary_of(const PolicyBundle& bundle) {
  return {bundle.tenant_id, bundle.name, bundle.version, *bundle.policy_hash};
}

std::vector<const PolicyRule*> by_id(const PolicyBundle& bundle) {
  std::vector<const PolicyRule*> rules;
  rules.reserve(bundle.rules.size());
  for (const PolicyRule& rule : bundle.rules) rules.push_back(&rule);
  std::ranges::sort(rules, {}, [](const PolicyRule* rule) -> const RuleId& { return rule->id; });
  return rules;
}

RuleSummary summary_of(const PolicyRule& rule) {
  return {rule.id, rule.description, rule.op, rule.effect, rule.priority};
}

void compare_rule(const PolicyRule& before, const PolicyRule& after, RuleChanges& into) {
  if (canon::encode(before) == canon::encode(after)) return;
  into.changed.push_back({after.id, changes(json_of(before), json_of(after))});
}

RuleChanges compare_rules(const PolicyBundle& before, const PolicyBundle& after) {
  RuleChanges result;
  const std::vector<const PolicyRule*> old_rules = by_id(before);
  const std::vector<const PolicyRule*> new_rules = by_id(after);
  auto old_rule = old_rules.begin();
  auto new_rule = new_rules.begin();
  while (old_rule != old_rules.end() || new_rule != new_rules.end()) {
    if (new_rule == new_rules.end() ||
        (old_rule != old_rules.end() && (*old_rule)->id < (*new_rule)->id)) {
      result.removed.push_back(summary_of(**old_rule++));
    } else if (old_rule == old_rules.end() || (*new_rule)->id < (*old_rule)->id) {
      result.added.push_back(summary_of(**new_rule++));
    } else {
      compare_rule(**old_rule++, **new_rule++, result);
    }
  }
  return result;
}

DecisionChanges compare_decisions(const PolicyBundle& before, const PolicyBundle& after,
                                  const std::vector<canon::Sourced<PDPRequest>>& requests) {
  const auto old_policy = CompiledPolicy::compile(before);
  const auto new_policy = CompiledPolicy::compile(after);
  DecisionChanges result;
  for (const canon::Sourced<PDPRequest>& request : requests) {
    DecisionOutcome was = outcome_of(decide(*old_policy, *request, request.source.value()));
    DecisionOutcome is = outcome_of(decide(*new_policy, *request, request.source.value()));
    const DecisionChanges::Count index{result.compared.value++};
    if (same_outcome(was, is)) continue;
    if (!was.allow && is.allow) ++result.now_allowed.value;
    if (was.allow && !is.allow) ++result.now_denied.value;
    result.changed.push_back(
        {index, request->op, request->resource, std::move(was), std::move(is)});
  }
  return result;
}

}  // namespace

std::vector<MemberChange> changes(const canon::Json& before, const canon::Json& after) {
  return Walk(before, after).run();
}

DecisionOutcome outcome_of(const PDPDecision& decision) {
  return {decision.allow, decision.rule_ids, decision.obligations, decision.reason};
}

bool same_outcome(const DecisionOutcome& a, const DecisionOutcome& b) {
  return canon::encode(a) == canon::encode(b);
}

BundleDiff diff(const PolicyBundle& before, const PolicyBundle& after,
                const std::optional<std::vector<canon::Sourced<PDPRequest>>>& requests) {
  BundleDiff result{.before = summary_of(before),
                    .after = summary_of(after),
                    .metadata = changes(metadata_of(before), metadata_of(after)),
                    .rules = compare_rules(before, after)};
  if (requests) result.decisions = compare_decisions(before, after, *requests);
  const RuleChanges& rules = result.rules;
  result.same = result.metadata.empty() && rules.added.empty() && rules.removed.empty() &&
                rules.changed.empty() && (!result.decisions || result.decisions->changed.empty());
  return result;
}

}  // namespace writ::policy

DEFINE_RECORD(writ::policy::MemberChange);
DEFINE_RECORD(writ::policy::RuleSummary);
DEFINE_RECORD(writ::policy::RuleChange);
DEFINE_RECORD(writ::policy::RuleChanges);
DEFINE_RECORD(writ::policy::DecisionOutcome);
DEFINE_RECORD(writ::policy::DecisionChange);
DEFINE_RECORD(writ::policy::DecisionChanges);
DEFINE_RECORD(writ::policy::BundleSummary);
DEFINE_RECORD(writ::policy::BundleDiff);
