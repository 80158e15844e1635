#include "canon/signature.h"

#include <optional>
#include <string>

#include "canon/base64.h"
#include "canon/ed25519.h"
#include "canon/hmac.h"

namespace writ::canon {
namespace {

namespace reason = signature_reason;

std::string_view reason_of(const Code& code) {
  if (code.name == public_key::low_order.name) return reason::public_key_low_order;
  if (code.name == public_key::not_canonical.name) return reason::public_key_not_canonical;
  return reason::public_key_malformed;
}

Verdict check_ed25519(std::string_view key, std::string_view message, std::string_view signature) {
  const Result<Ed25519PublicKey> parsed = Ed25519PublicKey::parse(key);
  if (!parsed) return Verdict::refused(reason_of(parsed.error().code));
  if (signature.size() != Ed25519Signature{}.size()) {
    return Verdict::refused(reason::signature_malformed);
  }
  return verify(*parsed, message, signature) ? Verdict::good()
                                             : Verdict::refused(reason::signature_invalid);
}

// An empty secret is nobody's secret.
Verdict check_hmac(std::string_view secret, std::string_view message, std::string_view tag) {
  if (secret.empty()) return Verdict::refused(reason::public_key_malformed);
  if (tag.size() != HmacTag{}.size()) return Verdict::refused(reason::signature_malformed);
  return hmac_sha256_matches(secret, message, tag) ? Verdict::good()
                                                   : Verdict::refused(reason::signature_invalid);
}

}  // namespace

Verdict check_signature(const DetachedSignature& detached) {
  const bool ed25519 = detached.alg == alg_ed25519;
  if (!ed25519 && detached.alg != alg_hmac_sha256) return Verdict::refused(reason::unknown_alg);

  const std::optional<std::string> key = from_base64(detached.public_key);
  const std::optional<std::string> message = from_base64(detached.message);
  const std::optional<std::string> signature = from_base64(detached.signature);
  if (!key || !message || !signature) return Verdict::refused(reason::malformed_base64);
  return ed25519 ? check_ed25519(*key, *message, *signature)
                 : check_hmac(*key, *message, *signature);
}

}  // namespace writ::canon
