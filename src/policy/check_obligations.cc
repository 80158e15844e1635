// What a rule's obligations come to.
//
// A refused action owes nothing, so that only `log-level` makes sense on a deny: the refusal can be
// logged. On memory actions the obligations of all rules count, denies included.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "canon/record.h"
#include "policy/check_passes.h"

namespace writ::policy::check {
namespace {

std::string text_of(const Obligation& obligation) {
  return std::visit([](const auto& kind) { return canon::encode(kind); },
                    static_cast<const Obligation::variant&>(obligation));
}

std::string_view kind_of(const Obligation& obligation) {
  return std::visit([](const auto& of) { return of.kind.text(); },
                    static_cast<const Obligation::variant&>(obligation));
}

const TokenCap* cap_of(const Obligation& obligation) { return std::get_if<TokenCap>(&obligation); }

// The first of the smallest caps: the one that counts.
const TokenCap* smallest_cap(const std::vector<Obligation>& obligations) {
  const TokenCap* smallest = nullptr;
  for (const Obligation& obligation : obligations) {
    const TokenCap* cap = cap_of(obligation);
    if (cap == nullptr) continue;
    if (smallest == nullptr || cap->max_tokens < smallest->max_tokens) smallest = cap;
  }
  return smallest;
}

bool nobody_may_approve(const Obligation& obligation) {
  const auto* approval = std::get_if<RequireApproval>(&obligation);
  return approval != nullptr && approval->policy.allowed_roles.empty();
}

}  // namespace

void find_obligations(const Shape& rule, bool memory, Findings& findings) {
  if (!rule.rule->obligations) return;
  const std::vector<Obligation>& obligations = *rule.rule->obligations;
  const TokenCap* smallest = smallest_cap(obligations);
  std::set<std::string> seen;
  for (std::size_t i = 0; i < obligations.size(); ++i) {
    const Obligation& obligation = obligations[i];
    const std::string place = fmt::format("/obligations/{}", i);
    const bool only_logs = std::holds_alternative<LogLevel>(obligation);
    const TokenCap* cap = cap_of(obligation);
    if (rule.denies() && !memory && !only_logs) {
      findings.warning(finding::unreachable_obligation, rule, place,
                       fmt::format("`{}` on a deny is never owed: what is refused is not done; "
                                   "remove it",
                                   kind_of(obligation)));
    } else if (!seen.insert(text_of(obligation)).second) {
      findings.warning(
          finding::pointless_obligation, rule, place,
          fmt::format("this `{}` stands in the rule twice: remove one", kind_of(obligation)));
    } else if (cap != nullptr && cap != smallest) {
      findings.warning(finding::pointless_obligation, rule, place,
                       fmt::format("the cap of {} tokens in the same rule is smaller: remove this "
                                   "one",
                                   smallest->max_tokens.value));
    } else if (nobody_may_approve(obligation)) {
      findings.error(
          finding::impossible_approval, rule, place + "/policy/allowedRoles",
          "nobody can approve, since an empty list matches nobody: name a role, or deny");
    }
  }
}

}  // namespace writ::policy::check
