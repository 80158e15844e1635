#include "canon/types.h"

#include <algorithm>
#include <array>

#include "canon/sixteen.h"

namespace writ::canon {
namespace {

constexpr std::size_t step = sizeof(Sixteen);

// Not zero where a byte is a control character's.
Sixteen controls(Sixteen bytes) {
  return reinterpret_cast<Sixteen>((bytes < 0x20) | (bytes == 0x7F));
}

// Not zero where a byte is no lower-case hex digit.
Sixteen no_digits(Sixteen bytes) {
  return reinterpret_cast<Sixteen>((bytes - '0' > 9) & (bytes - 'a' > 5));
}

}  // namespace

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > max_name_size) return false;
  if (text.size() < step) {
    std::array<char, step> padded;
    std::ranges::fill(std::ranges::copy(text, padded.begin()).out, padded.end(), ' ');
    return !any(controls(load_sixteen(padded.data())));
  }
  const std::size_t last = text.size() - step;
  Sixteen found = controls(load_sixteen(text.data() + last));
  for (std::size_t i = 0; i < last; i += step) found |= controls(load_sixteen(text.data() + i));
  return !any(found);
}

bool is_hex_digest(std::string_view text) {
  constexpr std::size_t digits = 64;
  if (text.size() != digits) return false;
  Sixteen found{};
  for (std::size_t i = 0; i < digits; i += step) found |= no_digits(load_sixteen(text.data() + i));
  return !any(found);
}

}  // namespace writ::canon
