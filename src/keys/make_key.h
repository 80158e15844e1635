// New keys: generated here, or made elsewhere and imported. What is made is only in memory; the
// caller checks it against the keys that there are (check_new() or rotate() of lifecycle.h), writes
// the private part (KeyFiles), and only then the record (the store): a record without its private
// part would be a current key that cannot sign, a file without a record is merely unused.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "canon/pkcs8.h"
#include "keys/key_record.h"

namespace writ::keys {

struct KeySpec {
  Purpose purpose = Purpose::audit;
  std::optional<std::vector<TenantId>> tenants;  // absent: trusted for all
};

struct NewKey {
  KeyRecord record;                               // active since now
  std::optional<canon::PrivateKey> private_part;  // absent where a public key was imported
};

NewKey generate_key(const KeySpec& spec, Alg alg, Instant now);

// Of a private key, a shared secret or a public key in PEM. `key_id` is for keys that others name
// in their signatures; a shared secret always has the id that comes from it. Problems: those of
// canon::read_pem, and fault::id_not_free for an id given to a shared secret.
Result<NewKey> import_key(const KeySpec& spec, std::string_view pem, canon::Passphrase passphrase,
                          Instant now, std::optional<KeyId> key_id = std::nullopt);

// The public key as a `PUBLIC KEY` in PEM. Problem: fault::no_public_key for a shared secret.
Result<std::string> export_public_key(const KeyRecord& record);

}  // namespace writ::keys
