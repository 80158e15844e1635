#include "canon/hmac.h"

#include <gtest/gtest.h>

#include "canon/hex.h"

namespace writ::canon {
namespace {

struct Vector {
  std::string key;
  std::string message;
  std::string_view tag;
};

// RFC 4231, sections 4.2 to 4.8, without 4.6, which shortens the tag.
const Vector rfc_vectors[] = {
    {std::string(20, '\x0b'), "Hi There",
     "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
    {"Jefe", "what do ya want for nothing?",
     "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
    {std::string(20, '\xaa'), std::string(50, '\xdd'),
     "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
    {*from_hex("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd'),
     "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
     "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    {std::string(131, '\xaa'),
     "This is a test using a larger than block-size key and a larger than block-size data. The key "
     "needs to be hashed before being used by the HMAC algorithm.",
     "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"}};

TEST(Hmac, VectorsOfRfc4231) {
  for (const Vector& vector : rfc_vectors) {
    EXPECT_EQ(to_hex(view(hmac_sha256(vector.key, vector.message))), vector.tag);
    EXPECT_TRUE(hmac_sha256_matches(vector.key, vector.message, *from_hex(vector.tag)));
  }
}

TEST(Hmac, AShortenedLengthenedOrChangedTagDoesNotMatch) {
  const std::string tag(view(hmac_sha256("a key", "a message")));
  ASSERT_TRUE(hmac_sha256_matches("a key", "a message", tag));
  EXPECT_FALSE(hmac_sha256_matches("a key", "a message", ""));
  EXPECT_FALSE(hmac_sha256_matches("a key", "a message", tag.substr(0, 16)));
  EXPECT_FALSE(hmac_sha256_matches("a key", "a message", tag + '\0'));
  for (std::size_t bit = 0; bit < 8 * tag.size(); ++bit) {
    std::string changed = tag;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(hmac_sha256_matches("a key", "a message", changed)) << bit;
  }
}

TEST(Hmac, AnotherKeyOrMessageDoesNotMatch) {
  const std::string tag(view(hmac_sha256("a key", "")));
  EXPECT_TRUE(hmac_sha256_matches("a key", "", tag));
  EXPECT_FALSE(hmac_sha256_matches("a kez", "", tag));
  EXPECT_FALSE(hmac_sha256_matches("a key", "x", tag));
}

TEST(HmacSecret, ShorterThanTheHashIsRefused) {
  EXPECT_EQ(HmacSecret::from_bytes(std::string(32, 'x'))->bytes(), std::string(32, 'x'));
  EXPECT_EQ(HmacSecret::from_bytes(std::string(200, 'x'))->bytes(), std::string(200, 'x'));
  const auto refused = HmacSecret::from_bytes(std::string(31, 'x'));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code.name, hmac::secret_too_short.name);
  EXPECT_FALSE(HmacSecret::from_bytes(""));
}

TEST(HmacSecret, GeneratedOnesDiffer) {
  const HmacSecret one = HmacSecret::generate();
  const HmacSecret other = HmacSecret::generate();
  EXPECT_EQ(one.bytes().size(), 32u);
  EXPECT_NE(one.bytes(), other.bytes());
}

}  // namespace
}  // namespace writ::canon
