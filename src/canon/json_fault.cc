#include "canon/json_fault.h"

#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/utf8.h"
#include "canon/json.h"

namespace writ::canon {
namespace {

using boost::json::error;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t escape_size = 6;  // of \uXXXX

// How many bytes at `at` could begin a \uXXXX whose second digit is one of `second_digits` and
// whose first is a D: 6 for a surrogate's half in full, fewer where the text ends or goes on
// otherwise.
std::size_t matching_half(std::string_view text, std::size_t at, std::string_view second_digits) {
  constexpr std::string_view digits = "0123456789abcdefABCDEF";
  const std::array<std::string_view, escape_size> wanted{"\\",          "u",    "dD",
                                                         second_digits, digits, digits};
  std::size_t matched = 0;
  while (matched < escape_size && at + matched < text.size() &&
         wanted[matched].contains(text[at + matched])) {
    ++matched;
  }
  return matched;
}

constexpr std::string_view high_digits = "89abAB";
constexpr std::string_view low_digits = "cdefCDEF";

// Where the first \u escape of half a surrogate pair stands that lacks its other half; nothing
// where there is none, or where the text ends before that is certain. `text` begins a JSON text.
std::optional<std::size_t> lone_surrogate(std::string_view text) {
  for (std::size_t at = text.find('\\'); at < text.size(); at = text.find('\\', at)) {
    if (matching_half(text, at, low_digits) == escape_size) return at;
    if (matching_half(text, at, high_digits) != escape_size) {
      at += 2;  // past this escape's letter, which may be a backslash itself
      continue;
    }
    const std::size_t matched = matching_half(text, at + escape_size, low_digits);
    const std::size_t next = at + escape_size + matched;
    if (matched < escape_size) return next < text.size() ? std::optional(at) : std::nullopt;
    at = next;
  }
  return std::nullopt;
}

std::size_t start_of_number(std::string_view text, std::size_t end) {
  const std::size_t before = text.find_last_not_of("+-.0123456789eE", end - 1);
  return before == std::string_view::npos ? 0 : before + 1;
}

std::string explain(const Refusal& refusal, std::string_view text) {
  if (refusal.code.name == json::incomplete.name) return "the document ends too early";
  if (refusal.code.name == json::trailing_data.name) {
    return "something follows the document: send one value only";
  }
  if (refusal.code.name == json::duplicate_name.name) {
    return fmt::format("the name `{}` stands twice in one object: keep one",
                       clip(*refusal.name, 64));
  }
  if (refusal.code.name == json::bad_utf8.name) {
    return "this is not valid UTF-8: encode the text as UTF-8";
  }
  if (refusal.code.name == json::lone_surrogate.name) {
    return "this \\u escape is half of a surrogate pair: write both halves";
  }
  if (refusal.code.name == json::inexact_integer.name) {
    return "a double does not keep every digit of this integer: send it as a string";
  }
  if (refusal.code.name == json::number_out_of_range.name) {
    return "this number is beyond what a double holds: send it as a string";
  }
  if (refusal.code.name == json::too_deep.name) {
    return fmt::format("this is nested deeper than {} levels", Json::max_depth);
  }
  if (refusal.offset == 0 && text.starts_with(byte_order_mark)) {
    return "a byte order mark is no part of JSON: remove it";
  }
  const char found = refusal.offset < text.size() ? text[refusal.offset] : '\0';
  if (found > ' ' && found < 0x7F) return fmt::format("`{}` is not JSON here", found);
  return "this is not JSON";
}

}  // namespace

Refusal diagnose(std::string_view text, error fault, std::size_t stopped_at) {
  if (const std::size_t valid = valid_utf8_prefix(text);
      valid < text.size() && valid <= stopped_at) {
    return {json::bad_utf8, valid};
  }
  if (const auto half = lone_surrogate(text); half && *half < stopped_at) {
    return {json::lone_surrogate, *half};
  }
  switch (fault) {
    case error::extra_data:
      return {json::trailing_data, stopped_at};
    case error::too_deep:
      return {json::too_deep, stopped_at};
    case error::exponent_overflow:
      return {json::number_out_of_range, start_of_number(text, stopped_at)};
    default:
      return {stopped_at >= text.size() ? json::incomplete : json::syntax, stopped_at};
  }
}

std::size_t offset_of_name(std::string_view text, std::uint32_t ordinal) {
  std::uint32_t seen = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '"') continue;
    const std::size_t begin = at;
    for (++at; text[at] != '"'; ++at) {
      if (text[at] == '\\') ++at;
    }
    // In JSON, a string that a colon follows is a name.
    const std::size_t next = text.find_first_not_of(" \t\r\n", at + 1);
    const bool is_name = next != std::string_view::npos && text[next] == ':';
    if (is_name && seen++ == ordinal) return begin;
  }
  return text.size();
}

Problem refused(const Refusal& refusal, std::string pointer, std::string_view text) {
  std::string message = explain(refusal, text);
  return {.code = refusal.code,
          .message = fmt::format("the JSON cannot be read at byte {}: {}", refusal.offset, message),
          .faults = {{.code = refusal.code.name,
                      .pointer = std::move(pointer),
                      .offset = refusal.offset,
                      .message = std::move(message)}}};
}

}  // namespace writ::canon
