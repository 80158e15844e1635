// What `require-approval` comes to: who may approve, the signed record that they did, and the
// decision that an approval leaves.
//
// A grant says which question it is for (the hash of the request as it counted, its subject
// included), under which policy, on which terms, who granted it and what was known of them. What
// uses it compares all of that with the decision at hand: nothing of it is taken from elsewhere.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"
#include "keys/key_record.h"
#include "policy/bundle.h"
#include "policy/request.h"

namespace writ::policy {

struct Approver {
  std::string id;
  std::vector<std::string> roles;
  std::optional<Assurance> assurance;
  bool in_directory = false;

  static constexpr auto record(auto&& f) {
    using A = Approver;
    using canon::field;
    return f("Approver", "Somebody who approves, as they were known when they did.",
             field<&A::id>("id", "Who."), field<&A::roles>("roles", "The roles that they held."),
             field<&A::assurance>("assurance", "How sure of them we were."),
             field<&A::in_directory>("inDirectory",
                                     "Whether the directory of principals knew them; otherwise it "
                                     "was their credential."));
  }
};

struct ApprovalGrant {
  canon::Literal<"approval-grant"> kind;
  ApprovalId approval_id;
  TenantId tenant_id;
  BundleName name;
  canon::HexDigest policy_hash;
  canon::HexDigest request_hash;
  std::string asker;
  std::vector<ApprovalPolicy> terms;
  Approver approver;
  std::string granted_by;
  canon::Timestamp granted_at;
  canon::Timestamp expires_at;

  static constexpr auto record(auto&& f) {
    using G = ApprovalGrant;
    using canon::field;
    return f("ApprovalGrant", "Somebody's word that one question may be allowed once.",
             field<&G::kind>("kind", "Tells signed records apart."),
             field<&G::approval_id>("approvalId", "Which approval this grants."),
             field<&G::tenant_id>("tenantId", "In which tenant."),
             field<&G::name>("name", "Under which policy."),
             field<&G::policy_hash>("policyHash", "That policy's hash: no other counts."),
             field<&G::request_hash>("requestHash", "SHA-256 of the request's canonical JSON."),
             field<&G::asker>("asker", "Who asked."),
             field<&G::terms>("terms", "What the policy demands of an approver."),
             field<&G::approver>("approver", "Who granted it."),
             field<&G::granted_by>("grantedBy",
                                   "By whose credential: the approver's own, or that of somebody "
                                   "who may speak for them."),
             field<&G::granted_at>("grantedAt", "When."),
             field<&G::expires_at>("expiresAt", "Until when it can be used."));
  }
};

struct SignedApprovalGrant {
  canon::Sourced<ApprovalGrant> grant;
  keys::SignatureBlock signature;

  static constexpr auto record(auto&& f) {
    using S = SignedApprovalGrant;
    using canon::field;
    return f("SignedApprovalGrant", "A grant with the signature of an `approval` key.",
             field<&S::grant>("grant", "What is vouched for."),
             field<&S::signature>("signature", "Over the SHA-256 of its canonical JSON."));
  }
};

// The terms of every approval that an allowed decision owes; none for a refusal. An approval must
// meet all of them.
std::vector<ApprovalPolicy> approval_terms(const PDPDecision& decision);
bool owes_approval(const PDPDecision& decision);

// Whether both demand the same, in the same order.
bool same_terms(const std::vector<ApprovalPolicy>& a, const std::vector<ApprovalPolicy>& b);

// Whether the approver holds, for each of the terms, one of its roles at its assurance or better.
// Nobody meets an empty list of roles.
bool meets(const Approver& approver, const std::vector<ApprovalPolicy>& terms);

// When something that begins at `from` ends by the shortest of the terms; never past the year 9999.
Instant end_of(const std::vector<ApprovalPolicy>& terms, Instant from);

}  // namespace writ::policy
