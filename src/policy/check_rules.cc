// The checks that look at one rule, or at one rule and the better ones.
#include <algorithm>

#include <fmt/format.h>

#include "canon/record.h"
#include "policy/check_passes.h"
#include "policy/memory_rules.h"

namespace writ::policy::check {
namespace {

void warn_unreachable(const Shape& rule, std::string_view why, Findings& findings) {
  if (!rule.rule->obligations || rule.rule->obligations->empty()) return;
  findings.warning(finding::unreachable_obligation, rule, "/obligations",
                   fmt::format("never owed, since {}: mend or remove the rule", why));
}

void find_in_memory_rule(const Shape& rule, Findings& findings) {
  const std::string& op = rule.rule->op;
  if (!memory_action_of(op)) {
    findings.warning(finding::unknown_memory_action, rule, "/op",
                     fmt::format("`{}` names no memory action: nothing will ask for it", op));
  }
  if (!rule.rule->memory && !rule.denies()) {
    findings.warning(finding::no_memory_cap, rule, "",
                     "an allow of a memory action without `memory` contributes nothing: add the "
                     "levels that it allows");
  }
}

// Equal in all that a decision shows but the id.
bool same_answer(const PolicyRule& a, const PolicyRule& b) {
  if (a.effect != b.effect || a.reason_code != b.reason_code) return false;
  PolicyRule x, y;
  if (a.obligations && !a.obligations->empty()) x.obligations = a.obligations;
  if (b.obligations && !b.obligations->empty()) y.obligations = b.obligations;
  return canon::encode(x) == canon::encode(y);
}

void report_shadowed(const Shape& rule, const Shape& by, Findings& findings) {
  const std::string& id = by.rule->id.text();
  if (same_answer(*rule.rule, *by.rule)) {
    findings.warning(finding::redundant, rule, "",
                     fmt::format("never wins: wherever it applies, `{}` does too, outranks it and "
                                 "says the same; remove it",
                                 id));
  } else {
    findings.error(finding::shadowed, rule, "",
                   fmt::format("never wins: wherever it applies, `{}` does too and outranks it; "
                               "raise its priority, or narrow the other",
                               id));
  }
  warn_unreachable(rule, "this rule never wins", findings);
}

bool matches(const Shape& rule, std::string_view resource) {
  return (rule.glob == nullptr || rule.glob->matches(resource)) &&
         (rule.not_glob == nullptr || !rule.not_glob->matches(resource));
}

// `resources` are sorted, so that those with a given beginning stand together.
bool matches_any(const Shape& rule, const std::vector<std::string>& resources) {
  if (rule.equals) return std::ranges::binary_search(resources, *rule.equals);
  return std::ranges::any_of(rule.glob->ends(), [&](const Glob::Ends& start) {
    const auto first = std::ranges::lower_bound(resources, start.prefix);
    for (auto at = first; at != resources.end() && at->starts_with(start.prefix); ++at) {
      if (matches(rule, *at)) return true;
      if (start.exact) return false;  // the next ones only begin with it
    }
    return false;
  });
}

}  // namespace

void find_in_rule(const Shape& rule, bool memory, Findings& findings) {
  if (rule.impossible) {
    findings.error(finding::never_applies, rule, rule.impossible->pointer,
                   fmt::format("never applies: {}; mend the condition or remove the rule",
                               rule.impossible->message));
    warn_unreachable(rule, "this rule never applies", findings);
  }
  if (rule.pointless_not_glob && !rule.impossible) {
    findings.warning(finding::pointless_condition, rule, "/when/resource/notGlob",
                     "takes nothing away, since it matches nothing that the rule is about: mend or "
                     "remove it");
  }
  if (memory) {
    find_in_memory_rule(rule, findings);
  } else if (rule.rule->memory) {
    findings.warning(finding::stray_memory_cap, rule, "/memory",
                     fmt::format("does nothing: `{}` is no memory action", rule.rule->op));
  }
  if (!rule.denies() && rule.unconditional() && !rule.impossible) {
    findings.warning(
        finding::unconditional_allow, rule, "",
        fmt::format("allows every `{}` by anybody: add conditions, unless that is meant",
                    rule.rule->op));
  }
}

void find_shadowed(const OpShapes& op, Effort& effort, Findings& findings) {
  if (op.memory) return;
  std::vector<std::uint64_t> signatures;  // side by side, since each is looked at so often
  signatures.reserve(op.ranked.size());
  constexpr std::size_t looks_per_step = 16;
  for (const Shape* rule : op.ranked) {
    effort.work().steps += signatures.size() / looks_per_step;
    if (effort.spent()) return;
    for (std::size_t better = 0; better < signatures.size(); ++better) {
      if ((signatures[better] & ~rule->signature) != 0) continue;
      if (!implies(*rule, *op.ranked[better], effort.work())) continue;
      report_shadowed(*rule, *op.ranked[better], findings);
      break;
    }
    signatures.push_back(rule->signature);
  }
}

void find_without_resource(const std::vector<Shape>& rules, std::vector<std::string> resources,
                           Findings& findings) {
  if (resources.empty()) return;
  std::ranges::sort(resources);
  for (const Shape& rule : rules) {
    if (rule.impossible || (!rule.equals && rule.glob == nullptr)) continue;
    if (matches_any(rule, resources)) continue;
    findings.warning(finding::no_known_resource, rule, "/when/resource",
                     "matches none of the known resources: look for a slip of the pen");
  }
}

}  // namespace writ::policy::check
