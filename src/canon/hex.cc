#include "canon/hex.h"

#include <cstdint>

#include "canon/sixteen.h"

namespace writ::canon {
namespace {

constexpr std::size_t step = sizeof(Sixteen);

// The digits of numbers below sixteen.
Sixteen digits_of(Sixteen numbers) {
  constexpr std::uint8_t from_digits_to_letters = 'a' - '0' - 10;
  const auto is_letter = reinterpret_cast<Sixteen>(numbers > 9);
  return numbers + '0' + (is_letter & from_digits_to_letters);
}

void write_step(char* to, const char* from) {
  const Sixteen bytes = load_sixteen(from);
  const Sixteen high = digits_of(bytes >> 4);
  const Sixteen low = digits_of(bytes & 0xF);
  const Sixteen first =
      __builtin_shufflevector(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const Sixteen second = __builtin_shufflevector(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28,
                                                 13, 29, 14, 30, 15, 31);
  store(to, first);
  store(to + step, second);
}

constexpr char digit_of(unsigned number) { return "0123456789abcdef"[number]; }

constexpr int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

void append_hex(std::string& out, std::string_view bytes) {
  const std::size_t at = out.size();
  out.resize(at + 2 * bytes.size());
  char* to = out.data() + at;
  const char* from = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= step; left -= step, from += step, to += 2 * step) write_step(to, from);
  for (; left > 0; --left) {
    const auto byte = static_cast<unsigned char>(*from++);
    *to++ = digit_of(byte >> 4);
    *to++ = digit_of(byte & 0xF);
  }
}

std::string to_hex(std::string_view bytes) {
  std::string out;
  append_hex(out, bytes);
  return out;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes(text.size() / 2, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = digit_value(text[2 * i]);
    const int low = digit_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes[i] = static_cast<char>(high << 4 | low);
  }
  return bytes;
}

}  // namespace writ::canon
