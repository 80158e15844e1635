// The state that answers are given under.
#pragma once

#include <string_view>

#include "memory/freshness.h"
#include "ops/state.h"
#include "policy/evaluator.h"

namespace writ::ops {

// Of a (tenant, name) and the bundle that decides for it. `in_force` and `policy` may be nullptr:
// where there is no policy there is a key as well, under which nothing is allowed.
memory::PolicyRuntimeFreshnessKey active_freshness_key(const State& state, const InForce* in_force,
                                                       const policy::CompiledPolicy* policy);

}  // namespace writ::ops
