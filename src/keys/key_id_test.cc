#include "keys/key_id.h"

#include <gtest/gtest.h>

#include "canon/digest.h"
#include "canon/hex.h"

namespace writ::keys {
namespace {

TEST(KeyIdOf, APublicKeyIsItsPurposeAndTheBeginningOfItsHash) {
  const auto key = canon::Ed25519PublicKey::parse(
      *canon::from_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
  EXPECT_EQ(id_of(Purpose::audit, *key).text(), "audit-21fe31dfa154a261");
  EXPECT_EQ(id_of(Purpose::journal, *key).text(), "journal-21fe31dfa154a261");
}

TEST(KeyIdOf, ASecretIsNotGivenAwayByItsHash) {
  const std::string bytes(32, 's');
  const auto secret = canon::HmacSecret::from_bytes(bytes);
  const std::string id = id_of(Purpose::approval, *secret).text();
  EXPECT_EQ(id, "approval-" + canon::sha256_hex("writ key id hmac-sha256\n" + bytes).substr(0, 16));
  EXPECT_NE(id, "approval-" + canon::sha256_hex(bytes).substr(0, 16));
}

}  // namespace
}  // namespace writ::keys
