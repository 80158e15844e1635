// HMAC with SHA-256 (RFC 2104, FIPS 198-1): signatures between ends that share a secret.
#pragma once

#include <array>
#include <string_view>

#include "base/result.h"
#include "canon/secret.h"

namespace writ::canon {

namespace hmac {
inline constexpr Code secret_too_short{"hmac.secret_too_short", Category::invalid};
}  // namespace hmac

using HmacTag = std::array<unsigned char, 32>;

inline std::string_view view(const HmacTag& tag) {
  return {reinterpret_cast<const char*>(tag.data()), tag.size()};
}

// The tag of `message`; nothing is allocated. The secret may have any length.
HmacTag hmac_sha256(std::string_view secret, std::string_view message);

// Whether `tag` is the whole tag of `message`, found out in constant time. A shortened tag is not.
bool hmac_sha256_matches(std::string_view secret, std::string_view message, std::string_view tag);

// A secret fit to be a key: as long as the hash at least, which RFC 2104 (section 3) asks for. Once
// made it is immutable and may be used from any thread.
class HmacSecret {
 public:
  static constexpr std::size_t min_size = 32;

  // 32 random bytes.
  static HmacSecret generate();
  // Problem: hmac::secret_too_short.
  static Result<HmacSecret> from_bytes(std::string_view bytes);

  std::string_view bytes() const { return secret_.view(); }

 private:
  explicit HmacSecret(Secret secret) : secret_(std::move(secret)) {}

  Secret secret_;
};

}  // namespace writ::canon
