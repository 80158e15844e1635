#include "policy/signing.h"

#include "canon/canonical.h"
#include "canon/digest.h"

namespace writ::policy {

std::string policy_hash(const canon::Value& bundle) {
  return canon::sha256_hex(canon::canonical_without(bundle, "policyHash"));
}

std::string signed_hash(const canon::Json& content) {
  return canon::sha256_hex(canon::canonical(content.value()));
}

PolicyBundle finalize(PolicyBundle bundle) {
  bundle.policy_hash.reset();
  bundle.policy_hash = canon::HexDigest(canon::sha256_hex(canon::encode(bundle)));
  return bundle;
}

canon::Verdict verify(const SignedPolicyBundle& bundle, const keys::KeyRing& ring) {
  if (!bundle.bundle->policy_hash) return canon::Verdict::refused(refusal::not_finalized);
  if (policy_hash(bundle.bundle.source.value()) != bundle.bundle->policy_hash->text()) {
    return canon::Verdict::refused(refusal::hash_mismatch);
  }
  return ring.verify(bundle.signature, signed_hash(bundle.bundle.source), keys::Purpose::audit,
                     bundle.bundle->tenant_id.text());
}

canon::Verdict verify(const SignedPolicyActivation& activation, const keys::KeyRing& ring) {
  return ring.verify(activation.signature, signed_hash(activation.activation.source),
                     keys::Purpose::approval, activation.activation->tenant_id.text());
}

canon::Verdict verify(const SignedApprovalGrant& grant, const keys::KeyRing& ring) {
  return ring.verify(grant.signature, signed_hash(grant.grant.source), keys::Purpose::approval,
                     grant.grant->tenant_id.text());
}

}  // namespace writ::policy
