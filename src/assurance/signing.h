// The hash of a case, and the check that somebody trusted vouches for it.
//
// What is signed is the hash itself, as its 64 hex digits in UTF-8.
#pragma once

#include <string>
#include <string_view>

#include "assurance/case.h"
#include "canon/json.h"
#include "canon/signature.h"
#include "keys/key_ring.h"

namespace writ::assurance {

// Reasons for which verify() refuses, besides those of keys::refusal.
namespace refusal {
inline constexpr std::string_view not_finalized = "not-finalized";
inline constexpr std::string_view hash_mismatch = "case-hash-mismatch";
}  // namespace refusal

// SHA-256 of the canonical form of a case without its `caseHash`, in hex.
std::string case_hash(const canon::Value& content);

// The case with its `caseHash`, whatever it had before.
canon::Sourced<AssuranceCase> finalize(canon::Sourced<AssuranceCase> content);

// Whether the case's hash is that of its content and an `audit` key that is trusted for its tenant
// signed it.
canon::Verdict verify(const SignedAssuranceCase& signed_case, const keys::KeyRing& ring);

}  // namespace writ::assurance
