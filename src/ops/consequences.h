// What a change of what decides brings with it, whichever operation made it: staged bundles that it
// overtook end, and so do the sessions that are to close when another bundle decides for them.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "ops/state.h"
#include "store/store.h"

namespace writ::ops {

// Compares what `transaction` has written with the state before it, and writes the rest. Answers
// how many sessions it closed.
Result<std::int64_t> write_consequences(store::Transaction& transaction, const State& before,
                                        Instant now);

}  // namespace writ::ops
