#include "canon/pkcs8.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "canon/hex.h"

namespace writ::canon {
namespace {

constexpr std::string_view passphrase = "open-sesame";

// RFC 8410, sections 10.1 and 10.3: a public key, and the private key that belongs to it.
constexpr std::string_view rfc_public =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
    "-----END PUBLIC KEY-----\n";
constexpr std::string_view rfc_private =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
    "-----END PRIVATE KEY-----\n";
constexpr std::string_view rfc_seed =
    "d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842";

// The same private key as OpenSSL 3.0 writes it under the passphrase, with these choices.
constexpr std::string_view pbkdf2_aes256 =  // pkey -aes256
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhyK6q+9L5nKgICCAAw\n"
    "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEDcO6pJ83hj8aTvOOyjINQAEQC2A\n"
    "qmZjT9WlBPhVLWxaTQ1BHYnW5jfQCbJnhvcd40ar6gofl4KMYHs/4cyLCbYSLm0i\n"
    "a7vL0tA0Xz3bFfDe8+w=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";
constexpr std::string_view pbkdf2_des3 =  // pkcs8 -topk8 -v2 des3
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGKME4GCSqGSIb3DQEFDTBBMCkGCSqGSIb3DQEFDDAcBAhXLRloHQywnAICCAAw\n"
    "DAYIKoZIhvcNAgkFADAUBggqhkiG9w0DBwQIskKvmeCQ+CoEOB2HK2GkRSz76Z/t\n"
    "hf6ZTCZ8r5d3IJm29w1tB/TPH9l3XXBF4g1PBpSa/cptAur72U+EexA0rbaJ\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";
constexpr std::string_view scrypt_aes256 =  // pkcs8 -topk8 -scrypt
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGTME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAjIF0vZ0VTYzgICQAAC\n"
    "AQgCAQEwHQYJYIZIAWUDBAEqBBAv57YIDniO2TeXpHQpdnouBEDGOOaCHj0BKGOU\n"
    "h0mcc2FMIU81vUoVs4EX124N0G6o7+MiBDNcpGB3oOskqgG9hLjYmmUU/E51q/EA\n"
    "zJfsIcHj\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";
constexpr std::string_view pbes1_des3 =  // pkcs8 -topk8 -v1 PBE-SHA1-3DES
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MFgwHAYKKoZIhvcNAQwBAzAOBAimOqi0eoO3pAICCAAEOAccqb9XO57wnpnTSR5n\n"
    "v2udnbT2AHwHw+5WkO4bh8mV6e+5jilQKfCW+4VLf0moxvWVbkOvbCZE\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";
constexpr std::string_view pbkdf2_rc2 =  // pkcs8 -topk8 -v2 rc2-cbc
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGSMFYGCSqGSIb3DQEFDTBJMCwGCSqGSIb3DQEFDDAfBAjwk7hBfrhKZAICCAAC\n"
    "ARAwDAYIKoZIhvcNAgkFADAZBggqhkiG9w0DAjANAgE6BAgSiK7HtHdBaAQ4Wsmi\n"
    "IYAG5Aank2AEAeWIIb7UiFrJGEpeBXn9eyg0srUAy4EYNOwMtN2CQgCamsPLlgb9\n"
    "xS1OFHY=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";
constexpr std::string_view pbkdf2_too_slow =  // pkcs8 -topk8 -iter 10000001
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGdMFkGCSqGSIb3DQEFDTBMMCsGCSqGSIb3DQEFDDAeBAh39bLZM/x8JAIEAJiW\n"
    "gTAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQkEBUMlI06eWdwMRroKTTswRA\n"
    "O0dpuNarRy2EMzNsNOxEbcm9sZ/X49Xn5EGUSWyh/79B/mUVjyQQIdqUDFx7dv9F\n"
    "fCX669Gt5y4IoSx1790bVQ==\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";
constexpr std::string_view scrypt_too_slow =  // pkcs8 -topk8 -scrypt -scrypt_{N 1024,r 1,p 8193}
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGUMFAGCSqGSIb3DQEFDTBDMCIGCSsGAQQB2kcECzAVBAhToyOjrwbXYgICBAAC\n"
    "AQECAiABMB0GCWCGSAFlAwQBKgQQ0rSYina2u8ll96GGw3od+QRAidqqB6BPT0RN\n"
    "vPssbu/axSXU3pHADklxojZpJWUi+plEVIIm8orRSZneWUCYqkrgFplY6sSVbK9s\n"
    "mKruldO3+w==\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";

// Keys of other kinds.
constexpr std::string_view x25519_private =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VuBCIEIADorbdy7K9TkD7rLVSupQILk5g7bge+r4hoApEX7GBQ\n"
    "-----END PRIVATE KEY-----\n";
constexpr std::string_view x25519_encrypted =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgekpmD8rSvOgICCAAw\n"
    "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEKdz1gaUv4S6tlMdyQBt+5EEQBGw\n"
    "j9X9/2LnxiCRZ8NJBb1OJwAOWz+dXd5bbU+F+31CtYcd5t2f4JguU7XJURFLYrhd\n"
    "TTFncgkzqR29ojKrNHM=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";
constexpr std::string_view x25519_public =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VuAyEAZ8ZYId+YKhuzLABBMK3jz8lBZ95+FT96WqnIJKbznxw=\n"
    "-----END PUBLIC KEY-----\n";
constexpr std::string_view p256_private =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgTE+/8ImLPF8cGYZF\n"
    "h17lAvAX7M/+EiEu2t+yCXeo1cChRANCAATdS5+Lq9PCfsC7XiG/Zlw5IeT5zzpP\n"
    "+AK1rt2aOB5kRkjpCHWR+e9sNGWn/XPTDgpQYdynEnRlp5ZU5fS1zZA6\n"
    "-----END PRIVATE KEY-----\n";
constexpr std::string_view p256_traditional =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "MHcCAQEEIExPv/CJizxfHBmGRYde5QLwF+zP/hIhLtrfsgl3qNXAoAoGCCqGSM49\n"
    "AwEHoUQDQgAE3Uufi6vTwn7Au14hv2ZcOSHk+c86T/gCta7dmjgeZEZI6Qh1kfnv\n"
    "bDRlp/1z0w4KUGHcpxJ0ZaeWVOX0tc2QOg==\n"
    "-----END EC PRIVATE KEY-----\n";
constexpr std::string_view p256_traditional_encrypted =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "Proc-Type: 4,ENCRYPTED\n"
    "DEK-Info: AES-256-CBC,2DA8F9EDF2639D926D321CCFB2242941\n"
    "\n"
    "1aYwzi74/0kGlItsBsDBn/PPAOBiKWoyOpYesECGArQjOSfCqJ0mm7eqN/VFHaG+\n"
    "lqx27sUJSIEJQ6W4kDkJ2W++scEMv2qtgwAxyDkcqgVLgpPmoFJrJ2V87cDtfA97\n"
    "v+fGqxAUvz3u0Oq/UurgGw7QzX31U+MV9JjXO2oxf3E=\n"
    "-----END EC PRIVATE KEY-----\n";

std::string refusal(std::string_view text, Passphrase with = std::nullopt) {
  const auto key = read_pem(text, with);
  return key ? "" : std::string(key.error().code.name);
}

std::string seed_of(const Result<PemKey>& key) {
  if (!key) return key.error().message;
  const auto* ed25519 = std::get_if<Ed25519PrivateKey>(&*key);
  return ed25519 == nullptr ? "another kind" : to_hex(ed25519->seed());
}

std::string block(std::string_view label, std::string_view base64) {
  return "-----BEGIN " + std::string(label) + "-----\n" + std::string(base64) + "\n-----END " +
         std::string(label) + "-----\n";
}

TEST(ReadPem, ThePlainKeysOfRfc8410) {
  EXPECT_EQ(seed_of(read_pem(rfc_private)), rfc_seed);
  const auto key = read_pem(rfc_public);
  ASSERT_TRUE(key);
  const auto* public_key = std::get_if<Ed25519PublicKey>(&*key);
  ASSERT_NE(public_key, nullptr);
  EXPECT_EQ(public_key->raw(),
            Ed25519PrivateKey::from_seed(*from_hex(rfc_seed))->public_key().raw());
}

TEST(ReadPem, WhatOpensslEncrypts) {
  for (const auto text : {pbkdf2_aes256, pbkdf2_des3, scrypt_aes256}) {
    EXPECT_EQ(seed_of(read_pem(text, passphrase)), rfc_seed);
  }
}

TEST(ReadPem, AMissingAndAWrongPassphraseAreToldApart) {
  for (const auto text : {pbkdf2_aes256, scrypt_aes256}) {
    EXPECT_EQ(refusal(text), pem::passphrase_missing.name);
    for (const char* wrong : {"", "open-sesamf", "open-sesame ", "OPEN-SESAME"}) {
      EXPECT_EQ(refusal(text, wrong), pem::passphrase_wrong.name) << wrong;
    }
  }
}

TEST(ReadPem, APassphraseThatIsNotNeededIsNotLookedAt) {
  EXPECT_EQ(seed_of(read_pem(rfc_private, "any")), rfc_seed);
}

TEST(ReadPem, OldAndTooCostlyEncryptionIsRefusedBeforeItIsTried) {
  for (const auto text :
       {pbes1_des3, pbkdf2_rc2, pbkdf2_too_slow, scrypt_too_slow, p256_traditional_encrypted}) {
    EXPECT_EQ(refusal(text, passphrase), pem::unsupported_encryption.name);
  }
}

TEST(ReadPem, KeysOfOtherKindsAreRefusedByName) {
  for (const auto text : {x25519_private, x25519_public, p256_private, p256_traditional}) {
    EXPECT_EQ(refusal(text), pem::unsupported_algorithm.name);
  }
  EXPECT_EQ(refusal(x25519_encrypted, passphrase), pem::unsupported_algorithm.name);
  EXPECT_THAT(read_pem(x25519_private).error().message, testing::HasSubstr("`X25519`"));
}

TEST(ReadPem, WhatIsNoKeyIsMalformed) {
  EXPECT_EQ(refusal(""), pem::malformed.name);
  EXPECT_EQ(refusal("a key"), pem::malformed.name);
  EXPECT_EQ(refusal(rfc_private.substr(0, rfc_private.size() - 10)), pem::malformed.name);
  EXPECT_EQ(refusal(block("CERTIFICATE", "MAA=")), pem::malformed.name);
  for (const char* label : {"PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "PUBLIC KEY"}) {
    EXPECT_EQ(refusal(block(label, "MAA="), passphrase), pem::malformed.name) << label;
    EXPECT_EQ(refusal(block(label, "!"), passphrase), pem::malformed.name) << label;
    EXPECT_EQ(refusal(block(label, ""), passphrase), pem::malformed.name) << label;
  }
}

TEST(ReadPem, TextAroundTheBlockIsPassedOver) {
  EXPECT_EQ(seed_of(read_pem("the key:\n" + std::string(rfc_private) + "that was it")), rfc_seed);
}

TEST(ReadPem, TwoBlocksAreNotOneKey) {
  EXPECT_EQ(refusal(std::string(rfc_private) + std::string(rfc_public)), pem::malformed.name);
  EXPECT_EQ(refusal(std::string(rfc_private) + std::string(rfc_private)), pem::malformed.name);
}

TEST(ReadPem, TextOverTheLimitIsRefused) {
  const std::string space(64u << 10, '\n');
  EXPECT_EQ(refusal(space + std::string(rfc_private)), pem::malformed.name);
}

// Each differs from a good key of RFC 8410 in what its comment says.
TEST(ReadPem, ADamagedStructureIsMalformed) {
  // one byte behind the structure
  EXPECT_EQ(refusal(block("PRIVATE KEY",
                          "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhCAA==")),
            pem::malformed.name);
  EXPECT_EQ(
      refusal(block("PUBLIC KEY", "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuEA")),
      pem::malformed.name);
  // a seed of 31 bytes
  EXPECT_EQ(refusal(block("PRIVATE KEY",
                          "MC0CAQAwBQYDK2VwBCEEH9Tuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVg=")),
            pem::malformed.name);
  // NULL parameters, which RFC 8410 forbids
  EXPECT_EQ(refusal(block("PRIVATE KEY",
                          "MDACAQAwBwYDK2VwBQAEIgQg1O5y2/kTWErVttjx92n4rTr+fCjL8dT74Jeoj0R1WEI=")),
            pem::malformed.name);
}

TEST(ReadPem, APublicKeyOfLowOrderIsRefused) {
  EXPECT_EQ(
      refusal(block("PUBLIC KEY", "MCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")),
      public_key::low_order.name);
}

TEST(WritePem, ThePlainFormsAreThoseOfRfc8410) {
  auto key = Ed25519PrivateKey::from_seed(*from_hex(rfc_seed)).value();
  EXPECT_EQ(write_pem(key.public_key()), rfc_public);
  EXPECT_EQ(write_pem(PrivateKey(std::move(key)))->view(), rfc_private);
}

TEST(WritePem, AnEncryptedKeyOpensWithItsPassphraseAlone) {
  const PrivateKey key = Ed25519PrivateKey::from_seed(*from_hex(rfc_seed)).value();
  const auto text = write_pem(key, passphrase);
  ASSERT_TRUE(text);
  EXPECT_TRUE(text->view().starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
  EXPECT_EQ(seed_of(read_pem(text->view(), passphrase)), rfc_seed);
  EXPECT_EQ(refusal(text->view()), pem::passphrase_missing.name);
  EXPECT_EQ(refusal(text->view(), "other"), pem::passphrase_wrong.name);
  EXPECT_NE(write_pem(key, passphrase)->view(), text->view());  // another salt
}

TEST(WritePem, AnEmptyPassphraseIsRefused) {
  const auto text = write_pem(PrivateKey(Ed25519PrivateKey::generate()), "");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code.name, pem::passphrase_empty.name);
}

TEST(WritePem, ASharedSecretComesBack) {
  const PrivateKey secret = HmacSecret::from_bytes("thirty-two bytes of shared secret").value();
  for (const Passphrase with : {Passphrase(), Passphrase(passphrase)}) {
    const auto text = write_pem(secret, with);
    ASSERT_TRUE(text);
    const auto read = read_pem(text->view(), with);
    ASSERT_TRUE(read);
    ASSERT_TRUE(std::holds_alternative<HmacSecret>(*read));
    EXPECT_EQ(std::get<HmacSecret>(*read).bytes(), "thirty-two bytes of shared secret");
  }
}

// PKCS#8 with hmacWithSHA256 and NULL parameters around `short`.
TEST(ReadPem, AShortSharedSecretIsRefused) {
  EXPECT_EQ(refusal(block("PRIVATE KEY", "MBgCAQAwDAYIKoZIhvcNAgkFAAQFc2hvcnQ=")),
            hmac::secret_too_short.name);
}

}  // namespace
}  // namespace writ::canon
