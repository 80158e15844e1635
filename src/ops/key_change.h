// A change of one key's state, which is stored and moves the deployment's generation.
#pragma once

#include <functional>

#include "ops/engine.h"
#include "ops/key_response.h"
#include "ops/operation.h"

namespace writ::ops {

using KeyChange = std::function<Result<keys::KeyRecord>(keys::KeyRecord, Instant)>;

// Problem: keys::fault::unknown_key, and those of `change`.
Result<KeyResponse> change_key(Engine& engine, const keys::KeyId& key_id, const Call& call,
                               const KeyChange& change);

}  // namespace writ::ops
