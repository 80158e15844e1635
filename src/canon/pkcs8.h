// Keys as text that other tools read: PEM (RFC 7468) around PKCS#8 for private keys and shared
// secrets (RFC 5958, RFC 8410), and around SubjectPublicKeyInfo for public keys.
//
// A shared secret is a PKCS#8 key whose algorithm is hmacWithSHA256 (RFC 8018, B.1.2). Under a
// passphrase a private key is encrypted with PBES2: written with scrypt (RFC 7914) and AES-256-CBC,
// read with whatever PBES2 parameters OpenSSL knows, as long as they cost no more than seconds.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "canon/ed25519.h"
#include "canon/hmac.h"
#include "canon/secret.h"

namespace writ::canon {

namespace pem {
inline constexpr Code malformed{"pem.malformed", Category::invalid};  // no key, or a damaged one
inline constexpr Code unsupported_algorithm{"pem.unsupported_algorithm", Category::invalid};
inline constexpr Code unsupported_encryption{"pem.unsupported_encryption", Category::invalid};
inline constexpr Code passphrase_missing{"pem.passphrase_missing", Category::invalid};
inline constexpr Code passphrase_wrong{"pem.passphrase_wrong", Category::invalid};
inline constexpr Code passphrase_empty{"pem.passphrase_empty", Category::invalid};
}  // namespace pem

using PrivateKey = std::variant<Ed25519PrivateKey, HmacSecret>;
using PemKey = std::variant<Ed25519PrivateKey, HmacSecret, Ed25519PublicKey>;
using Passphrase = std::optional<std::string_view>;

// Reads a text of at most 64 KiB with exactly one PEM block, `PRIVATE KEY`, `ENCRYPTED PRIVATE KEY`
// or `PUBLIC KEY`; what is around the block is passed over. A passphrase that is not needed is not
// looked at. Problems: those of pem, and those of Ed25519PublicKey::parse and
// HmacSecret::from_bytes.
Result<PemKey> read_pem(std::string_view text, Passphrase passphrase = std::nullopt);

// Encrypted exactly where there is a passphrase. Problems: pem::passphrase_empty, and
// problem::internal where OpenSSL fails.
Result<Secret> write_pem(const PrivateKey& key, Passphrase passphrase = std::nullopt);

std::string write_pem(const Ed25519PublicKey& key);

}  // namespace writ::canon
