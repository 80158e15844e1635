#include "keys/key_ring.h"

#include <gtest/gtest.h>

#include "canon/base64.h"
#include "canon/digest.h"
#include "keys/fault.h"
#include "keys/key_provider.h"
#include "keys/lifecycle.h"
#include "keys/test_keys.h"

namespace writ::keys {
namespace {

const std::string message = canon::sha256_hex("what is signed");

// A key with its private part, and a good signature by it.
struct Signed {
  explicit Signed(Alg alg, KeySpec with = spec(Purpose::audit)) {
    NewKey made = generate_key(with, alg, day(1));
    record = made.record;
    PrivateParts one;
    one.emplace(record.key_id.text(), std::move(*made.private_part));
    block =
        KeyProvider::make({record}, clone(one)).value().sign(record.key_id.text(), message).value();
    parts = std::make_shared<const PrivateParts>(std::move(one));
  }

  static PrivateParts clone(const PrivateParts& parts) {
    PrivateParts copy;
    for (const auto& [id, part] : parts) {
      if (const auto* key = std::get_if<canon::Ed25519PrivateKey>(&part)) {
        copy.emplace(id, *canon::Ed25519PrivateKey::from_seed(key->seed()));
      } else {
        copy.emplace(id, *canon::HmacSecret::from_bytes(std::get<canon::HmacSecret>(part).bytes()));
      }
    }
    return copy;
  }

  KeyRing ring() const { return KeyRing::build({record}, parts).value(); }

  std::string_view reason(Purpose expected = Purpose::audit, std::string_view tenant = "") const {
    return ring().verify(block, message, expected, tenant).reason();
  }

  KeyRecord record;
  SignatureBlock block;
  std::shared_ptr<const PrivateParts> parts;
};

constexpr Alg both[] = {Alg::ed25519, Alg::hmac_sha256};

TEST(KeyRing, AGoodSignatureVerifiesWithAnActiveAndWithARetiredKey) {
  for (const Alg alg : both) {
    Signed one(alg);
    EXPECT_TRUE(one.ring().verify(one.block, message, Purpose::audit, "").ok());
    one.record = *retire(one.record, day(2));
    EXPECT_TRUE(one.ring().verify(one.block, message, Purpose::audit, "").ok());
  }
}

TEST(KeyRing, NothingThatARevokedKeySignedVerifies) {
  for (const Alg alg : both) {
    Signed one(alg);
    one.record = revoke(one.record, day(2));
    EXPECT_EQ(one.reason(), refusal::key_revoked);
  }
}

TEST(KeyRing, AnUnknownKeyIsUnknown) {
  Signed one(Alg::ed25519);
  one.block.key_id += "0";
  EXPECT_EQ(one.reason(), refusal::unknown_key);
  one.block.key_id.clear();
  EXPECT_EQ(one.reason(), refusal::unknown_key);
  EXPECT_EQ(KeyRing().verify(one.block, message, Purpose::audit, "").reason(),
            refusal::unknown_key);
}

TEST(KeyRing, AKeyOfAnotherPurposeDoesNotVerify) {
  for (const Alg alg : both) {
    const Signed one(alg);
    EXPECT_EQ(one.reason(Purpose::approval), refusal::key_purpose_mismatch);
    EXPECT_EQ(one.reason(Purpose::journal), refusal::key_purpose_mismatch);
  }
}

TEST(KeyRing, AKeyIsTrustedForItsTenantsOnly) {
  const Signed one(Alg::ed25519, spec(Purpose::audit, {{"clinic", "bank"}}));
  EXPECT_EQ(one.reason(Purpose::audit, "clinic"), "");
  EXPECT_EQ(one.reason(Purpose::audit, "bank"), "");
  EXPECT_EQ(one.reason(Purpose::audit, "other"), refusal::key_tenant_mismatch);
  EXPECT_EQ(one.reason(Purpose::audit, ""), refusal::key_tenant_mismatch);
  EXPECT_EQ(Signed(Alg::ed25519).reason(Purpose::audit, "anyone"), "");
}

TEST(KeyRing, AnotherAlgorithmThanTheKeysIsAMismatch) {
  for (const Alg alg : both) {
    Signed one(alg);
    one.block.alg = alg == Alg::ed25519 ? Alg::hmac_sha256 : Alg::ed25519;
    EXPECT_EQ(one.reason(), refusal::alg_mismatch);
  }
}

// The classic confusion: the public key, which everybody has, used as if it were a shared secret.
TEST(KeyRing, APublicKeyIsNoSharedSecret) {
  Signed one(Alg::ed25519);
  const auto key = public_key_of(one.record);
  const auto tag = canon::hmac_sha256(key->raw(), message);
  one.block.sig = canon::to_base64(canon::view(tag));
  EXPECT_EQ(one.reason(), refusal::signature_malformed);
  one.block.alg = Alg::hmac_sha256;
  EXPECT_EQ(one.reason(), refusal::alg_mismatch);
}

TEST(KeyRing, ASignatureIsPaddedBase64OfItsLength) {
  for (const Alg alg : both) {
    Signed one(alg);
    const std::string good = one.block.sig;
    const std::string bytes = *canon::from_base64(good);
    for (const std::string& bad :
         {std::string(), good.substr(0, good.size() - 1), " " + good, good + "\n",
          canon::to_base64(bytes.substr(1)), canon::to_base64(bytes + '\0')}) {
      one.block.sig = bad;
      EXPECT_EQ(one.reason(), refusal::signature_malformed) << bad;
    }
  }
}

TEST(KeyRing, AnotherMessageOrAnothersSignatureIsInvalid) {
  for (const Alg alg : both) {
    Signed one(alg);
    EXPECT_EQ(one.ring().verify(one.block, canon::sha256_hex("other"), Purpose::audit, "").reason(),
              refusal::signature_invalid);
    EXPECT_EQ(one.ring().verify(one.block, "", Purpose::audit, "").reason(),
              refusal::signature_invalid);
    one.block.sig = Signed(alg).block.sig;
    EXPECT_EQ(one.reason(), refusal::signature_invalid);
  }
}

TEST(KeyRing, AReasonIsTheFirstThatFails) {
  Signed one(Alg::ed25519, spec(Purpose::audit, {{"clinic"}}));
  one.record = revoke(one.record, day(2));
  one.block.alg = Alg::hmac_sha256;
  one.block.sig = "bad";
  EXPECT_EQ(one.reason(Purpose::journal, "x"), refusal::key_purpose_mismatch);
  EXPECT_EQ(one.reason(Purpose::audit, "x"), refusal::key_tenant_mismatch);
  EXPECT_EQ(one.reason(Purpose::audit, "clinic"), refusal::alg_mismatch);
  one.block.alg = Alg::ed25519;
  EXPECT_EQ(one.reason(Purpose::audit, "clinic"), refusal::key_revoked);
}

TEST(KeyRing, OnlySharedSecretsNeedTheirPrivatePart) {
  Signed hmac(Alg::hmac_sha256);
  Signed ed25519(Alg::ed25519);
  for (const auto& parts :
       {std::shared_ptr<const PrivateParts>(), std::make_shared<const PrivateParts>()}) {
    hmac.parts = ed25519.parts = parts;
    EXPECT_EQ(hmac.reason(), refusal::key_secret_missing);
    EXPECT_EQ(ed25519.reason(), "");
  }
}

TEST(KeyRing, ThePrivatePartOfAnotherKeyIsRefused) {
  for (const Alg alg : both) {
    const Signed one(alg);
    for (const Alg other : both) {
      PrivateParts swapped;
      swapped.emplace(one.record.key_id.text(),
                      std::move(*generate_key(spec(Purpose::audit), other, day(1)).private_part));
      const auto ring =
          KeyRing::build({one.record}, std::make_shared<const PrivateParts>(std::move(swapped)));
      EXPECT_EQ(code_of(ring), fault::private_part_mismatch.name);
    }
  }
}

TEST(KeyRing, TwoRecordsOfOneKeyAreRefused) {
  const KeyRecord key = generate_key(spec(Purpose::audit), Alg::ed25519, day(1)).record;
  KeyRecord renamed = key;
  renamed.key_id = key_id("another-name");
  KeyRecord same_id = generate_key(spec(Purpose::audit), Alg::hmac_sha256, day(1)).record;
  same_id.key_id = key.key_id;
  for (const KeyRecord& other : {key, revoke(key, day(2)), renamed, same_id}) {
    EXPECT_EQ(code_of(KeyRing::build({key, other})), fault::exists.name);
  }
}

TEST(KeyRing, ARecordThatCannotBeIsRefusedAndNamed) {
  KeyRecord low_order = generate_key(spec(Purpose::audit), Alg::ed25519, day(1)).record;
  low_order.public_key = canon::to_base64(std::string(32, '\0'));
  KeyRecord no_time = generate_key(spec(Purpose::audit), Alg::ed25519, day(1)).record;
  no_time.state = State::retired;
  for (const KeyRecord& record : {low_order, no_time}) {
    const auto ring = KeyRing::build({record});
    ASSERT_EQ(code_of(ring), canon::record::invalid.name);
    EXPECT_NE(ring.error().message.find(record.key_id.text()), std::string::npos);
  }
}

TEST(KeyRing, TheCurrentKeyIsTheNewestActiveOneForTheTenant) {
  const auto made = [](std::string_view id, int at, std::optional<std::vector<std::string>> tenants,
                       Purpose purpose = Purpose::audit) {
    KeyRecord record =
        generate_key(spec(purpose, std::move(tenants)), Alg::ed25519, day(at)).record;
    record.key_id = key_id(id);
    return record;
  };
  const auto ring = KeyRing::build(
      {made("a", 1, {}), made("c", 3, {}), made("b", 3, {}), made("for-clinic", 4, {{"clinic"}}),
       *retire(made("retired", 5, {}), day(6)), revoke(made("revoked", 6, {}), day(7)),
       made("approval", 7, {}, Purpose::approval)});
  ASSERT_TRUE(ring);
  const auto current = [&](Purpose purpose, Alg alg, std::string_view tenant) {
    const KeyRecord* key = ring->current_key(purpose, alg, tenant);
    return key == nullptr ? "none" : key->key_id.text();
  };
  EXPECT_EQ(current(Purpose::audit, Alg::ed25519, "bank"), "c");
  EXPECT_EQ(current(Purpose::audit, Alg::ed25519, ""), "c");
  EXPECT_EQ(current(Purpose::audit, Alg::ed25519, "clinic"), "for-clinic");
  EXPECT_EQ(current(Purpose::approval, Alg::ed25519, "bank"), "approval");
  EXPECT_EQ(current(Purpose::journal, Alg::ed25519, "bank"), "none");
  EXPECT_EQ(current(Purpose::audit, Alg::hmac_sha256, "bank"), "none");
  EXPECT_EQ(ring->active_keys(Purpose::audit, Alg::ed25519, "clinic").size(), 4u);
}

TEST(KeyRing, FindsRecordsInEveryState) {
  const KeyRecord key =
      revoke(generate_key(spec(Purpose::audit), Alg::ed25519, day(1)).record, day(2));
  const auto ring = KeyRing::build({key});
  ASSERT_NE(ring->find(key.key_id.text()), nullptr);
  EXPECT_EQ(ring->find(key.key_id.text())->state, State::revoked);
  EXPECT_EQ(ring->find("other"), nullptr);
}

}  // namespace
}  // namespace writ::keys
