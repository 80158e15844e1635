#include "assurance/signing.h"

#include "canon/canonical.h"
#include "canon/digest.h"

namespace writ::assurance {

std::string case_hash(const canon::Value& content) {
  return canon::sha256_hex(canon::canonical_without(content, "caseHash"));
}

canon::Sourced<AssuranceCase> finalize(canon::Sourced<AssuranceCase> content) {
  const std::string hash = case_hash(content.source.value());
  content.source = content.source.with("caseHash", canon::Json::of_text(hash));
  content.value.case_hash = canon::HexDigest(hash);
  return content;
}

canon::Verdict verify(const SignedAssuranceCase& signed_case, const keys::KeyRing& ring) {
  const canon::Sourced<AssuranceCase>& content = signed_case.content;
  if (!content->case_hash) return canon::Verdict::refused(refusal::not_finalized);
  if (case_hash(content.source.value()) != content->case_hash->text()) {
    return canon::Verdict::refused(refusal::hash_mismatch);
  }
  return ring.verify(signed_case.signature, content->case_hash->text(), keys::Purpose::audit,
                     content->tenant_id.text());
}

}  // namespace writ::assurance
