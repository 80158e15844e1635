#include "keys/key_provider.h"

#include <fmt/format.h>

#include "canon/base64.h"
#include "keys/fault.h"

namespace writ::keys {
namespace {

std::string signature_of(const canon::PrivateKey& part, std::string_view message) {
  if (const auto* ed25519 = std::get_if<canon::Ed25519PrivateKey>(&part)) {
    return canon::to_base64(canon::view(ed25519->sign(message)));
  }
  const auto& secret = std::get<canon::HmacSecret>(part);
  return canon::to_base64(canon::view(canon::hmac_sha256(secret.bytes(), message)));
}

}  // namespace

Result<KeyProvider> KeyProvider::make(std::vector<KeyRecord> records, PrivateParts parts) {
  auto shared = std::make_shared<const PrivateParts>(std::move(parts));
  WRIT_TRY(KeyRing ring, KeyRing::build(std::move(records), shared));
  return KeyProvider(std::move(ring), std::move(shared));
}

Result<std::string> KeyProvider::current_key_id(Purpose purpose, Alg alg,
                                                std::string_view tenant) const {
  for (const KeyRecord* key : ring_.active_keys(purpose, alg, tenant)) {
    if (parts_->contains(key->key_id.text())) return key->key_id.text();
  }
  return Problem{fault::no_current_key,
                 fmt::format("no active {} key for the purpose `{}` can sign here: make one with "
                             "`writ keys new`",
                             name(alg), name(purpose))};
}

Result<const KeyRecord*> KeyProvider::signing_key(std::string_view key_id) const {
  const KeyRecord* key = ring_.find(key_id);
  if (key == nullptr) {
    return Problem{fault::unknown_key,
                   fmt::format("there is no key `{}`: `writ keys list` lists them", key_id)};
  }
  if (key->state == State::active) return key;
  return Problem{key->state == State::retired ? fault::retired : fault::revoked,
                 fmt::format("the key `{}` is {} and signs no more: use an active one", key_id,
                             name(key->state))};
}

Result<SignatureBlock> KeyProvider::sign(std::string_view key_id, std::string_view message) const {
  WRIT_TRY(const KeyRecord* key, signing_key(key_id));
  const auto part = parts_->find(key_id);
  if (part == parts_->end()) {
    return Problem{fault::private_part_missing,
                   fmt::format("the private part of `{}` is not here: sign where it is, or use "
                               "another key",
                               key_id)};
  }
  return SignatureBlock{std::string(key_id), key->alg, signature_of(part->second, message)};
}

}  // namespace writ::keys
