#include "keys/key_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "keys/fault.h"
#include "keys/lifecycle.h"
#include "keys/private_file.h"
#include "keys/test_keys.h"

namespace writ::keys {
namespace {

constexpr canon::Passphrase none = std::nullopt;

class KeyFilesTest : public testing::Test {
 protected:
  NewKey make(Alg alg = Alg::ed25519) const {
    return generate_key(spec(Purpose::audit), alg, day(1));
  }

  // The record of a key whose private part has been written.
  KeyRecord put(Alg alg = Alg::ed25519, canon::Passphrase passphrase = none) {
    const NewKey key = make(alg);
    EXPECT_TRUE(files.put(key.record.key_id, *key.private_part, passphrase));
    return key.record;
  }

  TemporaryDirectory data;
  KeyFiles files = KeyFiles::open(data.path()).value();
};

TEST_F(KeyFilesTest, AreInADirectoryOfTheirOwnThatOnlyTheOwnerEnters) {
  const KeyRecord key = put();
  const std::filesystem::path file = data.path() / "keys" / (key.key_id.text() + ".pem");
  EXPECT_EQ(files.path_of(key.key_id), file);
  EXPECT_EQ(mode_of(file), 0600u);
  EXPECT_EQ(mode_of(data.path() / "keys"), 0700u);
  EXPECT_TRUE(KeyFiles::open(data.path()));
  set_mode(data.path() / "keys", 0750u);
  EXPECT_EQ(code_of(KeyFiles::open(data.path())), fault::exposed.name);
  EXPECT_EQ(code_of(KeyFiles::open(data.path() / "none")), problem::io.name);
}

TEST_F(KeyFilesTest, AKeyComesBackAsItWasPut) {
  const NewKey key = make();
  const NewKey secret = make(Alg::hmac_sha256);
  for (const canon::Passphrase passphrase : {none, canon::Passphrase("open")}) {
    for (const NewKey* one : {&key, &secret}) {
      std::filesystem::remove(files.path_of(one->record.key_id));
      ASSERT_TRUE(files.put(one->record.key_id, *one->private_part, passphrase));
    }
    const auto read_key = files.get(key.record.key_id, passphrase);
    const auto read_secret = files.get(secret.record.key_id, passphrase);
    ASSERT_TRUE(read_key && *read_key && read_secret && *read_secret);
    EXPECT_EQ(std::get<canon::Ed25519PrivateKey>(**read_key).seed(),
              std::get<canon::Ed25519PrivateKey>(*key.private_part).seed());
    EXPECT_EQ(std::get<canon::HmacSecret>(**read_secret).bytes(),
              std::get<canon::HmacSecret>(*secret.private_part).bytes());
  }
}

TEST_F(KeyFilesTest, UnderAPassphraseTheFileIsEncrypted) {
  const KeyRecord key = put(Alg::ed25519, "open");
  const auto text = read_private_file(files.path_of(key.key_id));
  EXPECT_TRUE((*text)->view().starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
  EXPECT_EQ(code_of(files.get(key.key_id, none)), canon::pem::passphrase_missing.name);
  const auto wrong = files.get(key.key_id, "closed");
  ASSERT_EQ(code_of(wrong), canon::pem::passphrase_wrong.name);
  EXPECT_THAT(wrong.error().message, testing::HasSubstr(files.path_of(key.key_id).string()));
}

TEST_F(KeyFilesTest, NoFileIsNoProblemAndAnExposedOneIs) {
  EXPECT_FALSE(files.get(key_id("none"), none)->has_value());
  const KeyRecord key = put();
  set_mode(files.path_of(key.key_id), 0640u);
  EXPECT_EQ(code_of(files.get(key.key_id, none)), fault::exposed.name);
  EXPECT_EQ(code_of(files.load(std::vector{key}, none)), fault::exposed.name);
}

TEST_F(KeyFilesTest, ADamagedFileAndAPublicKeyInItAreProblemsThatNameIt) {
  const KeyRecord key = put();
  const std::filesystem::path file = files.path_of(key.key_id);
  ASSERT_TRUE(write_private_file(file, "-----BEGIN PRIVATE KEY-----\n"));
  EXPECT_EQ(code_of(files.get(key.key_id, none)), canon::pem::malformed.name);
  ASSERT_TRUE(write_private_file(file, *export_public_key(key)));
  const auto refused = files.get(key.key_id, none);
  ASSERT_EQ(code_of(refused), fault::private_part_mismatch.name);
  EXPECT_THAT(refused.error().message, testing::HasSubstr(file.string()));
}

TEST_F(KeyFilesTest, PuttingTheSameKeyAgainWritesItAnew) {
  const NewKey key = make();
  const KeyId& id = key.record.key_id;
  ASSERT_TRUE(files.put(id, *key.private_part, none));
  ASSERT_TRUE(files.put(id, *key.private_part, "open"));
  EXPECT_EQ(code_of(files.get(id, none)), canon::pem::passphrase_missing.name);
}

TEST_F(KeyFilesTest, AnotherKeyIsNeverOverwritten) {
  const NewKey key = make();
  const KeyId& id = key.record.key_id;
  ASSERT_TRUE(files.put(id, *key.private_part, "open"));
  EXPECT_EQ(code_of(files.put(id, *make().private_part, "open")), fault::exists.name);
  EXPECT_EQ(code_of(files.put(id, *make(Alg::hmac_sha256).private_part, "open")),
            fault::exists.name);
  EXPECT_EQ(code_of(files.put(id, *make().private_part, none)),
            canon::pem::passphrase_missing.name);
  const auto still = files.get(id, "open");
  EXPECT_EQ(std::get<canon::Ed25519PrivateKey>(**still).seed(),
            std::get<canon::Ed25519PrivateKey>(*key.private_part).seed());
}

TEST_F(KeyFilesTest, AnEmptyPassphraseWritesNothing) {
  const NewKey key = make();
  EXPECT_EQ(code_of(files.put(key.record.key_id, *key.private_part, "")),
            canon::pem::passphrase_empty.name);
  EXPECT_FALSE(files.get(key.record.key_id, none)->has_value());
}

TEST_F(KeyFilesTest, LoadsWhatTheStatesAllow) {
  const KeyRecord active = put();
  const KeyRecord active_secret = put(Alg::hmac_sha256);
  const KeyRecord retired = *retire(put(), day(2));
  const KeyRecord retired_secret = *retire(put(Alg::hmac_sha256), day(2));
  const KeyRecord revoked = revoke(put(), day(2));
  const KeyRecord revoked_secret = revoke(put(Alg::hmac_sha256), day(2));
  const KeyRecord imported = make().record;  // no file
  const auto parts = files.load(std::vector{active, active_secret, retired, retired_secret, revoked,
                                            revoked_secret, imported},
                                none);
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->size(), 3u);
  for (const KeyRecord& key : {active, active_secret, retired_secret}) {
    EXPECT_TRUE(parts->contains(key.key_id.text()));
  }
}

}  // namespace
}  // namespace writ::keys
