// cache.policy_reused_across_effective_state_generation: what stands on a policy is of the policy's
// own effective state.
#include <array>

#include <fmt/format.h>

#include "lint/freshness.h"
#include "lint/lint.h"
#include "lint/policies.h"

namespace writ::lint {
namespace {

constexpr std::array users = {certificate_kind, std::string_view("E0EgressAttestation"),
                              std::string_view("PolicyUIExport"),
                              std::string_view("SafeLabelDisclosurePolicy")};

// However a kind names the policies that it stands on.
std::vector<std::string_view> policies_of(const canon::Value& record) {
  std::vector<std::string_view> refs = texts_of(record, "effective_policy_refs");
  for (const std::string_view ref : item_texts(record, "scope_items", "effective_policy_ref")) {
    refs.push_back(ref);
  }
  if (const std::string_view ref = text_of(record, "effective_policy_ref"); !ref.empty()) {
    refs.push_back(ref);
  }
  return refs;
}

void check(const RecordSet& records, Findings& findings) {
  for (const std::string_view kind : users) {
    for (const Record* user : records.of(kind)) {
      for (const std::string_view ref : policies_of(user->value())) {
        const Record* policy = records.find(policy_kind, ref);
        if (policy == nullptr || !under_other_states(*user, *policy)) continue;
        findings.add(*user, "/freshness_key",
                     fmt::format("stands on `{}`, which is of another effective state: evaluate "
                                 "it again",
                                 policy->id));
      }
    }
  }
}

}  // namespace

extern const Lint cache_policy_reused_across_effective_state_generation{
    .id = "cache.policy_reused_across_effective_state_generation",
    .section = "4.28",
    .protects = "No policy is used again under another effective state.",
    .check = check};

}  // namespace writ::lint
