#include "policy/approval.h"

#include <algorithm>

#include "policy/conditions.h"

namespace writ::policy {
namespace {

constexpr Instant end_of_time{253'402'300'799'999'000};  // 9999-12-31T23:59:59.999Z

bool is_approval(const Obligation& obligation) {
  return std::holds_alternative<RequireApproval>(obligation);
}

bool meets_one(const Approver& approver, const ApprovalPolicy& terms) {
  if (terms.min_assurance) {
    const int held = approver.assurance ? assurance_rank(*approver.assurance) : 0;
    if (held < required_rank(*terms.min_assurance)) return false;
  }
  return std::ranges::any_of(approver.roles, [&](const std::string& role) {
    return std::ranges::find(terms.allowed_roles, role) != terms.allowed_roles.end();
  });
}

}  // namespace

std::vector<ApprovalPolicy> approval_terms(const PDPDecision& decision) {
  std::vector<ApprovalPolicy> terms;
  if (!decision.allow) return terms;
  for (const Obligation& obligation : decision.obligations) {
    if (const auto* owed = std::get_if<RequireApproval>(&obligation)) terms.push_back(owed->policy);
  }
  return terms;
}

bool owes_approval(const PDPDecision& decision) {
  return decision.allow && std::ranges::any_of(decision.obligations, is_approval);
}

bool same_terms(const std::vector<ApprovalPolicy>& a, const std::vector<ApprovalPolicy>& b) {
  return std::ranges::equal(a, b, [](const ApprovalPolicy& one, const ApprovalPolicy& other) {
    return canon::encode(one) == canon::encode(other);
  });
}

bool meets(const Approver& approver, const std::vector<ApprovalPolicy>& terms) {
  return !terms.empty() && std::ranges::all_of(terms, [&](const ApprovalPolicy& each) {
    return meets_one(approver, each);
  });
}

Instant end_of(const std::vector<ApprovalPolicy>& terms, Instant from) {
  constexpr std::int64_t second = 1'000'000;
  std::int64_t left = std::max<std::int64_t>(0, end_of_time.microseconds - from.microseconds);
  for (const ApprovalPolicy& each : terms) {
    if (each.expires_in_seconds.value < left / second) {
      left = each.expires_in_seconds.value * second;
    }
  }
  return {from.microseconds + left};
}

}  // namespace writ::policy
