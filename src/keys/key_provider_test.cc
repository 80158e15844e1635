#include "keys/key_provider.h"

#include <gtest/gtest.h>

#include "canon/digest.h"
#include "keys/fault.h"
#include "keys/key_files.h"
#include "keys/lifecycle.h"
#include "keys/test_keys.h"

namespace writ::keys {
namespace {

const std::string message = canon::sha256_hex("what is signed");

// A provider over keys that the test makes, each with its private part or without.
class KeyProviderTest : public testing::Test {
 protected:
  std::string add(Alg alg, int made_on, bool with_private_part = true) {
    const NewKey key = generate_key(spec(Purpose::audit), alg, day(made_on));
    records.push_back(key.record);
    if (with_private_part) {
      EXPECT_TRUE(files.put(key.record.key_id, *key.private_part, std::nullopt));
    }
    return key.record.key_id.text();
  }

  KeyProvider provider() const {
    return KeyProvider::make(records, files.load(records, std::nullopt).value()).value();
  }

  TemporaryDirectory data;
  KeyFiles files = KeyFiles::open(data.path()).value();
  std::vector<KeyRecord> records;
};

TEST_F(KeyProviderTest, WhatItSignsItVerifiesAndTheBlockSaysHow) {
  for (const Alg alg : {Alg::ed25519, Alg::hmac_sha256}) {
    const std::string id = add(alg, 1);
    const auto block = provider().sign(id, message);
    ASSERT_TRUE(block);
    EXPECT_EQ(block->key_id, id);
    EXPECT_EQ(block->alg, alg);
    EXPECT_TRUE(provider().verify(*block, message, Purpose::audit, "clinic").ok());
    EXPECT_EQ(provider().verify(*block, message, Purpose::journal, "clinic").reason(),
              refusal::key_purpose_mismatch);
  }
}

TEST_F(KeyProviderTest, ARetiredAndARevokedKeySignNoMore) {
  for (const Alg alg : {Alg::ed25519, Alg::hmac_sha256}) {
    const std::string id = add(alg, 1);
    const auto block = provider().sign(id, message);
    records.back() = *retire(records.back(), day(2));
    EXPECT_EQ(code_of(provider().sign(id, message)), fault::retired.name);
    EXPECT_TRUE(provider().verify(*block, message, Purpose::audit, "").ok());
    records.back() = revoke(records.back(), day(3));
    EXPECT_EQ(code_of(provider().sign(id, message)), fault::revoked.name);
    EXPECT_EQ(provider().verify(*block, message, Purpose::audit, "").reason(),
              refusal::key_revoked);
  }
}

// The parts may be there still when the record says that the key is to sign no more.
TEST_F(KeyProviderTest, TheRecordDecidesEvenIfThePartIsThere) {
  NewKey key = generate_key(spec(Purpose::audit), Alg::ed25519, day(1));
  const std::string id = key.record.key_id.text();
  PrivateParts parts;
  parts.emplace(id, std::move(*key.private_part));
  const auto made = KeyProvider::make({revoke(key.record, day(2))}, std::move(parts));
  ASSERT_TRUE(made);
  EXPECT_EQ(code_of(made->sign(id, message)), fault::revoked.name);
}

TEST_F(KeyProviderTest, AnUnknownKeyAndOneWithoutItsPrivatePartAreToldApart) {
  const std::string imported = add(Alg::ed25519, 1, false);
  EXPECT_EQ(code_of(provider().sign(imported, message)), fault::private_part_missing.name);
  EXPECT_EQ(code_of(provider().sign("audit-none", message)), fault::unknown_key.name);
  EXPECT_EQ(code_of(provider().sign("", message)), fault::unknown_key.name);
}

TEST_F(KeyProviderTest, TheCurrentKeyIsTheNewestThatCanSignHere) {
  EXPECT_EQ(code_of(provider().current_key_id(Purpose::audit, Alg::ed25519, "")),
            fault::no_current_key.name);
  const std::string first = add(Alg::ed25519, 1);
  const std::string second = add(Alg::ed25519, 2);
  const std::string imported = add(Alg::ed25519, 3, false);
  add(Alg::hmac_sha256, 4);
  EXPECT_EQ(*provider().current_key_id(Purpose::audit, Alg::ed25519, ""), second);
  EXPECT_EQ(provider().ring().current_key(Purpose::audit, Alg::ed25519, "")->key_id.text(),
            imported);
  records[1] = *retire(records[1], day(5));
  EXPECT_EQ(*provider().current_key_id(Purpose::audit, Alg::ed25519, ""), first);
  EXPECT_EQ(code_of(provider().current_key_id(Purpose::approval, Alg::ed25519, "")),
            fault::no_current_key.name);
}

TEST_F(KeyProviderTest, AfterARotationTheOldSignaturesStillVerify) {
  const std::string old_id = add(Alg::ed25519, 1);
  const auto old_block = provider().sign(old_id, message);
  const NewKey fresh = generate_key(spec(Purpose::audit), Alg::ed25519, day(2));
  ASSERT_TRUE(files.put(fresh.record.key_id, *fresh.private_part, std::nullopt));
  const auto rotation = rotate(records, fresh.record, day(2));
  ASSERT_TRUE(rotation);
  records = rotation->retired;
  records.push_back(rotation->fresh);
  EXPECT_EQ(*provider().current_key_id(Purpose::audit, Alg::ed25519, ""),
            fresh.record.key_id.text());
  EXPECT_TRUE(provider().verify(*old_block, message, Purpose::audit, "").ok());
}

TEST_F(KeyProviderTest, AFileThatWasSwappedIsRefused) {
  add(Alg::ed25519, 1);
  add(Alg::ed25519, 2);
  std::filesystem::copy_file(files.path_of(records[0].key_id), files.path_of(records[1].key_id),
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(code_of(KeyProvider::make(records, files.load(records, std::nullopt).value())),
            fault::private_part_mismatch.name);
}

}  // namespace
}  // namespace writ::keys
