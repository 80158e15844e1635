// canon.canonicalize: the canonical form of a JSON text, and its hash.
#include "canon/canonical.h"
#include "canon/digest.h"
#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/table.h"

namespace writ::ops {

struct CanonicalizeRequest {
  std::string json;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("CanonicalizeRequest", "A JSON document, as text.",
             field<&CanonicalizeRequest::json>("json", "The document's text."));
  }
};

struct CanonicalizeResponse {
  std::string canonical;
  canon::HexDigest sha256;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("CanonicalizeResponse", "Its RFC 8785 form.",
             field<&CanonicalizeResponse::canonical>("canonical", "The canonical text."),
             field<&CanonicalizeResponse::sha256>("sha256", "Its SHA-256 in hex."));
  }
};

std::optional<std::string_view> tenant_of(const CanonicalizeRequest&) { return std::nullopt; }

namespace {

Result<CanonicalizeResponse> canonicalize(const CanonicalizeRequest& request) {
  WRIT_TRY(const canon::Json document, canon::Json::parse(request.json));
  std::string text = canon::canonical(document.value());
  canon::HexDigest digest(canon::sha256_hex(text));
  return CanonicalizeResponse{std::move(text), std::move(digest)};
}

}  // namespace

const Operation canon_canonicalize =
    define<canonicalize>({.name = "canon.canonicalize",
                          .doc = "Writes a JSON text in its canonical form (RFC 8785).",
                          .capability = Capability::read,
                          .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::CanonicalizeRequest);
DEFINE_RECORD(writ::ops::CanonicalizeResponse);
