#include "keys/make_key.h"

#include <gtest/gtest.h>

#include "keys/fault.h"
#include "keys/key_id.h"
#include "keys/test_keys.h"

namespace writ::keys {
namespace {

bool sound(const KeyRecord& key) {
  canon::Faults faults;
  key.check(canon::Path(), faults);
  return faults.empty();
}

std::string pem_of(const canon::PrivateKey& key, canon::Passphrase passphrase = std::nullopt) {
  return std::string(canon::write_pem(key, passphrase).value().view());
}

TEST(GenerateKey, IsActiveSinceNowAndNamedAfterItself) {
  const NewKey key = generate_key(spec(Purpose::approval, {{"clinic"}}), Alg::ed25519, day(3));
  EXPECT_TRUE(sound(key.record));
  EXPECT_EQ(key.record.state, State::active);
  EXPECT_EQ(key.record.purpose, Purpose::approval);
  EXPECT_EQ(key.record.created_at.at(), day(3));
  EXPECT_TRUE(key.record.trusted_for("clinic"));
  EXPECT_FALSE(key.record.trusted_for("bank"));
  const auto& part = std::get<canon::Ed25519PrivateKey>(*key.private_part);
  EXPECT_EQ(*public_key_of(key.record), part.public_key());
  EXPECT_EQ(key.record.key_id, id_of(Purpose::approval, part.public_key()));
}

TEST(GenerateKey, ASharedSecretIsNotInItsRecord) {
  const NewKey key = generate_key(spec(Purpose::audit), Alg::hmac_sha256, day(3));
  EXPECT_TRUE(sound(key.record));
  EXPECT_FALSE(key.record.public_key);
  EXPECT_EQ(key.record.key_id,
            id_of(Purpose::audit, std::get<canon::HmacSecret>(*key.private_part)));
}

TEST(ImportKey, APrivateKeyAndASecretComeInUnderTheIdOfTheirOwn) {
  for (const Alg alg : {Alg::ed25519, Alg::hmac_sha256}) {
    const NewKey made = generate_key(spec(Purpose::audit), alg, day(1));
    for (const canon::Passphrase passphrase : {canon::Passphrase(), canon::Passphrase("open")}) {
      const auto imported = import_key(spec(Purpose::journal),
                                       pem_of(*made.private_part, passphrase), passphrase, day(2));
      ASSERT_TRUE(imported);
      EXPECT_TRUE(sound(imported->record) && imported->private_part.has_value());
      EXPECT_EQ(imported->record.alg, alg);
      EXPECT_EQ(imported->record.purpose, Purpose::journal);
      EXPECT_EQ(imported->record.created_at.at(), day(2));
      EXPECT_EQ(imported->record.public_key, made.record.public_key);
      EXPECT_EQ(imported->record.key_id.text().substr(8), made.record.key_id.text().substr(6));
    }
  }
}

TEST(ImportKey, APublicKeyComesInWithoutAPrivatePart) {
  const NewKey made = generate_key(spec(Purpose::audit), Alg::ed25519, day(1));
  const auto pem = export_public_key(made.record);
  ASSERT_TRUE(pem);
  const auto imported = import_key(spec(Purpose::audit), *pem, std::nullopt, day(2));
  ASSERT_TRUE(imported);
  EXPECT_FALSE(imported->private_part);
  EXPECT_TRUE(sound(imported->record));
  EXPECT_EQ(imported->record.key_id, made.record.key_id);
  EXPECT_EQ(imported->record.public_key, made.record.public_key);
}

TEST(ImportKey, OthersMayHaveNamedTheirKeyButNoSharedSecret) {
  const NewKey made = generate_key(spec(Purpose::audit), Alg::ed25519, day(1));
  const std::string pem = *export_public_key(made.record);
  const auto named = import_key(spec(Purpose::audit), pem, std::nullopt, day(2), key_id("ci-2026"));
  ASSERT_TRUE(named);
  EXPECT_EQ(named->record.key_id.text(), "ci-2026");

  const NewKey secret = generate_key(spec(Purpose::audit), Alg::hmac_sha256, day(1));
  EXPECT_EQ(code_of(import_key(spec(Purpose::audit), pem_of(*secret.private_part), std::nullopt,
                               day(2), key_id("ci-2026"))),
            fault::id_not_free.name);
}

TEST(ImportKey, WhatCannotBeReadIsRefusedAsTheReaderDoes) {
  const NewKey made = generate_key(spec(Purpose::audit), Alg::ed25519, day(1));
  const std::string pem = pem_of(*made.private_part, "open");
  const auto refusal = [&](std::string_view text, canon::Passphrase passphrase) {
    return code_of(import_key(spec(Purpose::audit), text, passphrase, day(2)));
  };
  EXPECT_EQ(refusal(pem, std::nullopt), canon::pem::passphrase_missing.name);
  EXPECT_EQ(refusal(pem, "closed"), canon::pem::passphrase_wrong.name);
  EXPECT_EQ(refusal("no key", std::nullopt), canon::pem::malformed.name);
}

TEST(ExportPublicKey, ASharedSecretHasNone) {
  const NewKey secret = generate_key(spec(Purpose::audit), Alg::hmac_sha256, day(1));
  EXPECT_EQ(code_of(export_public_key(secret.record)), fault::no_public_key.name);
}

}  // namespace
}  // namespace writ::keys
