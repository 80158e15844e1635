// The type tables of key records, and the rules that span several of their members.
#include <algorithm>

#include <fmt/format.h>

#include "canon/base64.h"
#include "canon/record_define.h"
#include "keys/fault.h"
#include "keys/key_record.h"

namespace writ::keys {
namespace {

constexpr bool letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// What is wrong with `member`'s presence in a key of that state, or nothing.
void check_time(bool present, bool wanted, State state, std::string_view member,
                const canon::Path& path, canon::Faults& faults) {
  if (present == wanted) return;
  faults.add(fault::invalid_record, canon::Path(path, member),
             fmt::format("a key that is {} has {} `{}`: {} it", name(state), wanted ? "a" : "no",
                         member, wanted ? "add" : "remove"));
}

}  // namespace

bool KeyId::set(std::string_view text) {
  const auto allowed = [](char c) {
    return letter_or_digit(c) || c == '.' || c == '_' || c == '-';
  };
  if (text.empty() || text.size() > max_size || !letter_or_digit(text.front()) ||
      !std::ranges::all_of(text, allowed)) {
    return false;
  }
  text_ = text;
  return true;
}

void KeyRecord::check(const canon::Path& path, canon::Faults& faults) const {
  check_time(revoked_at.has_value(), state == State::revoked, state, "revokedAt", path, faults);
  if (state != State::revoked) {  // a revoked key may have been retired before, or not
    check_time(retired_at.has_value(), state == State::retired, state, "retiredAt", path, faults);
  }

  const canon::Path place(path, "publicKey");
  if (alg == Alg::hmac_sha256) {
    if (public_key) {
      faults.add(fault::invalid_record, place, "a shared secret has no public key: remove it");
    }
    return;
  }
  const auto key = public_key_of(*this);
  if (!key) faults.add(fault::invalid_record, place, key.error().message);
}

bool KeyRecord::trusted_for(std::string_view tenant) const {
  return !tenants || std::ranges::any_of(*tenants, [&](const TenantId& trusted) {
    return trusted.text() == tenant;
  });
}

Result<canon::Ed25519PublicKey> public_key_of(const KeyRecord& record) {
  if (!record.public_key) {
    return Problem{fault::no_public_key,
                   fmt::format("the key `{}` has no public key", record.key_id.text())};
  }
  const auto raw = canon::from_base64(*record.public_key);
  if (!raw || raw->size() != canon::Ed25519PublicKey::size) {
    return Problem{canon::public_key::malformed,
                   "the public key must be 32 bytes in padded standard base64"};
  }
  return canon::Ed25519PublicKey::parse(*raw);
}

}  // namespace writ::keys

DEFINE_RECORD(writ::keys::KeyRecord);
DEFINE_RECORD(writ::keys::SignatureBlock);
