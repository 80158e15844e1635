// The order of the checks in verify() is from what is cheap and says most to what is costly: which
// key, whether it may sign this at all, and only then the arithmetic. A signature is looked at with
// the algorithm of the key's record; what the block claims must agree with that and chooses
// nothing, or an attacker could have a public key used as if it were a shared secret.
//
// A revoked key verifies nothing, whatever time the signed document claims: whoever stole the key
// writes any time. What it signed before would have to be shown by a record that the thief cannot
// have written.
#include "keys/key_ring.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "canon/base64.h"
#include "keys/fault.h"
#include "keys/key_id.h"
#include "keys/lifecycle.h"

namespace writ::keys {
namespace {

using canon::Verdict;

// Whether the private part is that of the record.
bool belongs(const canon::PrivateKey& part, const KeyRecord& record,
             const std::optional<canon::Ed25519PublicKey>& public_key) {
  if (const auto* ed25519 = std::get_if<canon::Ed25519PrivateKey>(&part)) {
    return public_key == ed25519->public_key();
  }
  return record.alg == Alg::hmac_sha256 &&
         id_of(record.purpose, std::get<canon::HmacSecret>(part)) == record.key_id;
}

Problem duplicate(const KeyRecord& record) {
  return Problem{
      fault::exists,
      fmt::format("there are two records of the key `{}`, or of its public key: remove one",
                  record.key_id.text())};
}

Verdict verdict(bool good) {
  return good ? Verdict::good() : Verdict::refused(refusal::signature_invalid);
}

}  // namespace

Result<KeyRing> KeyRing::build(std::vector<KeyRecord> records,
                               std::shared_ptr<const PrivateParts> parts) {
  KeyRing ring;
  if (parts) ring.parts_ = std::move(parts);
  std::set<std::string> public_keys;
  for (KeyRecord& record : records) {
    if (record.public_key && !public_keys.insert(*record.public_key).second) {
      return duplicate(record);
    }
    WRIT_CHECK(ring.add(std::move(record)));
  }
  return ring;
}

Result<void> KeyRing::add(KeyRecord record) {
  canon::Faults faults;
  record.check(canon::Path(), faults);
  if (!faults.empty()) {
    return canon::unreadable(fmt::format("the key `{}`", record.key_id.text()), std::move(faults));
  }
  Entry entry{std::move(record), std::nullopt};
  if (entry.record.alg == Alg::ed25519) {
    WRIT_TRY(entry.public_key, public_key_of(entry.record));
  }
  const std::string id = entry.record.key_id.text();
  if (parts_) {
    const auto part = parts_->find(id);
    if (part != parts_->end() && !belongs(part->second, entry.record, entry.public_key)) {
      return Problem{
          fault::private_part_mismatch,
          fmt::format("the private part of `{}` is that of another key: put back its own "
                      "file",
                      id)};
    }
  }
  const auto [added, is_new] = keys_.try_emplace(id, std::move(entry));
  if (!is_new) return duplicate(added->second.record);
  return {};
}

const KeyRecord* KeyRing::find(std::string_view key_id) const {
  const auto found = keys_.find(key_id);
  return found == keys_.end() ? nullptr : &found->second.record;
}

bool KeyRing::is_revoked(std::string_view key_id) const {
  const KeyRecord* key = find(key_id);
  return key == nullptr || key->state == State::revoked;
}

std::vector<const KeyRecord*> KeyRing::active_keys(Purpose purpose, Alg alg,
                                                   std::string_view tenant) const {
  std::vector<const KeyRecord*> active;
  for (const auto& [id, key] : keys_) {
    const KeyRecord& record = key.record;
    if (record.state == State::active && record.purpose == purpose && record.alg == alg &&
        record.trusted_for(tenant)) {
      active.push_back(&record);
    }
  }
  std::ranges::sort(active, std::greater(), [](const KeyRecord* record) {
    return std::pair(record->created_at.at(), record->key_id);
  });
  return active;
}

const KeyRecord* KeyRing::current_key(Purpose purpose, Alg alg, std::string_view tenant) const {
  const auto active = active_keys(purpose, alg, tenant);
  return active.empty() ? nullptr : active.front();
}

Verdict KeyRing::verify(const SignatureBlock& block, std::string_view message, Purpose expected,
                        std::string_view tenant) const {
  const auto found = keys_.find(block.key_id);
  if (found == keys_.end()) return Verdict::refused(refusal::unknown_key);
  const KeyRecord& record = found->second.record;
  if (record.purpose != expected) return Verdict::refused(refusal::key_purpose_mismatch);
  if (!record.trusted_for(tenant)) return Verdict::refused(refusal::key_tenant_mismatch);
  if (record.alg != block.alg) return Verdict::refused(refusal::alg_mismatch);
  if (record.state == State::revoked) return Verdict::refused(refusal::key_revoked);
  return verify_with(found->second, block, message);
}

Verdict KeyRing::verify_with(const Entry& key, const SignatureBlock& block,
                             std::string_view message) const {
  const std::optional<std::string> signature = canon::from_base64(block.sig);
  const auto malformed = Verdict::refused(refusal::signature_malformed);
  if (key.public_key) {
    if (!signature || signature->size() != canon::Ed25519Signature{}.size()) return malformed;
    return verdict(canon::verify(*key.public_key, message, *signature));
  }
  const auto part = parts_ ? parts_->find(block.key_id) : PrivateParts::const_iterator();
  if (!parts_ || part == parts_->end()) return Verdict::refused(refusal::key_secret_missing);
  if (!signature || signature->size() != canon::HmacTag{}.size()) return malformed;
  const auto& secret = std::get<canon::HmacSecret>(part->second);
  return verdict(canon::hmac_sha256_matches(secret.bytes(), message, *signature));
}

}  // namespace writ::keys
