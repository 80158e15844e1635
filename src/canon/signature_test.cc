#include "canon/signature.h"

#include <gtest/gtest.h>

#include <string>
#include <type_traits>

#include "canon/base64.h"
#include "canon/ed25519.h"
#include "canon/hmac.h"

namespace writ::canon {
namespace {

static_assert(!std::is_default_constructible_v<Verdict>);
static_assert(!std::is_convertible_v<Verdict, bool> && !std::is_convertible_v<bool, Verdict>);

struct Parts {
  std::string alg;
  std::string key;
  std::string message;
  std::string signature;

  std::string_view reason() const {
    return check_signature({alg, key, message, signature}).reason();
  }
};

Parts ed25519_parts(std::string_view message) {
  const auto key = Ed25519PrivateKey::generate();
  return {"ed25519", to_base64(key.public_key().raw()), to_base64(message),
          to_base64(view(key.sign(message)))};
}

Parts hmac_parts(std::string_view message) {
  return {"hmac-sha256", to_base64("a secret"), to_base64(message),
          to_base64(view(hmac_sha256("a secret", message)))};
}

TEST(CheckSignature, GoodOnesOfBothAlgorithmsEmptyMessagesToo) {
  for (const char* message : {"", "a message"}) {
    EXPECT_EQ(ed25519_parts(message).reason(), "");
    EXPECT_EQ(hmac_parts(message).reason(), "");
  }
}

TEST(CheckSignature, TheKeyMayBeASubjectPublicKeyInfo) {
  const auto key = Ed25519PrivateKey::generate();
  const Parts parts{"ed25519", to_base64(key.public_key().spki()), "",
                    to_base64(view(key.sign("")))};
  EXPECT_EQ(parts.reason(), "");
}

TEST(CheckSignature, AnAlgorithmIsKnownByItsExactName) {
  Parts parts = ed25519_parts("m");
  for (const char* alg : {"", "Ed25519", "ed25519 ", "hmac", "none", "ed448"}) {
    parts.alg = alg;
    EXPECT_EQ(parts.reason(), "unknown-alg") << alg;
  }
}

TEST(CheckSignature, EachTextMustBePaddedBase64) {
  for (std::string Parts::* member : {&Parts::key, &Parts::message, &Parts::signature}) {
    Parts parts = ed25519_parts("m");
    (parts.*member).pop_back();
    EXPECT_EQ(parts.reason(), "malformed-base64");
    parts.*member = "not base64!!";
    EXPECT_EQ(parts.reason(), "malformed-base64");
  }
}

TEST(CheckSignature, EachFlawOfAPublicKeyHasItsReason) {
  Parts parts = ed25519_parts("m");
  parts.key = "";
  EXPECT_EQ(parts.reason(), "public-key-malformed");
  parts.key = to_base64(std::string("\x02") + std::string(31, '\0'));  // no point of the curve
  EXPECT_EQ(parts.reason(), "public-key-malformed");
  parts.key = to_base64(std::string(32, '\xff'));
  EXPECT_EQ(parts.reason(), "public-key-not-canonical");
  parts.key = to_base64(std::string(32, '\0'));
  EXPECT_EQ(parts.reason(), "public-key-low-order");
}

// Under the identity as the key, R = the identity and S = 0 satisfy the equation for any message.
TEST(CheckSignature, TheSignatureThatFitsEveryMessageIsRefused) {
  const std::string identity = std::string("\x01") + std::string(31, '\0');
  const Parts parts{"ed25519", to_base64(identity), to_base64("anything"),
                    to_base64(identity + std::string(32, '\0'))};
  EXPECT_EQ(parts.reason(), "public-key-low-order");
}

TEST(CheckSignature, AnEmptySharedSecretIsRefused) {
  const Parts parts{"hmac-sha256", "", "", to_base64(view(hmac_sha256("", "")))};
  EXPECT_EQ(parts.reason(), "public-key-malformed");
}

TEST(CheckSignature, AnotherLengthIsMalformed) {
  for (Parts parts : {ed25519_parts("m"), hmac_parts("m")}) {
    const std::string good = *from_base64(parts.signature);
    for (const std::string& other : {std::string(), good.substr(1), good + '\0'}) {
      parts.signature = to_base64(other);
      EXPECT_EQ(parts.reason(), "signature-malformed") << parts.alg;
    }
  }
}

TEST(CheckSignature, AnotherMessageKeyOrAlgorithmIsInvalid) {
  for (Parts parts : {ed25519_parts("m"), hmac_parts("m")}) {
    const Parts good = parts;
    parts.message = to_base64("n");
    EXPECT_EQ(parts.reason(), "signature-invalid") << parts.alg;
    parts = good;
    parts.key = ed25519_parts("m").key;
    EXPECT_EQ(parts.reason(), "signature-invalid") << parts.alg;
  }
  // A public key is no secret: what it signs as one must not pass for the owner's signature.
  Parts confused = ed25519_parts("m");
  confused.signature = to_base64(view(hmac_sha256(*from_base64(confused.key), "m")));
  EXPECT_EQ(confused.reason(), "signature-malformed");
}

}  // namespace
}  // namespace writ::canon
