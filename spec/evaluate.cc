#include "spec/evaluate.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "spec/comparison.h"
#include "spec/glob.h"

namespace writ::spec {
namespace {

using policy::Effect;
using policy::PolicyRule;
using Names = std::vector<std::string>;

bool has(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}
bool has_any(const Names& held, const Names& wanted) {
  return std::ranges::any_of(wanted, [&](const std::string& name) { return has(held, name); });
}
bool has_all(const Names& held, const Names& wanted) {
  return std::ranges::all_of(wanted, [&](const std::string& name) { return has(held, name); });
}

// --- what a request says, and what it is taken for where it says nothing ---

policy::RequestContext context(const Question& question) {
  return question.request.ctx.value_or(policy::RequestContext{});
}
policy::RequestPrincipal principal(const Question& question) {
  return context(question).principal.value_or(policy::RequestPrincipal{});
}
Names roles(const Question& question) { return principal(question).roles.value_or(Names{}); }
Names labels(const Question& question) { return question.request.labels.value_or(Names{}); }

// 0 where it is unknown or not said.
int assurance_rank(std::string_view name) {
  return name == "aal1" ? 1 : name == "aal2" ? 2 : name == "aal3" ? 3 : 0;
}

// --- one function a condition ---

bool roles_any_holds(const policy::SubjectConstraint& subject, const Question& question) {
  return !subject.roles_any || has_any(roles(question), *subject.roles_any);
}

bool roles_all_holds(const policy::SubjectConstraint& subject, const Question& question) {
  return !subject.roles_all || has_all(roles(question), *subject.roles_all);
}

bool assurance_holds(const policy::SubjectConstraint& subject, const Question& question) {
  if (!subject.assurance_at_least) return true;
  const int wanted = *subject.assurance_at_least == policy::MinAssurance::aal2 ? 2 : 3;
  return assurance_rank(principal(question).assurance.value_or("")) >= wanted;
}

bool subject_holds(const policy::SubjectConstraint& subject, const Question& question) {
  return roles_any_holds(subject, question) && roles_all_holds(subject, question) &&
         assurance_holds(subject, question);
}

bool resource_holds(const policy::ResourceConstraint& wanted, const Question& question) {
  const std::string resource = question.request.resource.value_or("");
  return (!wanted.equals || resource == *wanted.equals) &&
         (!wanted.glob || glob_matches(*wanted.glob, resource) == true) &&
         (!wanted.not_glob || glob_matches(*wanted.not_glob, resource) == false);
}

bool labels_hold(const policy::LabelConstraint& wanted, const Question& question) {
  const Names held = labels(question);
  return (!wanted.any || has_any(held, *wanted.any)) &&
         (!wanted.all || has_all(held, *wanted.all)) &&
         (!wanted.none || !has_any(held, *wanted.none));
}

bool purpose_holds(const policy::PurposeConstraint& wanted, const Question& question) {
  const std::string purpose = question.request.purpose.value_or("");
  return (!wanted.equals || purpose == *wanted.equals) &&
         (!wanted.any_of || has(*wanted.any_of, purpose));
}

bool risk_tier_holds(const std::vector<policy::RiskTier>& tiers, const Question& question) {
  constexpr std::array<std::string_view, 4> names{"low", "moderate", "high", "regulated"};
  const std::optional<std::string> tier = context(question).risk_tier;
  return std::ranges::any_of(
      tiers, [&](policy::RiskTier one) { return tier == names.at(static_cast<std::size_t>(one)); });
}

// What cannot be told never lets an allow through and never lets a deny be dodged.
bool attributes_hold(const std::vector<policy::Comparison>& comparisons, Effect effect,
                     const Question& question) {
  return std::ranges::all_of(comparisons, [&](const policy::Comparison& comparison) {
    return compare(comparison, question.root).value_or(effect == Effect::deny);
  });
}

}  // namespace

bool holds(const PolicyRule& rule, const Question& question) {
  if (!rule.when) return true;
  const policy::RuleCondition& when = *rule.when;
  return (!when.subject || subject_holds(*when.subject, question)) &&
         (!when.resource || resource_holds(*when.resource, question)) &&
         (!when.labels || labels_hold(*when.labels, question)) &&
         (!when.purpose || purpose_holds(*when.purpose, question)) &&
         (!when.risk_tier_any || risk_tier_holds(*when.risk_tier_any, question)) &&
         (!when.attributes || attributes_hold(*when.attributes, rule.effect, question));
}

std::vector<std::size_t> matches(const policy::PolicyBundle& bundle,
                                 const policy::PDPRequest& request, const canon::Value& root) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < bundle.rules.size(); ++i) {
    const PolicyRule& rule = bundle.rules[i];
    if (rule.op == request.op && holds(rule, {request, root})) found.push_back(i);
  }
  std::ranges::sort(found, [&](std::size_t a, std::size_t b) {
    const PolicyRule& x = bundle.rules[a];
    const PolicyRule& y = bundle.rules[b];
    if (x.priority != y.priority) return x.priority > y.priority;
    if (x.effect != y.effect) return x.effect == Effect::deny;
    return x.id.text() < y.id.text();
  });
  return found;
}

std::optional<std::size_t> evaluate(const policy::PolicyBundle& bundle,
                                    const policy::PDPRequest& request, const canon::Value& root) {
  const std::vector<std::size_t> found = matches(bundle, request, root);
  return found.empty() ? std::nullopt : std::optional(found.front());
}

}  // namespace writ::spec
