#include "canon/hmac.h"

#include <fmt/format.h>
#include <sodium.h>

namespace writ::canon {

HmacTag hmac_sha256(std::string_view secret, std::string_view message) {
  require_sodium();
  const auto bytes = [](std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  HmacTag tag;
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes(secret), secret.size());
  crypto_auth_hmacsha256_update(&state, bytes(message), message.size());
  crypto_auth_hmacsha256_final(&state, tag.data());
  sodium_memzero(&state, sizeof state);
  return tag;
}

bool hmac_sha256_matches(std::string_view secret, std::string_view message, std::string_view tag) {
  return same_secret(view(hmac_sha256(secret, message)), tag);
}

HmacSecret HmacSecret::generate() {
  Secret secret(min_size);
  randombytes_buf(secret.data(), secret.size());
  return HmacSecret(std::move(secret));
}

Result<HmacSecret> HmacSecret::from_bytes(std::string_view bytes) {
  if (bytes.size() < min_size) {
    return Problem{
        hmac::secret_too_short,
        fmt::format("the shared secret has {} bytes: use at least {}", bytes.size(), min_size)};
  }
  return HmacSecret(Secret::copy_of(bytes));
}

}  // namespace writ::canon
