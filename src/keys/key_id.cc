#include "keys/key_id.h"

#include <fmt/format.h>

#include "canon/digest.h"

namespace writ::keys {
namespace {

constexpr std::size_t digits = 16;

KeyId make_id(Purpose purpose, const canon::Digest& digest) {
  KeyId id;
  id.set(fmt::format("{}-{}", name(purpose), digest.hex().substr(0, digits)));
  return id;
}

}  // namespace

KeyId id_of(Purpose purpose, const canon::Ed25519PublicKey& key) {
  return make_id(purpose, canon::sha256(key.raw()));
}

KeyId id_of(Purpose purpose, const canon::HmacSecret& secret) {
  canon::Sha256 hasher;
  hasher.add("writ key id hmac-sha256\n");
  hasher.add(secret.bytes());
  return make_id(purpose, hasher.finish());
}

}  // namespace writ::keys
