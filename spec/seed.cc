#include "spec/seed.h"

#include <cstdlib>
#include <iostream>
#include <random>

namespace writ::spec {

std::uint64_t seed() {
  static const std::uint64_t chosen = [] {
    const char* given = std::getenv("WRIT_SEED");  // NOLINT(concurrency-mt-unsafe): nobody sets it
    const std::uint64_t made =
        given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::cerr << "random tests run with WRIT_SEED=" << made << '\n';
    return made;
  }();
  return chosen;
}

}  // namespace writ::spec
