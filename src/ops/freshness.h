// The state that answers are given under.
#pragma once

#include <string_view>

#include "memory/freshness.h"
#include "ops/state.h"
#include "policy/evaluator.h"

namespace writ::ops {

// Of a (tenant, name) and the bundle that decides for it. Where there is no policy there is a key
// as well, under which nothing is allowed: `policy` may be nullptr.
memory::ActiveFreshnessKey active_freshness_key(const State& state, std::string_view tenant,
                                                std::string_view name,
                                                const policy::CompiledPolicy* policy);

// The state of a (tenant, name) as one number: it rises with everything that can change what it
// allows.
std::int64_t freshness_generation(const State& state, std::string_view tenant,
                                  std::string_view name);

}  // namespace writ::ops
