// A session: an agent's run under one verified policy bundle.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/pointer.h"
#include "canon/record.h"
#include "canon/types.h"
#include "policy/bundle.h"
#include "policy/version.h"

namespace writ::session {

// Why a session refuses by itself, as the `reason` of a decision.
namespace reason {
inline constexpr std::string_view closed = "SESSION_CLOSED";
inline constexpr std::string_view principal = "SESSION_PRINCIPAL_MISMATCH";
inline constexpr std::string_view purpose = "SESSION_PURPOSE_MISMATCH";
inline constexpr std::string_view risk_tier = "SESSION_RISK_TIER_MISMATCH";
inline constexpr std::string_view missing_member = "SESSION_MEMBER_MISSING";
inline constexpr std::string_view policy_withdrawn = "POLICY_WITHDRAWN";
inline constexpr std::string_view decisions_spent = "BUDGET_DECISIONS_SPENT";
inline constexpr std::string_view eval_ms_spent = "BUDGET_EVAL_MS_SPENT";
inline constexpr std::string_view eval_bytes_spent = "BUDGET_EVAL_BYTES_SPENT";
inline constexpr std::string_view tokens_spent = "BUDGET_TOKENS_SPENT";
inline constexpr std::string_view tokens_unstated = "BUDGET_TOKENS_UNSTATED";
}  // namespace reason

using SessionId = canon::Id<struct SessionTag>;
using Amount = canon::Bounded<0, canon::max_exact_integer>;

// Whose word counts for who the principal is.
enum class AssertedRoles : std::uint8_t {
  ignore,  // the directory's alone
  accept,  // that of whoever made the session and of its requests; the directory fills in
};
constexpr auto wire_names(AssertedRoles) {
  return std::to_array<std::string_view>({"ignore", "accept"});
}

// What becomes of a session when another bundle comes into force.
enum class PolicyUpdate : std::uint8_t {
  follow,  // it goes on under the new one
  pin,     // it goes on under its own
  close,   // it ends
};
constexpr auto wire_names(PolicyUpdate) {
  return std::to_array<std::string_view>({"follow", "pin", "close"});
}

// Which of the bundles of a (tenant, name) decides.
enum class Arm : std::uint8_t { active, canary };
constexpr auto wire_names(Arm) { return std::to_array<std::string_view>({"active", "canary"}); }

// What a session may use up; what is absent is not limited.
struct Budget {
  std::optional<Amount> max_decisions;
  std::optional<Amount> max_eval_ms;
  std::optional<Amount> max_eval_bytes;
  std::optional<Amount> max_tokens;

  static constexpr auto record(auto&& f) {
    using B = Budget;
    using canon::field;
    return f("SessionBudget", "What a session may use up; past it every decision is a refusal.",
             field<&B::max_decisions>("maxDecisions", "Decisions."),
             field<&B::max_eval_ms>("maxEvalMs", "Milliseconds of deciding."),
             field<&B::max_eval_bytes>("maxEvalBytes", "Bytes of requests, as canonical JSON."),
             field<&B::max_tokens>("maxTokens", "Tokens of models, as its requests state them."));
  }
};

// A member that every request of a session must have: a member's name, or a JSON pointer.
class RequiredMember {
 public:
  static constexpr std::string_view expected =
      "a member's name such as `purpose`, or a JSON pointer such as `/ctx/riskTier`";

  bool set(std::string_view text);
  const std::string& text() const { return text_; }
  const canon::Pointer& pointer() const { return pointer_; }

 private:
  std::string text_;
  canon::Pointer pointer_;
};

struct Session {
  SessionId session_id;
  policy::TenantId tenant_id;
  policy::BundleName policy_name;
  policy::Version policy_version;
  canon::HexDigest policy_hash;
  canon::Json principal;  // an object with an `id`
  Arm arm = Arm::active;  // the small ones lie together: there are many sessions
  PolicyUpdate policy_update = PolicyUpdate::follow;
  AssertedRoles asserted_roles = AssertedRoles::ignore;
  std::optional<policy::RiskTier> risk_tier;
  std::optional<std::string> purpose;
  std::optional<std::vector<RequiredMember>> require_members;
  std::optional<Budget> budget;
  canon::Timestamp created_at;
  std::string created_by;
  std::optional<canon::Timestamp> closed_at;
  std::optional<std::string> close_reason;

  std::string_view principal_id() const;

  static constexpr auto record(auto&& f) {
    using S = Session;
    using canon::field;
    return f("Session", "An agent's run under one verified bundle.",
             field<&S::session_id>("sessionId", "Names it."),
             field<&S::tenant_id>("tenantId", "Whose."),
             field<&S::policy_name>("policyName", "Of which of the tenant's policies."),
             field<&S::policy_version>("policyVersion", "The version that it was bound to."),
             field<&S::policy_hash>("policyHash", "That version's hash."),
             field<&S::arm>("arm", "Whether that was the one in force or a canary."),
             field<&S::policy_update>("policyUpdate",
                                      "What becomes of it when another comes into force."),
             field<&S::principal>("principal", "Who acts in it: an object with an `id`."),
             field<&S::asserted_roles>("assertedRoles",
                                       "Whether roles that are told count, or the directory's "
                                       "alone."),
             field<&S::purpose>("purpose", "What all of its requests are for."),
             field<&S::risk_tier>("riskTier", "The risk tier of all of its requests."),
             field<&S::require_members>("requireMembers", "What each request must have."),
             field<&S::budget>("budget", "What it may use up."),
             field<&S::created_at>("createdAt", "Since when."),
             field<&S::created_by>("createdBy", "Who made it."),
             field<&S::closed_at>("closedAt", "Since when it is closed; absent while it is open."),
             field<&S::close_reason>("closeReason", "Why it was closed."));
  }
};

}  // namespace writ::session
