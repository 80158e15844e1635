// signature.verify: whether a signature is good under a key that comes with it.
#include "canon/record_define.h"
#include "canon/signature.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct SignatureVerifyRequest {
  std::string alg;
  std::string public_key;
  std::string message;
  std::string signature;

  static constexpr auto record(auto&& f) {
    using R = SignatureVerifyRequest;
    using canon::field;
    return f("SignatureVerifyRequest", "A message, a signature and a key, in base64.",
             field<&R::alg>("alg", "`ed25519` or `hmac-sha256`."),
             field<&R::public_key>("publicKey",
                                   "32 raw bytes or an SPKI in DER; the shared secret "
                                   "for `hmac-sha256`."),
             field<&R::message>("message", "What was signed."),
             field<&R::signature>("signature", "The signature."));
  }
};

struct SignatureVerifyResponse {
  bool ok = false;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using R = SignatureVerifyResponse;
    using canon::field;
    return f("SignatureVerifyResponse", "Whether it is good; says nothing about trust in the key.",
             field<&R::ok>("ok", "Whether it is good."),
             field<&R::reason>("reason", "Why it is not."));
  }
};

std::optional<std::string_view> tenant_of(const SignatureVerifyRequest&) { return std::nullopt; }

namespace {

Result<SignatureVerifyResponse> verify(const SignatureVerifyRequest& request) {
  const canon::Verdict verdict = canon::check_signature({.alg = request.alg,
                                                         .public_key = request.public_key,
                                                         .message = request.message,
                                                         .signature = request.signature});
  SignatureVerifyResponse response{.ok = verdict.ok()};
  if (!verdict.ok()) response.reason = verdict.reason();
  return response;
}

}  // namespace

const Operation signature_verify =
    define<verify>({.name = "signature.verify",
                    .doc = "Checks a signature under a key that comes with it.",
                    .capability = Capability::read,
                    .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::SignatureVerifyRequest);
DEFINE_RECORD(writ::ops::SignatureVerifyResponse);
