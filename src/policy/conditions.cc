#include "policy/conditions.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "canon/canonical.h"

namespace writ::policy {
namespace {

using Names = std::vector<std::string>;
using enum ConditionKind;

constexpr std::size_t max_quoted = 8;
constexpr std::size_t max_literal_size = 80;  // bytes of a literal in a message

const Names no_names;

const Names& roles_of(const PDPRequest& request) {
  const bool there = request.ctx && request.ctx->principal && request.ctx->principal->roles;
  return there ? *request.ctx->principal->roles : no_names;
}
const Names& labels_of(const PDPRequest& request) {
  return request.labels ? *request.labels : no_names;
}
std::string_view text_of(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : "";
}

bool has(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}
bool has_any(const Names& held, const Names& wanted) {
  return std::ranges::any_of(wanted, [&](const std::string& name) { return has(held, name); });
}
bool has_all(const Names& held, const Names& wanted) {
  return std::ranges::all_of(wanted, [&](const std::string& name) { return has(held, name); });
}

std::string_view name_of(RiskTier tier) { return wire_names(tier)[static_cast<std::size_t>(tier)]; }

bool in_tiers(const std::vector<RiskTier>& tiers, const PDPRequest& request) {
  if (!request.ctx || !request.ctx->risk_tier) return false;
  return std::ranges::any_of(
      tiers, [&](RiskTier tier) { return name_of(tier) == *request.ctx->risk_tier; });
}

// --- messages ------------------------------------------------------------------------------------

std::string holding_none(std::string_view verb, std::string_view nobody, const Names& wanted) {
  if (wanted.empty()) return fmt::format("an empty list matches {}", nobody);
  return fmt::format("{} none of {}", verb, quoted(wanted));
}

std::string lacking(const Names& held, const Names& wanted) {
  Names missing;
  std::ranges::copy_if(wanted, std::back_inserter(missing),
                       [&](const std::string& name) { return !has(held, name); });
  return fmt::format("lacks {}", quoted(missing));
}

std::string forbidden(const Names& held, const Names& none) {
  Names found;
  std::ranges::copy_if(none, std::back_inserter(found),
                       [&](const std::string& name) { return has(held, name); });
  return fmt::format("has {}", quoted(found));
}

std::string why_assurance(MinAssurance wanted, const PDPRequest& request) {
  const std::string_view needed = wire_names(wanted)[static_cast<std::size_t>(wanted)];
  const bool there = request.ctx && request.ctx->principal && request.ctx->principal->assurance;
  if (!there) return fmt::format("has no assurance, and needs `{}`", needed);
  const std::string& held = *request.ctx->principal->assurance;
  if (assurance_rank(request) == 0) {
    return fmt::format("the assurance `{}` is unknown, and `{}` is needed", held, needed);
  }
  return fmt::format("the assurance `{}` is less than `{}`", held, needed);
}

// "the resource `x`", or that there is none.
std::string named(std::string_view what, const std::optional<std::string>& text) {
  if (text) return fmt::format("the {} `{}`", what, *text);
  return fmt::format("the {}, which is left out and counts as ``,", what);
}

std::string why_risk_tier(const std::vector<RiskTier>& tiers, const PDPRequest& request) {
  if (tiers.empty()) return "an empty list matches nothing";
  Names names;
  for (const RiskTier tier : tiers) names.emplace_back(name_of(tier));
  if (!request.ctx || !request.ctx->risk_tier) {
    return fmt::format("has no risk tier, and needs one of {}", quoted(names));
  }
  return fmt::format("the risk tier `{}` is none of {}", *request.ctx->risk_tier, quoted(names));
}

std::string shortened(std::string text) {
  if (text.size() <= max_literal_size) return text;
  std::size_t end = max_literal_size;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string spelled(const Comparison& comparison) {
  const std::string_view test =
      wire_names(comparison.test)[static_cast<std::size_t>(comparison.test)];
  if (!comparison.right) return fmt::format("`{}` {}", comparison.left.text(), test);
  if (comparison.right->pointer) {
    return fmt::format("`{}` {} `{}`", comparison.left.text(), test,
                       comparison.right->pointer->text());
  }
  return fmt::format("`{}` {} {}", comparison.left.text(), test,
                     shortened(canon::canonical(comparison.right->value->value())));
}

}  // namespace

std::string quoted(std::span<const std::string> names) {
  const std::size_t shown = std::min(names.size(), max_quoted);
  std::string text = fmt::format("`{}`", fmt::join(names.first(shown), "`, `"));
  if (names.size() > shown) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

int assurance_rank(const PDPRequest& request) {
  if (!request.ctx || !request.ctx->principal || !request.ctx->principal->assurance) return 0;
  constexpr auto names = wire_names(Assurance{});
  const auto found = std::ranges::find(names, *request.ctx->principal->assurance);
  return found == names.end() ? 0 : static_cast<int>(found - names.begin()) + 1;
}

int assurance_rank(Assurance held) { return static_cast<int>(held) + 1; }

int required_rank(MinAssurance required) { return required == MinAssurance::aal3 ? 3 : 2; }

std::string Condition::pointer() const {
  switch (kind) {
    case roles_any:
      return "/when/subject/rolesAny";
    case roles_all:
      return "/when/subject/rolesAll";
    case assurance:
      return "/when/subject/assuranceAtLeast";
    case resource_equals:
      return "/when/resource/equals";
    case resource_glob:
      return "/when/resource/glob";
    case resource_not_glob:
      return "/when/resource/notGlob";
    case labels_any:
      return "/when/labels/any";
    case labels_all:
      return "/when/labels/all";
    case labels_none:
      return "/when/labels/none";
    case purpose_equals:
      return "/when/purpose/equals";
    case purpose_any_of:
      return "/when/purpose/anyOf";
    case risk_tier:
      return "/when/riskTierAny";
    case attribute:
      break;
  }
  return fmt::format("/when/attributes/{}", index);
}

RuleConditions::RuleConditions(const PolicyRule& rule) : rule_(&rule) {
  if (!rule.when) return;
  const RuleCondition& when = *rule.when;
  if (when.subject) {
    add(roles_any, when.subject->roles_any.has_value());
    add(roles_all, when.subject->roles_all.has_value());
    add(assurance, when.subject->assurance_at_least.has_value());
  }
  if (when.resource) {
    add(resource_equals, when.resource->equals.has_value());
    add(resource_glob, when.resource->glob.has_value());
    add(resource_not_glob, when.resource->not_glob.has_value());
    if (when.resource->glob) glob_ = *Glob::compile(*when.resource->glob);
    if (when.resource->not_glob) not_glob_ = *Glob::compile(*when.resource->not_glob);
  }
  if (when.labels) {
    add(labels_any, when.labels->any.has_value());
    add(labels_all, when.labels->all.has_value());
    add(labels_none, when.labels->none.has_value());
  }
  if (when.purpose) {
    add(purpose_equals, when.purpose->equals.has_value());
    add(purpose_any_of, when.purpose->any_of.has_value());
  }
  add(risk_tier, when.risk_tier_any.has_value());
  if (!when.attributes) return;
  for (const Comparison& comparison : *when.attributes) {
    list_.push_back({attribute, comparisons_.size()});
    comparisons_.emplace_back(comparison);
  }
}

void RuleConditions::add(ConditionKind kind, bool present) {
  if (present) list_.push_back({kind});
}

Truth RuleConditions::test_attribute(std::size_t index, const canon::Value& root) const {
  const std::optional<bool> answer = comparisons_[index].holds(root);
  return {answer.value_or(rule_->effect == Effect::deny), answer.has_value()};
}

Truth RuleConditions::test(const Condition& condition, const Question& question) const {
  const PDPRequest& request = question.request;
  const RuleCondition& when = *rule_->when;
  switch (condition.kind) {
    case roles_any:
      return {has_any(roles_of(request), *when.subject->roles_any)};
    case roles_all:
      return {has_all(roles_of(request), *when.subject->roles_all)};
    case assurance:
      return {assurance_rank(request) >= required_rank(*when.subject->assurance_at_least)};
    case resource_equals:
      return {text_of(request.resource) == *when.resource->equals};
    case resource_glob:
      return {glob_->matches(text_of(request.resource))};
    case resource_not_glob:
      return {!not_glob_->matches(text_of(request.resource))};
    case labels_any:
      return {has_any(labels_of(request), *when.labels->any)};
    case labels_all:
      return {has_all(labels_of(request), *when.labels->all)};
    case labels_none:
      return {!has_any(labels_of(request), *when.labels->none)};
    case purpose_equals:
      return {text_of(request.purpose) == *when.purpose->equals};
    case purpose_any_of:
      return {has(*when.purpose->any_of, text_of(request.purpose))};
    case risk_tier:
      return {in_tiers(*when.risk_tier_any, request)};
    case attribute:
      break;
  }
  return test_attribute(condition.index, question.root);
}

std::string RuleConditions::why_undecided(const Comparison& comparison,
                                          const canon::Value& root) const {
  std::string why = "the types do not fit";
  const auto finds_nothing = [&](const PointerText& pointer) {
    if (pointer.pointer().find(root) != nullptr) return false;
    why = fmt::format("`{}` finds nothing", pointer.text());
    return true;
  };
  if (!finds_nothing(comparison.left) && comparison.right && comparison.right->pointer) {
    finds_nothing(*comparison.right->pointer);
  }
  const bool deny = rule_->effect == Effect::deny;
  return fmt::format("{} could not be decided, since {}: it counts as {}", spelled(comparison), why,
                     deny ? "true for a deny" : "false for an allow");
}

std::string RuleConditions::why(const Condition& condition, const Question& question) const {
  const PDPRequest& request = question.request;
  const RuleCondition& when = *rule_->when;
  switch (condition.kind) {
    case roles_any:
      return holding_none("holds", "nobody", *when.subject->roles_any);
    case roles_all:
      return lacking(roles_of(request), *when.subject->roles_all);
    case assurance:
      return why_assurance(*when.subject->assurance_at_least, request);
    case resource_equals:
      return fmt::format("{} is not `{}`", named("resource", request.resource),
                         *when.resource->equals);
    case resource_glob:
      return fmt::format("{} does not match `{}`", named("resource", request.resource),
                         *when.resource->glob);
    case resource_not_glob:
      return fmt::format("{} matches `{}`", named("resource", request.resource),
                         *when.resource->not_glob);
    case labels_any:
      return holding_none("has", "nothing", *when.labels->any);
    case labels_all:
      return lacking(labels_of(request), *when.labels->all);
    case labels_none:
      return forbidden(labels_of(request), *when.labels->none);
    case purpose_equals:
      return fmt::format("{} is not `{}`", named("purpose", request.purpose),
                         *when.purpose->equals);
    case purpose_any_of:
      if (when.purpose->any_of->empty()) return "an empty list matches nothing";
      return fmt::format("{} is none of {}", named("purpose", request.purpose),
                         quoted(*when.purpose->any_of));
    case risk_tier:
      return why_risk_tier(*when.risk_tier_any, request);
    case attribute:
      break;
  }
  const Comparison& comparison = (*when.attributes)[condition.index];
  if (!test_attribute(condition.index, question.root).decided) {
    return why_undecided(comparison, question.root);
  }
  return fmt::format("{} does not hold", spelled(comparison));
}

}  // namespace writ::policy
