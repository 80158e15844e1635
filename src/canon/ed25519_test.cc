#include "canon/ed25519.h"

#include <gtest/gtest.h>

#include <type_traits>

#include "canon/hex.h"

namespace writ::canon {
namespace {

static_assert(!std::is_copy_constructible_v<Ed25519PrivateKey>);
static_assert(!std::is_default_constructible_v<Ed25519PublicKey>);

std::string bytes(std::string_view hex) { return from_hex(hex).value(); }

std::string_view refusal(std::string_view key) {
  const auto parsed = Ed25519PublicKey::parse(key);
  return parsed ? "" : parsed.error().code.name;
}

struct Vector {
  std::string_view seed;
  std::string_view public_key;
  std::string_view message;
  std::string_view signature;
};

constexpr std::string_view long_message =
    "08b8b2b733424243760fe426a4b54908632110a66c2f6591eabd3345e3e4eb98fa6e264bf09efe12ee50f8f54e9f"
    "77b1e355f6c50544e23fb1433ddf73be84d879de7c0046dc4996d9e773f4bc9efe5738829adb26c81b37c93a1b27"
    "0b20329d658675fc6ea534e0810a4432826bf58c941efb65d57a338bbd2e26640f89ffbc1a858efcb8550ee3a5e1"
    "998bd177e93a7363c344fe6b199ee5d02e82d522c4feba15452f80288a821a579116ec6dad2b3b310da903401aa6"
    "2100ab5d1a36553e06203b33890cc9b832f79ef80560ccb9a39ce767967ed628c6ad573cb116dbefefd75499da96"
    "bd68a8a97b928a8bbc103b6621fcde2beca1231d206be6cd9ec7aff6f6c94fcd7204ed3455c68c83f4a41da4af2b"
    "74ef5c53f1d8ac70bdcb7ed185ce81bd84359d44254d95629e9855a94a7c1958d1f8ada5d0532ed8a5aa3fb2d17b"
    "a70eb6248e594e1a2297acbbb39d502f1a8c6eb6f1ce22b3de1a1f40cc24554119a831a9aad6079cad88425de6bd"
    "e1a9187ebb6092cf67bf2b13fd65f27088d78b7e883c8759d2c4f5c65adb7553878ad575f9fad878e80a0c9ba63b"
    "cbcc2732e69485bbc9c90bfbd62481d9089beccf80cfe2df16a2cf65bd92dd597b0707e0917af48bbb75fed413d2"
    "38f5555a7a569d80c3414a8d0859dc65a46128bab27af87a71314f318c782b23ebfe808b82b0ce26401d2e22f04d"
    "83d1255dc51addd3b75a2b1ae0784504df543af8969be3ea7082ff7fc9888c144da2af58429ec96031dbcad3dad9"
    "af0dcbaaaf268cb8fcffead94f3c7ca495e056a9b47acdb751fb73e666c6c655ade8297297d07ad1ba5e43f1bca3"
    "2301651339e22904cc8c42f58c30c04aafdb038dda0847dd988dcda6f3bfd15c4b4c4525004aa06eeff8ca61783a"
    "acec57fb3d1f92b0fe2fd1a85f6724517b65e614ad6808d6f6ee34dff7310fdc82aebfd904b01e1dc54b2927094b"
    "2db68d6f903b68401adebf5a7e08d78ff4ef5d63653a65040cf9bfd4aca7984a74d37145986780fc0b16ac451649"
    "de6188a7dbdf191f64b5fc5e2ab47b57f7f7276cd419c17a3ca8e1b939ae49e488acba6b965610b5480109c8b17b"
    "80e1b7b750dfc7598d5d5011fd2dcc5600a32ef5b52a1ecc820e308aa342721aac0943bf6686b64b2579376504cc"
    "c493d97e6aed3fb0f9cd71a43dd497f01f17c0e2cb3797aa2a2f256656168e6c496afc5fb93246f6b1116398a346"
    "f1a641f3b041e989f7914f90cc2c7fff357876e506b50d334ba77c225bc307ba537152f3f1610e4eafe595f6d9d9"
    "0d11faa933a15ef1369546868a7f3a45a96768d40fd9d03412c091c6315cf4fde7cb68606937380db2eaaa707b4c"
    "4185c32eddcdd306705e4dc1ffc872eeee475a64dfac86aba41c0618983f8741c5ef68d3a101e8a3b8cac60c905c"
    "15fc910840b94c00a0b9d0";

// RFC 8032, section 7.1: TEST 1, 2, 3, 1024 and SHA(abc).
constexpr Vector rfc_vectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
    {"f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
     "278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e", long_message,
     "0aab4c900501b3e24d7cdf4663326a3a87df5e4843b2cbdb67cbf6e460fec350"
     "aa5371b1508f9f4528ecea23c436d94b5e8fcd4f681e30a6ac00a9704a188a03"},
    {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
     "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
     "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"}};

TEST(Ed25519, VectorsOfRfc8032) {
  for (const Vector& vector : rfc_vectors) {
    const auto key = Ed25519PrivateKey::from_seed(bytes(vector.seed));
    ASSERT_TRUE(key);
    EXPECT_EQ(to_hex(key->public_key().raw()), vector.public_key);
    EXPECT_EQ(to_hex(view(key->sign(bytes(vector.message)))), vector.signature);

    const auto public_key = Ed25519PublicKey::parse(bytes(vector.public_key));
    ASSERT_TRUE(public_key);
    EXPECT_TRUE(verify(*public_key, bytes(vector.message), bytes(vector.signature)));
  }
}

// The key of TEST 3 with its SubjectPublicKeyInfo, whose only other bytes are those of RFC 8410.
TEST(Ed25519PublicKey, RawAndSpkiAreTheSameKey) {
  const std::string raw = bytes(rfc_vectors[2].public_key);
  const std::string spki = bytes("302a300506032b6570032100") + raw;
  const auto from_raw = Ed25519PublicKey::parse(raw);
  const auto from_spki = Ed25519PublicKey::parse(spki);
  ASSERT_TRUE(from_raw && from_spki);
  EXPECT_EQ(*from_raw, *from_spki);
  EXPECT_EQ(from_raw->spki(), spki);
  EXPECT_EQ(from_spki->raw(), raw);
}

TEST(Ed25519PublicKey, OtherLengthsAndStructuresAreMalformed) {
  const std::string raw = bytes(rfc_vectors[0].public_key);
  const std::string spki = bytes("302a300506032b6570032100") + raw;
  EXPECT_EQ(refusal(""), public_key::malformed.name);
  EXPECT_EQ(refusal(raw.substr(1)), public_key::malformed.name);
  EXPECT_EQ(refusal(raw + '\0'), public_key::malformed.name);
  EXPECT_EQ(refusal(spki + '\0'), public_key::malformed.name);
  EXPECT_EQ(refusal(spki.substr(0, 43)), public_key::malformed.name);
  for (std::size_t i = 0; i < 12; ++i) {  // another algorithm, length or tag
    std::string changed = spki;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(refusal(changed), public_key::malformed.name) << i;
  }
}

// About half of all y have no x on the curve; 2 is the first of them.
TEST(Ed25519PublicKey, NoPointOfTheCurveIsMalformed) {
  EXPECT_EQ(refusal(bytes("02" + std::string(62, '0'))), public_key::malformed.name);
}

// The eight points whose order divides 8, each in its one canonical encoding.
TEST(Ed25519PublicKey, EveryPointOfLowOrderIsRefused) {
  for (const char* point : {"0100000000000000000000000000000000000000000000000000000000000000",
                            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                            "0000000000000000000000000000000000000000000000000000000000000000",
                            "0000000000000000000000000000000000000000000000000000000000000080",
                            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"}) {
    EXPECT_EQ(refusal(bytes(point)), public_key::low_order.name) << point;
    EXPECT_EQ(refusal(bytes("302a300506032b6570032100") + bytes(point)),
              public_key::low_order.name);
  }
}

TEST(Ed25519PublicKey, ASignOfAZeroXIsNotCanonical) {
  EXPECT_EQ(refusal(bytes("0100000000000000000000000000000000000000000000000000000000000080")),
            public_key::not_canonical.name);
  EXPECT_EQ(refusal(bytes("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")),
            public_key::not_canonical.name);
}

// p to p + 18, with either sign: every second spelling of a y that there is.
TEST(Ed25519PublicKey, AnUnreducedYIsNotCanonical) {
  for (int low = 0xED; low <= 0xFF; ++low) {
    for (const char top : {'\x7f', '\xff'}) {
      std::string key(32, '\xff');
      key.front() = static_cast<char>(low);
      key.back() = top;
      EXPECT_EQ(refusal(key), public_key::not_canonical.name) << low;
    }
  }
}

TEST(Ed25519, EveryChangedBitOfASignatureIsSeen) {
  const auto key = Ed25519PrivateKey::generate();
  const std::string good(view(key.sign("message")));
  ASSERT_TRUE(verify(key.public_key(), "message", good));
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    std::string changed = good;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(verify(key.public_key(), "message", changed)) << bit;
  }
}

TEST(Ed25519, AnotherMessageKeyOrLengthDoesNotVerify) {
  const auto key = Ed25519PrivateKey::generate();
  const std::string good(view(key.sign("message")));
  EXPECT_FALSE(verify(key.public_key(), "messagf", good));
  EXPECT_FALSE(verify(key.public_key(), "", good));
  EXPECT_FALSE(verify(Ed25519PrivateKey::generate().public_key(), "message", good));
  EXPECT_FALSE(verify(key.public_key(), "message", ""));
  EXPECT_FALSE(verify(key.public_key(), "message", good.substr(0, 63)));
  EXPECT_FALSE(verify(key.public_key(), "message", good + '\0'));
}

// S + L satisfies the equation as S does, since the base point has order L.
TEST(Ed25519, ASecondSignatureMadeFromTheFirstIsRefused) {
  const std::string order =
      bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  for (const Vector& vector : rfc_vectors) {
    std::string signature = bytes(vector.signature);
    int carry = 0;
    for (std::size_t i = 0; i < 32; ++i) {
      carry += static_cast<unsigned char>(signature[32 + i]) + static_cast<unsigned char>(order[i]);
      signature[32 + i] = static_cast<char>(carry & 0xFF);
      carry >>= 8;
    }
    ASSERT_EQ(carry, 0);
    const auto key = Ed25519PublicKey::parse(bytes(vector.public_key));
    EXPECT_FALSE(verify(*key, bytes(vector.message), signature));
  }
}

TEST(Ed25519PrivateKey, ASeedHasThirtyTwoBytes) {
  const auto refused = Ed25519PrivateKey::from_seed(std::string(31, 's'));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code.name, private_key::malformed.name);
  EXPECT_FALSE(Ed25519PrivateKey::from_seed(std::string(64, 's')));
  EXPECT_EQ(Ed25519PrivateKey::from_seed(std::string(32, 's'))->seed(), std::string(32, 's'));
}

TEST(Ed25519PrivateKey, GeneratedOnesDifferAndHaveUsablePublicKeys) {
  const auto one = Ed25519PrivateKey::generate();
  const auto other = Ed25519PrivateKey::generate();
  EXPECT_NE(one.seed(), other.seed());
  EXPECT_TRUE(Ed25519PublicKey::parse(one.public_key().raw()));
}

}  // namespace
}  // namespace writ::canon
