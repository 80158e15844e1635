// Signing and verifying by purpose: a ring together with the private parts that are here.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "keys/key_ring.h"

namespace writ::keys {

// Immutable: any thread may use it. When keys change, a new one takes its place.
class KeyProvider {
 public:
  // Problems as KeyRing::build.
  static Result<KeyProvider> make(std::vector<KeyRecord> records, PrivateParts parts);

  const KeyRing& ring() const { return ring_; }

  // The newest active key whose private part is here: an imported public key, however new, must not
  // keep us from signing. Problem: fault::no_current_key.
  Result<std::string> current_key_id(Purpose purpose, Alg alg, std::string_view tenant) const;

  // The message is the 64 hex digits of a hash. Problems: fault::unknown_key, fault::retired,
  // fault::revoked, fault::private_part_missing.
  Result<SignatureBlock> sign(std::string_view key_id, std::string_view message) const;

  // As KeyRing::verify.
  canon::Verdict verify(const SignatureBlock& block, std::string_view message, Purpose expected,
                        std::string_view tenant) const {
    return ring_.verify(block, message, expected, tenant);
  }

 private:
  KeyProvider(KeyRing ring, std::shared_ptr<const PrivateParts> parts)
      : ring_(std::move(ring)), parts_(std::move(parts)) {}

  Result<const KeyRecord*> signing_key(std::string_view key_id) const;

  KeyRing ring_;
  std::shared_ptr<const PrivateParts> parts_;
};

}  // namespace writ::keys
