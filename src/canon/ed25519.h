// Ed25519 signatures (RFC 8032) by libsodium, which alone decides whether a signature is good: two
// verifiers that differ on one malformed input would be two opinions on what is in force.
//
// A key or signature has one encoding here. Refused are public keys whose y is not reduced, those
// that give the sign of a zero x, points of low order (under which one signature fits many
// messages), and signatures whose S is not reduced (a second signature from the first).
#pragma once

#include <array>
#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"
#include "canon/secret.h"

namespace writ::canon {

namespace public_key {
inline constexpr Code malformed{"public_key.malformed", Category::invalid};
inline constexpr Code not_canonical{"public_key.not_canonical", Category::invalid};
inline constexpr Code low_order{"public_key.low_order", Category::invalid};
}  // namespace public_key
namespace private_key {
inline constexpr Code malformed{"private_key.malformed", Category::invalid};
}  // namespace private_key

// Holds only a key that parse() took.
class Ed25519PublicKey {
 public:
  static constexpr std::size_t size = 32;

  // From the 32 raw bytes (RFC 8032) or the 44 bytes of a SubjectPublicKeyInfo in DER (RFC 8410).
  // Problems: public_key::malformed (another length or structure, or no point of the curve),
  // public_key::not_canonical, public_key::low_order.
  static Result<Ed25519PublicKey> parse(std::string_view bytes);

  std::string_view raw() const { return {reinterpret_cast<const char*>(bytes_.data()), size}; }
  std::string spki() const;  // DER

  auto operator<=>(const Ed25519PublicKey&) const = default;

 private:
  friend class Ed25519PrivateKey;
  Ed25519PublicKey() = default;

  std::array<unsigned char, size> bytes_{};
};

using Ed25519Signature = std::array<unsigned char, 64>;

inline std::string_view view(const Ed25519Signature& signature) {
  return {reinterpret_cast<const char*>(signature.data()), signature.size()};
}

// Immutable but for being moved from, after which it may only be destroyed or assigned to. May be
// used from any thread.
class Ed25519PrivateKey {
 public:
  static constexpr std::size_t seed_size = 32;

  static Ed25519PrivateKey generate();
  static Result<Ed25519PrivateKey> from_seed(std::string_view seed);  // private_key::malformed

  Ed25519PublicKey public_key() const;
  std::string_view seed() const { return expanded_.view().substr(0, seed_size); }
  Ed25519Signature sign(std::string_view message) const;

 private:
  explicit Ed25519PrivateKey(std::string_view seed);

  Secret expanded_;  // the seed, then the public key: libsodium's form
};

// Whether `signature` is this key's on `message`. False too where it has not 64 bytes.
bool verify(const Ed25519PublicKey& key, std::string_view message, std::string_view signature);

}  // namespace writ::canon
