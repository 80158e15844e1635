// Sixteen bytes that a processor works on in one step.
#pragma once

#include <cstdint>
#include <cstring>

namespace writ::canon {

using Sixteen [[gnu::vector_size(16)]] = std::uint8_t;

inline Sixteen load_sixteen(const char* from) {
  Sixteen bytes;
  std::memcpy(&bytes, from, sizeof bytes);
  return bytes;
}

inline void store(char* to, Sixteen bytes) { std::memcpy(to, &bytes, sizeof bytes); }

// Whether any of them is not zero.
inline bool any(Sixteen bytes) {
  using Halves [[gnu::vector_size(16)]] = std::uint64_t;
  const auto halves = reinterpret_cast<Halves>(bytes);
  return (halves[0] | halves[1]) != 0;
}

}  // namespace writ::canon
