// Issuing stamps: for what is permitted, item by item, and for nothing else.
#pragma once

#include <expected>
#include <optional>
#include <vector>

#include "stamp/comparison.h"
#include "stamp/fault.h"
#include "stamp/stamp.h"

namespace writ::stamp {

// One item that is permitted: its policy, and the question that this answers. Whether it is
// permitted is the caller's to know; that the two are of one triple is looked at.
struct Grant {
  memory::EffectiveMemoryPolicy policy;
  memory::PolicyEvaluationContext context;
};

struct IssueTerms {
  memory::MemoryObjectRef object;
  memory::PolicyRuntimeFreshnessKey freshness_key;
  Instant now;
  std::optional<Instant> expires_at;
  std::vector<memory::ReasonCodeId> reason_codes;
};

// A root stamp with its ceiling: what its policies allow.
std::expected<KeptStamp, StampFault> issue(const IssueTerms& terms, std::vector<Grant> grants);

// A stamp under a ceiling that there is. Says nothing of whether the grants are within it: that is
// restamp()'s to see to.
std::expected<KeptStamp, StampFault> issue_under(const IssueTerms& terms, std::vector<Grant> grants,
                                                 PolicyCeilingSnapshot ceiling);

// The stamp of these items.
PolicyStamp stamp_of(IssueTerms terms, std::vector<PolicyStampScopeItem> items);

// What is wrong with grants, which are put in the order of their keys.
std::optional<StampFault> sort_grants(const IssueTerms& terms, std::vector<Grant>& grants);

// What is wrong with one item: its policy and question are not of this object, key, action and
// destination, or their ids are not those of their content.
std::optional<StampFault> grant_fault(const memory::MemoryObjectRef& object,
                                      const memory::PolicyRuntimeFreshnessKey& key,
                                      const memory::EffectiveMemoryPolicy& policy,
                                      const memory::PolicyEvaluationContext& context);

// What grants allow, item by item.
std::vector<LeveledItem> leveled_grants(const std::vector<Grant>& grants);

// Whether the policy by itself allows what its action needs.
bool allows_action(const memory::EffectiveMemoryPolicy& policy);

}  // namespace writ::stamp
