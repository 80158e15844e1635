// The seed of random tests: a new one for each run, printed, or the one to repeat where the
// environment has WRIT_SEED.
#pragma once

#include <cstdint>

namespace writ::spec {

std::uint64_t seed();

}  // namespace writ::spec
