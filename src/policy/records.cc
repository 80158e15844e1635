// The type tables of policy records, and the rules that span several of their members.
#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "canon/record_define.h"
#include "policy/approval.h"
#include "policy/bundle.h"
#include "policy/glob.h"
#include "policy/registry.h"
#include "policy/request.h"

namespace writ::policy {
namespace {

void check_glob(const std::optional<std::string>& text, const canon::Path& path,
                canon::Faults& faults) {
  if (!text) return;
  const Result<Glob> glob = Glob::compile(*text);
  if (!glob) faults.add(fault::invalid_glob, path, glob.error().message);
}

}  // namespace

void ResourceConstraint::check(const canon::Path& path, canon::Faults& faults) const {
  check_glob(glob, canon::Path(path, "glob"), faults);
  check_glob(not_glob, canon::Path(path, "notGlob"), faults);
}

void Operand::check(const canon::Path& path, canon::Faults& faults) const {
  if (pointer.has_value() == value.has_value()) {
    faults.add(fault::invalid_comparison, path, "must have either `pointer` or `value`");
  }
}

void Comparison::check(const canon::Path& path, canon::Faults& faults) const {
  const canon::Path place(path, "right");
  const bool unary = test == Test::exists || test == Test::absent;
  if (unary && right) {
    return faults.add(fault::invalid_comparison, place,
                      "`exists` and `absent` compare with nothing: remove `right`");
  }
  if (!unary && !right) {
    return faults.add(fault::invalid_comparison, place, "is missing: say what to compare with");
  }
  if (unary || !right->value) return;

  const canon::Value& literal = right->value->value();
  const canon::Path value_place(place, "value");
  if ((test == Test::in || test == Test::not_in) && !literal.is(canon::Value::Kind::array)) {
    faults.add(fault::invalid_comparison, value_place, "must be an array for `in` and `notIn`");
  }
  if (test == Test::glob) {
    if (!literal.is(canon::Value::Kind::text)) {
      return faults.add(fault::invalid_comparison, value_place, "must be a glob, as a string");
    }
    check_glob(std::string(literal.text()), value_place, faults);
  }
}

void PolicyBundle::check(const canon::Path& path, canon::Faults& faults) const {
  std::vector<std::pair<std::string_view, std::size_t>> ids;
  ids.reserve(rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) ids.emplace_back(rules[i].id.text(), i);
  std::ranges::sort(ids);
  for (std::size_t i = 1; i < ids.size(); ++i) {
    if (ids[i].first != ids[i - 1].first) continue;
    const canon::Path all(path, "rules");
    const canon::Path rule(all, ids[i].second);
    faults.add(fault::duplicate_rule, canon::Path(rule, "id"),
               fmt::format("two rules have the id `{}`: give each its own", ids[i].first));
  }
}

}  // namespace writ::policy

DEFINE_RECORD(writ::policy::ApprovalPolicy);
DEFINE_RECORD(writ::policy::RequireApproval);
DEFINE_RECORD(writ::policy::RequireRedaction);
DEFINE_RECORD(writ::policy::TokenCap);
DEFINE_RECORD(writ::policy::DenyEgress);
DEFINE_RECORD(writ::policy::LogLevel);
DEFINE_RECORD(writ::policy::RequireVerifiedReport);
DEFINE_RECORD(writ::policy::SubjectConstraint);
DEFINE_RECORD(writ::policy::ResourceConstraint);
DEFINE_RECORD(writ::policy::LabelConstraint);
DEFINE_RECORD(writ::policy::PurposeConstraint);
DEFINE_RECORD(writ::policy::Operand);
DEFINE_RECORD(writ::policy::Comparison);
DEFINE_RECORD(writ::policy::RuleCondition);
DEFINE_RECORD(writ::policy::MemoryCap);
DEFINE_RECORD(writ::policy::PolicyRule);
DEFINE_RECORD(writ::policy::PolicyBundle);
DEFINE_RECORD(writ::policy::SignedPolicyBundle);
DEFINE_RECORD(writ::policy::RequestPrincipal);
DEFINE_RECORD(writ::policy::RequestContext);
DEFINE_RECORD(writ::policy::PDPRequest);
DEFINE_RECORD(writ::policy::DecisionApproval);
DEFINE_RECORD(writ::policy::PDPDecision);
DEFINE_RECORD(writ::policy::Approver);
DEFINE_RECORD(writ::policy::ApprovalGrant);
DEFINE_RECORD(writ::policy::SignedApprovalGrant);
DEFINE_RECORD(writ::policy::PolicyActivation);
DEFINE_RECORD(writ::policy::SignedPolicyActivation);
