// An approval as it is kept: a question that somebody must allow, and what became of it.
//
// pending ─▶ granted ─▶ used; both can be withdrawn, a pending one can be denied, and what is not
// used in time has expired, without anybody doing anything. The request itself is kept while
// somebody may have to look at it; afterwards its hash is left, and the journal's copy with its own
// life.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"
#include "policy/approval.h"
#include "store/rows.h"

namespace writ::ops {

namespace fault {
inline constexpr Code unknown_approval{"ops.unknown_approval", Category::not_found};
}  // namespace fault

// Why an approval does not count, is not granted or is not asked for. Besides these there are the
// names of the states that are in the way (`used`, `expired`, …) and, for its signature, the
// reasons of keys::refusal.
namespace approval_refusal {
inline constexpr std::string_view unknown = "unknown-approval";
inline constexpr std::string_view another_question = "for-another-question";
inline constexpr std::string_view other_policy = "other-policy";
inline constexpr std::string_view not_demanded = "not-demanded";
inline constexpr std::string_view altered = "altered";
inline constexpr std::string_view approver_not_allowed = "approver-not-allowed";
inline constexpr std::string_view self_approval = "self-approval";
inline constexpr std::string_view too_many_pending = "too-many-pending";
inline constexpr std::string_view request_too_large = "request-too-large";
}  // namespace approval_refusal

using ApprovalReason = canon::Id<struct ApprovalReasonTag>;

// How an approval ended.
struct ApprovalEnd {
  std::string by;
  canon::Timestamp at;
  std::optional<ApprovalReason> reason;

  static constexpr auto record(auto&& f) {
    using E = ApprovalEnd;
    using canon::field;
    return f("ApprovalEnd", "Who ended it, by using, denying or withdrawing it.",
             field<&E::by>("by", "Who."), field<&E::at>("at", "When."),
             field<&E::reason>("reason", "Why, for people."));
  }
};

struct ApprovalRecord {
  policy::ApprovalId approval_id;
  policy::TenantId tenant_id;
  policy::BundleName name;
  canon::HexDigest policy_hash;
  canon::HexDigest request_hash;
  std::string asker;
  std::string requested_by;
  std::vector<policy::ApprovalPolicy> terms;
  std::optional<canon::Json> request;
  policy::ApprovalState state = policy::ApprovalState::pending;
  canon::Timestamp requested_at;
  canon::Timestamp expires_at;
  std::optional<policy::SignedApprovalGrant> grant;
  std::optional<ApprovalEnd> ended;

  static constexpr auto record(auto&& f) {
    using A = ApprovalRecord;
    using canon::field;
    return f("Approval", "A question that somebody must approve, and what became of it.",
             field<&A::approval_id>("approvalId", "Names it, in its tenant."),
             field<&A::tenant_id>("tenantId", "Whose policy demands it."),
             field<&A::name>("name", "Which policy."),
             field<&A::policy_hash>("policyHash", "That policy's hash: it counts under no other."),
             field<&A::request_hash>("requestHash", "SHA-256 of the request's canonical JSON."),
             field<&A::asker>("asker", "Whom the request is for; never its approver."),
             field<&A::requested_by>("requestedBy", "Whose credential it came by."),
             field<&A::terms>("terms", "What the policy demands of an approver, all of it."),
             field<&A::request>("request",
                                "The request as it counted; absent once nobody needs to look at "
                                "it any more."),
             field<&A::state>("state", "Where it stands."),
             field<&A::requested_at>("requestedAt", "Since when somebody is asked."),
             field<&A::expires_at>("expiresAt",
                                   "Until when it can be granted, once granted be used, or once "
                                   "denied is not asked for again."),
             field<&A::grant>("grant", "The signed record of its grant."),
             field<&A::ended>("ended", "How it ended."));
  }
};

struct ApprovalRef {
  policy::TenantId tenant_id;
  policy::ApprovalId approval_id;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ApprovalRef", "An approval.",
             field<&ApprovalRef::tenant_id>("tenantId", "In which tenant."),
             field<&ApprovalRef::approval_id>("approvalId", "Which."));
  }
};
inline std::optional<std::string_view> tenant_of(const ApprovalRef& ref) {
  return ref.tenant_id.text();
}
Problem unknown(const policy::TenantId& tenant, const policy::ApprovalId& id);

// Where it stands at a moment: what is pending or granted past its time has expired.
policy::ApprovalState state_at(const ApprovalRecord& approval, Instant now);

// Brings it to an end: nobody needs to look at the request any more.
void end(ApprovalRecord& approval, policy::ApprovalState state, std::string by,
         std::optional<ApprovalReason> reason, Instant now);

// Whether asking the same again would only be told of it: somebody is asked, has granted it, or has
// denied it and meant it for a while.
bool stands(const ApprovalRecord& approval, Instant now);

// The wire name of a state, which is also the reason where it is in the way.
std::string_view name_of(policy::ApprovalState state);

// What makes two questions the same: who asks what, under which policy.
struct ApprovalSubject {
  std::string tenant_id;
  std::string name;
  std::string policy_hash;
  std::string request_hash;
  std::string asker;
  std::optional<canon::Bounded<0, canon::max_exact_integer>> sequence;  // for an id only

  static constexpr auto record(auto&& f) {
    using S = ApprovalSubject;
    using canon::field;
    return f("ApprovalSubject", "What an approval's id is the hash of.",
             field<&S::tenant_id>("tenantId", "Whose policy."),
             field<&S::name>("name", "Which policy."),
             field<&S::policy_hash>("policyHash", "Its hash."),
             field<&S::request_hash>("requestHash", "What is asked."),
             field<&S::asker>("asker", "Who asks."),
             field<&S::sequence>("sequence", "How far the store was when it was asked."));
  }

  std::string key() const;  // SHA-256 in hex, the sequence left out
  // `apr_` and 32 hex digits. `of_store` is a number of the store that no two filings share.
  policy::ApprovalId id(std::int64_t of_store) const;
};
ApprovalSubject subject_of(const ApprovalRecord& approval);

// The row of an approval in the store; without a record it is of one that is gone.
inline constexpr std::string_view approval_kind = "approval";
store::DocumentRow row_of(const ApprovalRecord& approval, Instant now);
store::DocumentRow row_without(const ApprovalRecord& approval, Instant now);

}  // namespace writ::ops
