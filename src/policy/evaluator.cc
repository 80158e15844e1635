#include "policy/evaluator.h"

#include <algorithm>

namespace writ::policy {

bool outranks(const PolicyRule& a, const PolicyRule& b) {
  if (a.priority != b.priority) return a.priority > b.priority;
  if (a.effect != b.effect) return a.effect == Effect::deny;
  return a.id < b.id;
}

CompiledPolicy::CompiledPolicy(PolicyBundle bundle) : bundle_(std::move(bundle)) {
  std::vector<const PolicyRule*> ranked;
  ranked.reserve(bundle_.rules.size());
  for (const PolicyRule& rule : bundle_.rules) ranked.push_back(&rule);
  std::ranges::sort(ranked, [](const PolicyRule* a, const PolicyRule* b) {
    return a->op != b->op ? a->op < b->op : outranks(*a, *b);
  });
  const auto end = ranked.end();
  for (auto first = ranked.begin(); first != end;) {
    const std::string& op = (*first)->op;
    const auto last = std::find_if(first, end, [&](const PolicyRule* r) { return r->op != op; });
    op_numbers_.add(op, static_cast<Names::Number>(ops_.size()));
    ops_.push_back(std::make_unique<OpRules>(std::span<const PolicyRule* const>(first, last)));
    first = last;
  }
  memory_rules_ = std::make_unique<const MemoryRules>(bundle_);
}

std::shared_ptr<const CompiledPolicy> CompiledPolicy::compile(PolicyBundle bundle) {
  return std::shared_ptr<const CompiledPolicy>(new CompiledPolicy(std::move(bundle)));
}

const OpRules* CompiledPolicy::rules_of(std::string_view op) const {
  const Names::Number number = op_numbers_.find(op);
  return number == Names::none ? nullptr : ops_[number].get();
}

const PolicyRule* CompiledPolicy::winner(const PDPRequest& request,
                                         const canon::Value& root) const {
  const OpRules* rules = rules_of(request.op);
  return rules == nullptr ? nullptr : rules->winner(request, root);
}

std::vector<const PolicyRule*> CompiledPolicy::all(const PDPRequest& request,
                                                   const canon::Value& root) const {
  const OpRules* rules = rules_of(request.op);
  if (rules == nullptr) return {};
  return rules->all(request, root);
}

WeighedRules CompiledPolicy::weighed(const PDPRequest& request, const canon::Value& root) const {
  const OpRules* rules = rules_of(request.op);
  if (rules == nullptr) return {};
  return rules->weighed(request, root);
}

bool CompiledPolicy::minds_resource(std::string_view op) const {
  const OpRules* rules = rules_of(op);
  return rules != nullptr && rules->minds_resource();
}

}  // namespace writ::policy
