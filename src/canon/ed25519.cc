// What a public key must pass before libsodium verifies with it.
//
// A key is 32 bytes: the y coordinate in 255 bits, little-endian, and on top the sign of x. The
// field has p = 2^255 - 19 elements, so 19 values of y can be written in a second way, as y + p;
// and where x is 0 (y is 1 or -1) its sign could be either. Decoders reduce and ignore, so both
// would be second spellings of a key. They are told from the bytes alone, before any arithmetic.
//
// The curve has 8 points whose order divides 8. With one of them as the key, the equation that is
// checked, SB = R + kA, has a kA that hardly depends on the message, so that a "signature" can be
// made that fits many messages, without any private key. Doubling such a point three times gives
// the identity, and doubling any other never does. libsodium's addition takes every point of the
// curve, low order included, and refuses what is none, so that it also tells whether there is a
// point.
//
// libsodium repeats these checks when it verifies. They are here because a key is refused where it
// enters, with its reason, and not later as a signature that never fits.
#include "canon/ed25519.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <optional>

namespace writ::canon {
namespace {

using Point = std::array<unsigned char, Ed25519PublicKey::size>;

constexpr std::string_view spki_prefix{"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12};

constexpr Point prime = [] {
  Point p;
  p.fill(0xFF);
  p.front() = 0xED;
  p.back() = 0x7F;
  return p;
}();

constexpr Point identity = [] {
  Point one{};
  one.front() = 1;
  return one;
}();

constexpr Point minus_one = [] {
  Point y = prime;
  y.front() -= 1;
  return y;
}();

bool canonical(const Point& point) {
  const bool sign = (point.back() & 0x80) != 0;
  Point y = point;
  y.back() &= 0x7F;
  const bool reduced =
      std::ranges::lexicographical_compare(y.rbegin(), y.rend(), prime.rbegin(), prime.rend());
  const bool x_is_zero = y == identity || y == minus_one;
  return reduced && !(x_is_zero && sign);
}

// 8 times the point, or nothing where the bytes are no point of the curve.
std::optional<Point> times_eight(Point point) {
  for (int doubling = 0; doubling < 3; ++doubling) {
    Point sum;
    if (crypto_core_ed25519_add(sum.data(), point.data(), point.data()) != 0) return std::nullopt;
    point = sum;
  }
  return point;
}

std::optional<std::string_view> raw_bytes(std::string_view bytes) {
  if (bytes.size() == spki_prefix.size() + Ed25519PublicKey::size &&
      bytes.starts_with(spki_prefix)) {
    bytes.remove_prefix(spki_prefix.size());
  }
  if (bytes.size() != Ed25519PublicKey::size) return std::nullopt;
  return bytes;
}

const unsigned char* data(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

Result<Ed25519PublicKey> Ed25519PublicKey::parse(std::string_view bytes) {
  require_sodium();
  const std::optional<std::string_view> raw = raw_bytes(bytes);
  if (!raw) {
    return Problem{
        public_key::malformed,
        fmt::format("{} bytes are no ed25519 public key: give the 32 raw bytes or the 44 "
                    "of its SubjectPublicKeyInfo in DER",
                    bytes.size())};
  }
  Ed25519PublicKey key;
  std::copy_n(data(*raw), size, key.bytes_.begin());
  if (!canonical(key.bytes_)) {
    return Problem{public_key::not_canonical,
                   "the public key is not in its canonical encoding: ask its owner for another"};
  }
  const std::optional<Point> cleared = times_eight(key.bytes_);
  if (!cleared) {
    return Problem{public_key::malformed,
                   "the public key is no point of the curve: check that it was copied whole"};
  }
  if (*cleared == identity) {
    return Problem{public_key::low_order,
                   "the public key is a point of low order, under which anybody can sign: refuse "
                   "whoever sent it"};
  }
  return key;
}

std::string Ed25519PublicKey::spki() const { return std::string(spki_prefix).append(raw()); }

Ed25519PrivateKey::Ed25519PrivateKey(std::string_view seed)
    : expanded_(crypto_sign_ed25519_SECRETKEYBYTES) {
  Point unused;
  crypto_sign_ed25519_seed_keypair(unused.data(), expanded_.data(), data(seed));
}

Ed25519PrivateKey Ed25519PrivateKey::generate() {
  Secret seed(seed_size);
  randombytes_buf(seed.data(), seed.size());
  return Ed25519PrivateKey(seed.view());
}

Result<Ed25519PrivateKey> Ed25519PrivateKey::from_seed(std::string_view seed) {
  if (seed.size() != seed_size) {
    return Problem{
        private_key::malformed,
        fmt::format("an ed25519 private key has {} bytes, not {}", seed_size, seed.size())};
  }
  return Ed25519PrivateKey(seed);
}

Ed25519PublicKey Ed25519PrivateKey::public_key() const {
  Ed25519PublicKey key;
  std::copy_n(expanded_.data() + seed_size, Ed25519PublicKey::size, key.bytes_.begin());
  return key;
}

Ed25519Signature Ed25519PrivateKey::sign(std::string_view message) const {
  Ed25519Signature signature;
  crypto_sign_ed25519_detached(signature.data(), nullptr, data(message), message.size(),
                               expanded_.data());
  return signature;
}

bool verify(const Ed25519PublicKey& key, std::string_view message, std::string_view signature) {
  if (signature.size() != Ed25519Signature{}.size()) return false;
  return crypto_sign_ed25519_verify_detached(data(signature), data(message), message.size(),
                                             data(key.raw())) == 0;
}

}  // namespace writ::canon
