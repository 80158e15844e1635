#include "keys/lifecycle.h"

#include <fmt/format.h>

#include <algorithm>

#include "keys/fault.h"

namespace writ::keys {
namespace {

Problem illegal(const KeyRecord& key, State to) {
  return Problem{fault::illegal_transition,
                 fmt::format("the key `{}` is {} and cannot become {}: make a new key",
                             key.key_id.text(), name(key.state), name(to))};
}

bool same_tenants(const KeyRecord& a, const KeyRecord& b) {
  const auto sorted = [](const KeyRecord& key) {
    auto tenants = key.tenants;
    if (tenants) {
      std::ranges::sort(*tenants);
      tenants->erase(std::ranges::unique(*tenants).begin(), tenants->end());
    }
    return tenants;
  };
  return sorted(a) == sorted(b);
}

bool takes_over_from(const KeyRecord& fresh, const KeyRecord& old) {
  return old.state == State::active && old.purpose == fresh.purpose && old.alg == fresh.alg &&
         same_tenants(old, fresh);
}

}  // namespace

Result<KeyRecord> retire(KeyRecord key, Instant now) {
  if (key.state == State::revoked) return illegal(key, State::retired);
  if (key.state == State::active) {
    key.state = State::retired;
    key.retired_at = canon::Timestamp(now);
  }
  return key;
}

KeyRecord revoke(KeyRecord key, Instant now) {
  if (key.state != State::revoked) {
    key.state = State::revoked;
    key.revoked_at = canon::Timestamp(now);
  }
  return key;
}

Result<void> check_new(std::span<const KeyRecord> present, const KeyRecord& fresh) {
  const auto same = [&](const KeyRecord& other) {
    return other.key_id == fresh.key_id ||
           (fresh.public_key && other.public_key == fresh.public_key);
  };
  const auto found = std::ranges::find_if(present, same);
  if (found == present.end()) return {};
  return Problem{fault::exists,
                 fmt::format("the key is there already, as `{}`, and is {}: make a new one",
                             found->key_id.text(), name(found->state))};
}

Result<Rotation> rotate(std::span<const KeyRecord> present, KeyRecord fresh, Instant now) {
  if (fresh.state != State::active) return illegal(fresh, State::active);
  WRIT_CHECK(check_new(present, fresh));
  Rotation rotation;
  for (const KeyRecord& old : present) {
    if (!takes_over_from(fresh, old)) continue;
    WRIT_TRY(KeyRecord retired, retire(old, now));
    rotation.retired.push_back(std::move(retired));
  }
  rotation.fresh = std::move(fresh);
  return rotation;
}

}  // namespace writ::keys
