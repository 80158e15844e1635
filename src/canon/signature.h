// The answer of a signature check, and the check of a signature whose key is handed in with it.
#pragma once

#include <string_view>

namespace writ::canon {

// Good, or refused with a reason from a closed vocabulary. There is no default: a verdict that
// nobody gave must not be a good one.
class [[nodiscard]] Verdict {
 public:
  static Verdict good() { return Verdict(true, {}); }
  static Verdict refused(std::string_view reason) { return Verdict(false, reason); }

  bool ok() const { return ok_; }
  std::string_view reason() const { return reason_; }  // in static storage; empty where ok()

 private:
  Verdict(bool ok, std::string_view reason) : ok_(ok), reason_(reason) {}

  bool ok_;
  std::string_view reason_;
};

// Every reason that check_signature() gives, in the order of its checks.
namespace signature_reason {
inline constexpr std::string_view unknown_alg = "unknown-alg";
inline constexpr std::string_view malformed_base64 = "malformed-base64";
inline constexpr std::string_view public_key_malformed = "public-key-malformed";
inline constexpr std::string_view public_key_not_canonical = "public-key-not-canonical";
inline constexpr std::string_view public_key_low_order = "public-key-low-order";
inline constexpr std::string_view signature_malformed = "signature-malformed";
inline constexpr std::string_view signature_invalid = "signature-invalid";
}  // namespace signature_reason

// The names of the algorithms on the wire.
inline constexpr std::string_view alg_ed25519 = "ed25519";
inline constexpr std::string_view alg_hmac_sha256 = "hmac-sha256";

// All but `alg` in padded standard base64. The public key is 32 raw bytes or a SubjectPublicKeyInfo
// in DER; with hmac-sha256 it is the shared secret, of any length but 0. The message may be empty.
struct DetachedSignature {
  std::string_view alg;
  std::string_view public_key;
  std::string_view message;
  std::string_view signature;
};

// A pure function of its argument, which says nothing about whether the key is to be trusted.
Verdict check_signature(const DetachedSignature& detached);

}  // namespace writ::canon
