#include "canon/canonical.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <vector>

namespace writ::canon {
namespace {

// Where ECMAScript's Number::toString goes over to exponents: digits before the point.
constexpr int max_plain_exponent = 21;
constexpr int min_plain_exponent = -6;

constexpr std::string_view hex = "0123456789abcdef";

// '\0' for a character that is written as it is, 'u' for one that needs \u00xx, otherwise the
// letter of its short escape.
constexpr auto escapes = [] {
  std::array<char, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = 'u';
  table['\b'] = 'b';
  table['\t'] = 't';
  table['\n'] = 'n';
  table['\f'] = 'f';
  table['\r'] = 'r';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}();

constexpr std::uint64_t every_byte = 0x0101'0101'0101'0101;

// Not zero where one of eight bytes is zero.
constexpr std::uint64_t zero_byte(std::uint64_t bytes) {
  return (bytes - every_byte) & ~bytes & (every_byte * 0x80);
}

// Whether none of the eight bytes at `at` needs an escape: those below 0x20 would borrow from their
// highest bit.
bool all_plain(const char* at) {
  std::uint64_t bytes;
  std::memcpy(&bytes, at, sizeof bytes);
  const std::uint64_t control = (bytes - every_byte * 0x20) & ~bytes & (every_byte * 0x80);
  return (control | zero_byte(bytes ^ every_byte * '"') | zero_byte(bytes ^ every_byte * '\\')) ==
         0;
}

// The first byte from `at` on that needs an escape, or the end. Most texts have none, so it looks
// at eight bytes at once; the last eight overlap with those before.
std::size_t find_escaped(std::string_view text, std::size_t at) {
  constexpr std::size_t step = 8;
  if (text.size() - at >= step) {
    const std::size_t last = text.size() - step;
    while (at < last && all_plain(text.data() + at)) at += step;
    if (at >= last && all_plain(text.data() + last)) return text.size();
    at = std::min(at, last);
  }
  while (at < text.size() && escapes[static_cast<unsigned char>(text[at])] == '\0') ++at;
  return at;
}

// A text that needs no escape, as nearly all do: the string grows once for it. What libstdc++ 12
// passes on as the size may be all that the string has room for.
void append_plain(std::string& out, std::string_view text) {
  const std::size_t before = out.size();
  const std::size_t after = before + text.size() + 2;
  out.resize_and_overwrite(after, [&](char* all, std::size_t) {
    all[before] = '"';
    std::ranges::copy(text, all + before + 1);
    all[after - 1] = '"';
    return after;
  });
}

}  // namespace

// std::to_chars finds the shortest digits; ECMAScript's layout of them is what RFC 8785 asks for.
void append_number(std::string& out, double number) {
  if (number == 0) {
    out += '0';
    return;
  }
  if (std::abs(number) < 1e15 && number == std::trunc(number)) {  // the usual case, and a cheap one
    std::array<char, 24> digits;
    const auto end =
        std::to_chars(digits.begin(), digits.end(), static_cast<long long>(number)).ptr;
    out.append(digits.begin(), end);
    return;
  }
  std::array<char, 32> buffer;
  const auto end =
      std::to_chars(buffer.begin(), buffer.end(), std::abs(number), std::chars_format::scientific)
          .ptr;
  const std::string_view scientific(buffer.begin(), end);  // d.ddde±xx or de±xx
  const std::size_t e = scientific.find('e');
  std::string digits(1, scientific[0]);
  if (e > 2) digits += scientific.substr(2, e - 2);
  int exponent = 0;
  const char* sign = scientific.data() + e + 1;
  std::from_chars(sign + 1, scientific.data() + scientific.size(), exponent);
  if (*sign == '-') exponent = -exponent;

  const int count = static_cast<int>(digits.size());
  const int point = exponent + 1;  // digits before the decimal point
  if (number < 0) out += '-';
  if (point > max_plain_exponent || point < min_plain_exponent + 1) {
    out += digits[0];
    if (count > 1) (out += '.').append(digits, 1);
    out += exponent < 0 ? "e-" : "e+";
    out += std::to_string(std::abs(exponent));
  } else if (point >= count) {
    out += digits;
    out.append(static_cast<std::size_t>(point - count), '0');
  } else if (point > 0) {
    out.append(digits, 0, static_cast<std::size_t>(point));
    (out += '.').append(digits, static_cast<std::size_t>(point));
  } else {
    out += "0.";
    out.append(static_cast<std::size_t>(-point), '0');
    out += digits;
  }
}

void append_text(std::string& out, std::string_view text) {
  const std::size_t escaped = find_escaped(text, 0);
  if (escaped == text.size()) return append_plain(out, text);
  out += '"';
  std::size_t plain = 0;  // start of the run that needs no escape
  for (std::size_t end = escaped;; end = find_escaped(text, plain)) {
    out.append(text, plain, end - plain);
    if (end == text.size()) break;
    const auto c = static_cast<unsigned char>(text[end]);
    out += '\\';
    out += escapes[c];
    if (escapes[c] == 'u') {
      out += "00";
      out += hex[c >> 4];
      out += hex[c & 0xF];
    }
    plain = end + 1;
  }
  out += '"';
}

void append_canonical(std::string& out, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null:
      out += "null";
      return;
    case Value::Kind::boolean:
      out += value.boolean() ? "true" : "false";
      return;
    case Value::Kind::number:
      append_number(out, value.number());
      return;
    case Value::Kind::text:
      append_text(out, value.text());
      return;
    case Value::Kind::array: {
      char separator = '[';
      for (const Value& item : value.items()) {
        out += separator;
        append_canonical(out, item);
        separator = ',';
      }
      out += separator == '[' ? "[]" : "]";
      return;
    }
    case Value::Kind::object: {
      char separator = '{';
      for (const Member& member : value.members()) {
        out += separator;
        append_text(out, member.name);
        out += ':';
        append_canonical(out, member.value);
        separator = ',';
      }
      out += separator == '{' ? "{}" : "}";
      return;
    }
  }
}

std::string canonical(const Value& value) {
  constexpr std::size_t usual = 2048;  // of a request
  std::string out;
  out.reserve(usual);
  append_canonical(out, value);
  return out;
}

std::string canonical_without(const Value& object, std::string_view name) {
  std::vector<Member> members;
  std::ranges::copy_if(object.members(), std::back_inserter(members),
                       [&](const Member& member) { return member.name != name; });
  return canonical(Value(std::span<const Member>(members)));
}

}  // namespace writ::canon
