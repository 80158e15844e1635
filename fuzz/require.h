// What a fuzz target says must hold: where it does not, the program ends and libFuzzer keeps the
// input.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace writ::fuzz {

inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace writ::fuzz
