// Which key signs, and whether a signature is good.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "canon/ed25519.h"
#include "canon/pkcs8.h"
#include "canon/signature.h"
#include "keys/key_record.h"

namespace writ::keys {

// Every reason for which verify() refuses, in the order of its checks.
namespace refusal {
inline constexpr std::string_view unknown_key = "unknown-key";
inline constexpr std::string_view key_purpose_mismatch = "key-purpose-mismatch";
inline constexpr std::string_view key_tenant_mismatch = "key-tenant-mismatch";
inline constexpr std::string_view alg_mismatch = "alg-mismatch";
inline constexpr std::string_view key_revoked = "key-revoked";
inline constexpr std::string_view key_secret_missing = "key-secret-missing";  // hmac-sha256 only
inline constexpr std::string_view signature_malformed = "signature-malformed";
inline constexpr std::string_view signature_invalid = "signature-invalid";
}  // namespace refusal

// Private keys and shared secrets by key id.
using PrivateParts = std::map<std::string, canon::PrivateKey, std::less<>>;

// The keys of one moment. Immutable: any thread may use it; a change of keys makes a new ring. It
// reads no clock and no file.
class KeyRing {
 public:
  KeyRing() = default;  // without keys: verifies nothing

  // `parts` are needed where shared secrets are to verify; others in it are only checked. Problems:
  // fault::exists for two records of one id or public key; fault::private_part_mismatch where a
  // part is not the one of its record; record::invalid, with faults, for a record that its check()
  // refuses.
  static Result<KeyRing> build(std::vector<KeyRecord> records,
                               std::shared_ptr<const PrivateParts> parts = nullptr);

  // The record, or nullptr. Pointers are good for as long as the ring lives and is not moved from.
  const KeyRecord* find(std::string_view key_id) const;

  // Whether what a key signed counts no more: it is revoked, or not there.
  bool is_revoked(std::string_view key_id) const;

  // The active keys for that, the newest first: by createdAt, then by id.
  std::vector<const KeyRecord*> active_keys(Purpose purpose, Alg alg,
                                            std::string_view tenant) const;

  // The first of those, or nullptr.
  const KeyRecord* current_key(Purpose purpose, Alg alg, std::string_view tenant) const;

  // Whether `block` is a good signature of `message` by a key that may sign this for that tenant.
  // The message is the 64 hex digits of a hash. `tenant` is empty for what belongs to no tenant.
  canon::Verdict verify(const SignatureBlock& block, std::string_view message, Purpose expected,
                        std::string_view tenant) const;

 private:
  struct Entry {
    KeyRecord record;
    std::optional<canon::Ed25519PublicKey> public_key;  // present exactly for ed25519
  };

  Result<void> add(KeyRecord record);
  canon::Verdict verify_with(const Entry& key, const SignatureBlock& block,
                             std::string_view message) const;

  std::map<std::string, Entry, std::less<>> keys_;
  std::shared_ptr<const PrivateParts> parts_;
};

}  // namespace writ::keys
