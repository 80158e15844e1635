// Pieces of the texts of a log, each with one spelling.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "canon/base64.h"
#include "tlog/merkle.h"

namespace writ::tlog {

// The lines of a text, without their newlines; of the empty text none. What follows the last
// newline is a line where it is not empty.
inline std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// A decimal number without further zeros before it.
inline std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return number;
}

inline std::optional<Hash> parse_hash(std::string_view base64) {
  const std::optional<std::string> bytes = canon::from_base64(base64);
  if (!bytes || bytes->size() != Hash::size) return std::nullopt;
  Hash hash;
  std::copy_n(reinterpret_cast<const unsigned char*>(bytes->data()), Hash::size,
              hash.bytes.begin());
  return hash;
}

}  // namespace writ::tlog
