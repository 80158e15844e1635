// What is known of a key without its private part: who may use it for what, and in which state it
// is. Whatever needs to verify needs these records and nothing else (but for shared secrets).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/ed25519.h"
#include "canon/record.h"
#include "canon/types.h"

namespace writ::keys {

// What a key may sign. A signature made for one purpose is none for another.
enum class Purpose : std::uint8_t { audit, approval, journal };
constexpr auto wire_names(Purpose) {
  return std::to_array<std::string_view>({"audit", "approval", "journal"});
}

enum class Alg : std::uint8_t { ed25519, hmac_sha256 };
constexpr auto wire_names(Alg) {
  return std::to_array<std::string_view>({"ed25519", "hmac-sha256"});
}

// `active` signs and verifies, `retired` only verifies, `revoked` does neither.
enum class State : std::uint8_t { active, retired, revoked };
constexpr auto wire_names(State) {
  return std::to_array<std::string_view>({"active", "retired", "revoked"});
}

template <class Vocabulary>
constexpr std::string_view name(Vocabulary value) {
  return wire_names(value)[static_cast<std::size_t>(value)];
}

// Also the name of the private part's file, so that it must not leave the directory or hide in it.
class KeyId {
 public:
  static constexpr std::size_t max_size = 128;
  static constexpr std::string_view pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$";
  static constexpr std::string_view expected =
      "1 to 128 ASCII letters, digits, `.`, `_` and `-`, a letter or digit first";

  bool set(std::string_view text);
  const std::string& text() const { return text_; }
  auto operator<=>(const KeyId&) const = default;

 private:
  std::string text_;
};

using TenantId = canon::Id<struct TenantTag>;

struct KeyRecord {
  KeyId key_id;
  Purpose purpose = Purpose::audit;
  Alg alg = Alg::ed25519;
  State state = State::revoked;
  std::optional<std::vector<TenantId>> tenants;
  canon::Timestamp created_at;
  std::optional<canon::Timestamp> retired_at;
  std::optional<canon::Timestamp> revoked_at;
  std::optional<std::string> public_key;

  static constexpr auto record(auto&& f) {
    using K = KeyRecord;
    using canon::field;
    return f("KeyRecord", "A key without its private part.",
             field<&K::key_id>("keyId", "Names the key in signatures."),
             field<&K::purpose>("purpose", "What the key may sign."),
             field<&K::alg>("alg", "The one algorithm that the key is for."),
             field<&K::state>("state", "Active signs and verifies, retired only verifies."),
             field<&K::tenants>("tenants", "Trusted for these alone; absent is trusted for all."),
             field<&K::created_at>("createdAt", "When the key was made or imported."),
             field<&K::retired_at>("retiredAt", "Since when it signs no more."),
             field<&K::revoked_at>("revokedAt", "Since when it is no good."),
             field<&K::public_key>("publicKey", "Base64 of 32 raw bytes; absent for a secret."));
  }

  // A state has the times that belong to it; ed25519, and nothing else, has a public key, and a
  // sound one.
  void check(const canon::Path& path, canon::Faults& faults) const;

  // The empty tenant stands for what belongs to none: only a key without a list is trusted for it.
  bool trusted_for(std::string_view tenant) const;
};

// The public key of a record, if it has one: problems as Ed25519PublicKey::parse, and
// fault::no_public_key.
Result<canon::Ed25519PublicKey> public_key_of(const KeyRecord& record);

// A signature with the name of its key, as it goes with what is signed.
struct SignatureBlock {
  std::string key_id;
  Alg alg = Alg::ed25519;
  std::string sig;

  static constexpr auto record(auto&& f) {
    using S = SignatureBlock;
    using canon::field;
    return f("Signature", "A signature over a hash, as 64 hex digits in UTF-8.",
             field<&S::key_id>("keyId", "Which key made it."),
             field<&S::alg>("alg", "What was really used."),
             field<&S::sig>("sig", "Padded standard base64."));
  }
};

}  // namespace writ::keys
