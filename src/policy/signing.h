// The hashes of bundles, activations and grants, and the check that somebody trusted vouches for
// them.
//
// What is signed is always a hash, as its 64 hex digits in UTF-8.
#pragma once

#include <string>

#include "base/instant.h"
#include "canon/json.h"
#include "canon/signature.h"
#include "keys/key_ring.h"
#include "policy/approval.h"
#include "policy/bundle.h"
#include "policy/registry.h"

namespace writ::policy {

// SHA-256 of the canonical form of a bundle without its `policyHash`, in hex.
std::string policy_hash(const canon::Value& bundle);

// SHA-256 of the canonical form of a bundle, an activation or a grant as it is, in hex: what is
// signed.
std::string signed_hash(const canon::Json& content);

// The bundle with its `policyHash`, whatever it had before.
PolicyBundle finalize(PolicyBundle bundle);

// Whether the bundle's hash is that of its content and an `audit` key that is trusted for its
// tenant signed it. Reasons: `not-finalized`, `policy-hash-mismatch` and those of keys::refusal.
canon::Verdict verify(const SignedPolicyBundle& bundle, const keys::KeyRing& ring);

// The same for an activation, with an `approval` key.
canon::Verdict verify(const SignedPolicyActivation& activation, const keys::KeyRing& ring);

// The same for the grant of an approval.
canon::Verdict verify(const SignedApprovalGrant& grant, const keys::KeyRing& ring);

}  // namespace writ::policy
