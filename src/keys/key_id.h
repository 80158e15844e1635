// The ids that keys get when they are made: `<purpose>-<16 hex digits>`, the digits from the key.
#pragma once

#include "canon/ed25519.h"
#include "canon/hmac.h"
#include "keys/key_record.h"

namespace writ::keys {

// The first 16 digits of the SHA-256 of the raw public key.
KeyId id_of(Purpose purpose, const canon::Ed25519PublicKey& key);

// The first 16 digits of the SHA-256 of `writ key id hmac-sha256`, a line feed and the secret: of a
// text that nothing else hashes, so that no other hash of the secret is made known.
KeyId id_of(Purpose purpose, const canon::HmacSecret& secret);

}  // namespace writ::keys
