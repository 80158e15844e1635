// What a poll found, judged: contact with who issues the policy, or why not (ops/source.h says what
// counts).
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "ops/engine.h"
#include "ops/source.h"
#include "world/place.h"

namespace writ::ops {

// Why it is no contact.
struct NoContact {
  std::string reason;
  std::string message;
};

// A bundle that put would take, and that is not stored yet.
struct NewBundle {
  policy::SignedPolicyBundle content;
  canon::Json json;  // as it came
};

// The bundle that the place offers is stored already.
struct KnownBundle {
  policy::Version version;
  std::string policy_hash;
};

struct Finding {
  std::variant<NoContact, NewBundle, KnownBundle> what;
  std::vector<std::string> passed_over;  // what else was there and no good, for people
};

// Takes the highest version of those bundles that verify and are of this source's tenant and name.
// Problems are the store's.
Result<Finding> find_bundle(Engine& engine, const State& state, const Source& source,
                            const Result<world::Reading>& reading, Instant now);

}  // namespace writ::ops
