// How a key goes from state to state: from active to retired to revoked, or from active straight to
// revoked, and never back. Pure functions on records; whoever calls them stores what they answer.
#pragma once

#include <span>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "keys/key_record.h"

namespace writ::keys {

// The same key, retired at `now`. One that is retired already keeps its time.
// Problem: fault::illegal_transition for a revoked one.
Result<KeyRecord> retire(KeyRecord key, Instant now);

// The same key, revoked at `now`. One that is revoked already keeps its time.
KeyRecord revoke(KeyRecord key, Instant now);

// Whether `fresh` may join `present`. Problem: fault::exists where its id or its public key is
// there in any state, or a revoked key could come back under another name.
Result<void> check_new(std::span<const KeyRecord> present, const KeyRecord& fresh);

struct Rotation {
  KeyRecord fresh;
  std::vector<KeyRecord> retired;  // as they are to be stored
};

// `fresh` takes over from every active key of its purpose, algorithm and tenants (the same set of
// tenants, in any order). Problems: fault::exists as check_new; fault::illegal_transition where
// `fresh` is not active.
Result<Rotation> rotate(std::span<const KeyRecord> present, KeyRecord fresh, Instant now);

}  // namespace writ::keys
