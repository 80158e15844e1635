// The decision point: the answer to a request under a policy, with the hash that the journal keeps.
//
// `decisionHash` is the SHA-256 of the canonical JSON of {policyHash, op, resource or null, labels
// or
// [], purpose or null, ruleIds, allow, obligations}: what was asked (but not by whom), what was
// answered, and under which policy.
#pragma once

#include <string_view>

#include "canon/json.h"
#include "policy/evaluator.h"
#include "policy/request.h"

namespace writ::policy {

// Reasons of refusals that no rule gave.
namespace reason {
inline constexpr std::string_view default_deny = "DEFAULT_DENY";
inline constexpr std::string_view unknown_policy = "UNKNOWN_POLICY";
inline constexpr std::string_view policy_expired = "POLICY_EXPIRED";
inline constexpr std::string_view policy_key_revoked = "POLICY_KEY_REVOKED";
inline constexpr std::string_view policy_source_stale = "POLICY_SOURCE_STALE";
}  // namespace reason

// What the winning rule says; a refusal where none applies. A pure function.
PDPDecision decide(const CompiledPolicy& policy, const PDPRequest& request,
                   const canon::Value& root);

// Whether two decisions say the same: by what they answer and by which rule, not by their hashes.
bool same_answer(const PDPDecision& a, const PDPDecision& b);

// The refusal of a request that no rule was asked about. `policy_hash` is empty where there is no
// policy.
PDPDecision refuse(const PDPRequest& request, std::string_view policy_hash, std::string_view why);

// An allowed decision without the approvals that it owed, hashed anew. A refusal stays as it is.
PDPDecision discharge_approvals(const PDPRequest& request, PDPDecision decision);

}  // namespace writ::policy
