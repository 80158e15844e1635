#include "keys/make_key.h"

#include "canon/base64.h"
#include "keys/fault.h"
#include "keys/key_id.h"

namespace writ::keys {
namespace {

KeyRecord new_record(const KeySpec& spec, Alg alg, KeyId id, Instant now) {
  KeyRecord record;
  record.key_id = std::move(id);
  record.purpose = spec.purpose;
  record.alg = alg;
  record.state = State::active;
  record.tenants = spec.tenants;
  record.created_at = canon::Timestamp(now);
  return record;
}

KeyRecord record_of(const KeySpec& spec, const canon::Ed25519PublicKey& key,
                    std::optional<KeyId> id, Instant now) {
  KeyRecord record =
      new_record(spec, Alg::ed25519, id ? *std::move(id) : id_of(spec.purpose, key), now);
  record.public_key = canon::to_base64(key.raw());
  return record;
}

NewKey new_key(const KeySpec& spec, canon::Ed25519PrivateKey key, std::optional<KeyId> id,
               Instant now) {
  KeyRecord record = record_of(spec, key.public_key(), std::move(id), now);
  return {std::move(record), std::move(key)};
}

NewKey new_key(const KeySpec& spec, canon::HmacSecret secret, Instant now) {
  KeyId id = id_of(spec.purpose, secret);
  return {new_record(spec, Alg::hmac_sha256, std::move(id), now), std::move(secret)};
}

}  // namespace

NewKey generate_key(const KeySpec& spec, Alg alg, Instant now) {
  if (alg == Alg::hmac_sha256) return new_key(spec, canon::HmacSecret::generate(), now);
  return new_key(spec, canon::Ed25519PrivateKey::generate(), std::nullopt, now);
}

Result<NewKey> import_key(const KeySpec& spec, std::string_view pem, canon::Passphrase passphrase,
                          Instant now, std::optional<KeyId> key_id) {
  WRIT_TRY(canon::PemKey key, canon::read_pem(pem, passphrase));
  if (auto* secret = std::get_if<canon::HmacSecret>(&key)) {
    if (key_id) {
      return Problem{fault::id_not_free,
                     "the id of a shared secret comes from the secret: leave it out"};
    }
    return new_key(spec, std::move(*secret), now);
  }
  if (auto* private_key = std::get_if<canon::Ed25519PrivateKey>(&key)) {
    return new_key(spec, std::move(*private_key), std::move(key_id), now);
  }
  const auto& public_key = std::get<canon::Ed25519PublicKey>(key);
  return NewKey{record_of(spec, public_key, std::move(key_id), now), std::nullopt};
}

Result<std::string> export_public_key(const KeyRecord& record) {
  WRIT_TRY(const canon::Ed25519PublicKey key, public_key_of(record));
  return canon::write_pem(key);
}

}  // namespace writ::keys
