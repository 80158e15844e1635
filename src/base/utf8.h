// UTF-8 by the code point (RFC 3629): what the globs and the error paths need of it.
#pragma once

#include <cstddef>
#include <string_view>

namespace writ {

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;  // bytes taken; 0 where the text does not begin with a valid sequence
};

// The code point that `text`, which must not be empty, begins with.
constexpr CodePoint next_code_point(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
  char32_t value = lead & (0x7F >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    value = (value << 6) | (byte(i) & 0x3F);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (overlong || surrogate || value > 0x10FFFF) return {};
  return {value, length};
}

// The offset of the first byte that is no part of valid UTF-8, or the text's size.
constexpr std::size_t valid_utf8_prefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = next_code_point(text.substr(at)).length;
    if (length == 0) break;
    at += length;
  }
  return at;
}

// At most `size` bytes from the front of a valid text, cut between code points: for messages.
constexpr std::string_view clip(std::string_view text, std::size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

}  // namespace writ
