#include "redaction/reading.h"

#include <algorithm>
#include <iterator>

#include "base/utf8.h"

namespace writ::redaction {
namespace {

// How a range of code points is read.
enum class As : std::uint8_t {
  nothing,  // not seen
  one,      // all of it as `first`
  digits,   // tens that begin with 0, from `first` on
  onwards,  // one after the other, from `first` on
  letters   // A to Z and a to z, again and again
};

struct Range {
  char32_t from;
  char32_t to;
  As as = As::nothing;
  char first = '\0';
};

// In the order of code points; Unicode 15.0. What is in none is a letter.
constexpr Range ranges[] = {
    {0x80, 0x84},  // controls
    {0x85, 0x85, As::one, ' '},
    {0x86, 0x9F},
    {0xA0, 0xA0, As::one, ' '},
    {0xA1, 0xA9, As::one, symbol},
    {0xAB, 0xAC, As::one, symbol},
    {0xAD, 0xAD},  // soft hyphen
    {0xAE, 0xB1, As::one, symbol},
    {0xB2, 0xB3, As::onwards, '2'},
    {0xB4, 0xB4, As::one, symbol},
    {0xB6, 0xB8, As::one, symbol},
    {0xB9, 0xB9, As::one, '1'},
    {0xBB, 0xBF, As::one, symbol},
    {0x0300, 0x036F},  // marks put onto others
    {0x0483, 0x0489},
    {0x058A, 0x058A, As::one, '-'},
    {0x05BE, 0x05BE, As::one, '-'},
    {0x061C, 0x061C},
    {0x0660, 0x0669, As::digits, '0'},
    {0x066B, 0x066C, As::one, '.'},
    {0x06F0, 0x06F9, As::digits, '0'},
    {0x07C0, 0x07C9, As::digits, '0'},
    {0x0966, 0x096F, As::digits, '0'},
    {0x09E6, 0x09EF, As::digits, '0'},
    {0x0A66, 0x0A6F, As::digits, '0'},
    {0x0AE6, 0x0AEF, As::digits, '0'},
    {0x0B66, 0x0B6F, As::digits, '0'},
    {0x0BE6, 0x0BEF, As::digits, '0'},
    {0x0C66, 0x0C6F, As::digits, '0'},
    {0x0CE6, 0x0CEF, As::digits, '0'},
    {0x0D66, 0x0D6F, As::digits, '0'},
    {0x0DE6, 0x0DEF, As::digits, '0'},
    {0x0E50, 0x0E59, As::digits, '0'},
    {0x0ED0, 0x0ED9, As::digits, '0'},
    {0x0F20, 0x0F29, As::digits, '0'},
    {0x1040, 0x1049, As::digits, '0'},
    {0x1090, 0x1099, As::digits, '0'},
    {0x115F, 0x1160},  // fillers
    {0x1400, 0x1400, As::one, '-'},
    {0x1680, 0x1680, As::one, ' '},
    {0x17B4, 0x17B5},
    {0x17E0, 0x17E9, As::digits, '0'},
    {0x1806, 0x1806, As::one, '-'},
    {0x180B, 0x180F},
    {0x1810, 0x1819, As::digits, '0'},
    {0x1946, 0x194F, As::digits, '0'},
    {0x19D0, 0x19D9, As::digits, '0'},
    {0x1A80, 0x1A89, As::digits, '0'},
    {0x1A90, 0x1A99, As::digits, '0'},
    {0x1AB0, 0x1AFF},
    {0x1B50, 0x1B59, As::digits, '0'},
    {0x1BB0, 0x1BB9, As::digits, '0'},
    {0x1C40, 0x1C49, As::digits, '0'},
    {0x1C50, 0x1C59, As::digits, '0'},
    {0x1DC0, 0x1DFF},
    {0x2000, 0x200A, As::one, ' '},
    {0x200B, 0x200F},
    {0x2010, 0x2015, As::one, '-'},
    {0x2016, 0x2017, As::one, symbol},
    {0x2018, 0x201B, As::one, '\''},
    {0x201C, 0x201F, As::one, '"'},
    {0x2020, 0x2023, As::one, symbol},
    {0x2024, 0x2024, As::one, '.'},
    {0x2025, 0x2026, As::one, symbol},
    {0x2027, 0x2027, As::one, '.'},
    {0x2028, 0x2029, As::one, ' '},
    {0x202A, 0x202E},
    {0x202F, 0x202F, As::one, ' '},
    {0x2030, 0x2042, As::one, symbol},
    {0x2043, 0x2043, As::one, '-'},
    {0x2044, 0x2044, As::one, '/'},
    {0x2045, 0x205E, As::one, symbol},
    {0x205F, 0x205F, As::one, ' '},
    {0x2060, 0x206F},
    {0x2070, 0x2070, As::one, '0'},
    {0x2074, 0x2079, As::onwards, '4'},
    {0x207A, 0x207A, As::one, '+'},
    {0x207B, 0x207B, As::one, '-'},
    {0x2080, 0x2089, As::digits, '0'},
    {0x208A, 0x208A, As::one, '+'},
    {0x208B, 0x208B, As::one, '-'},
    {0x20A0, 0x20CF, As::one, symbol},
    {0x20D0, 0x20FF},
    {0x2190, 0x2211, As::one, symbol},
    {0x2212, 0x2212, As::one, '-'},
    {0x2213, 0x2214, As::one, symbol},
    {0x2215, 0x2215, As::one, '/'},
    {0x2216, 0x2218, As::one, symbol},
    {0x2219, 0x2219, As::one, '.'},
    {0x221A, 0x2235, As::one, symbol},
    {0x2236, 0x2236, As::one, ':'},
    {0x2237, 0x22C4, As::one, symbol},
    {0x22C5, 0x22C5, As::one, '.'},
    {0x22C6, 0x245F, As::one, symbol},
    {0x2460, 0x2468, As::onwards, '1'},  // in circles, brackets, with a dot
    {0x2474, 0x247C, As::onwards, '1'},
    {0x2488, 0x2490, As::onwards, '1'},
    {0x24EA, 0x24EA, As::one, '0'},
    {0x24F5, 0x24FD, As::onwards, '1'},
    {0x24FF, 0x24FF, As::one, '0'},
    {0x2500, 0x2775, As::one, symbol},
    {0x2776, 0x277E, As::onwards, '1'},
    {0x2780, 0x2788, As::onwards, '1'},
    {0x278A, 0x2792, As::onwards, '1'},
    {0x2794, 0x27FF, As::one, symbol},
    {0x2800, 0x2800, As::one, ' '},
    {0x2801, 0x2BFF, As::one, symbol},
    {0x2E17, 0x2E17, As::one, '-'},
    {0x2E1A, 0x2E1A, As::one, '-'},
    {0x2E3A, 0x2E3B, As::one, '-'},
    {0x2E40, 0x2E40, As::one, '-'},
    {0x3000, 0x3000, As::one, ' '},
    {0x3002, 0x3002, As::one, '.'},
    {0x3003, 0x3004, As::one, symbol},
    {0x3007, 0x3007, As::one, '0'},
    {0x3008, 0x301B, As::one, symbol},
    {0x301C, 0x301C, As::one, '-'},
    {0x3030, 0x3030, As::one, '-'},
    {0x30A0, 0x30A0, As::one, '-'},
    {0x30FB, 0x30FB, As::one, '.'},
    {0x3164, 0x3164},
    {0xA620, 0xA629, As::digits, '0'},
    {0xA8D0, 0xA8D9, As::digits, '0'},
    {0xA900, 0xA909, As::digits, '0'},
    {0xA9D0, 0xA9D9, As::digits, '0'},
    {0xA9F0, 0xA9F9, As::digits, '0'},
    {0xAA50, 0xAA59, As::digits, '0'},
    {0xABF0, 0xABF9, As::digits, '0'},
    {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F},
    {0xFE31, 0xFE32, As::one, '-'},
    {0xFE52, 0xFE52, As::one, '.'},
    {0xFE55, 0xFE55, As::one, ':'},
    {0xFE58, 0xFE58, As::one, '-'},
    {0xFE63, 0xFE63, As::one, '-'},
    {0xFE6B, 0xFE6B, As::one, '@'},
    {0xFEFF, 0xFEFF},
    {0xFF01, 0xFF5E, As::onwards, '!'},  // full-width
    {0xFF61, 0xFF61, As::one, '.'},
    {0xFF65, 0xFF65, As::one, '.'},
    {0xFFA0, 0xFFA0},
    {0xFFF0, 0xFFFB},
    {0xFFFC, 0xFFFD, As::one, symbol},
    {0x104A0, 0x104A9, As::digits, '0'},
    {0x10D30, 0x10D39, As::digits, '0'},
    {0x11066, 0x1106F, As::digits, '0'},
    {0x110F0, 0x110F9, As::digits, '0'},
    {0x11136, 0x1113F, As::digits, '0'},
    {0x111D0, 0x111D9, As::digits, '0'},
    {0x112F0, 0x112F9, As::digits, '0'},
    {0x11450, 0x11459, As::digits, '0'},
    {0x114D0, 0x114D9, As::digits, '0'},
    {0x11650, 0x11659, As::digits, '0'},
    {0x116C0, 0x116C9, As::digits, '0'},
    {0x11730, 0x11739, As::digits, '0'},
    {0x118E0, 0x118E9, As::digits, '0'},
    {0x11950, 0x11959, As::digits, '0'},
    {0x11C50, 0x11C59, As::digits, '0'},
    {0x11D50, 0x11D59, As::digits, '0'},
    {0x11DA0, 0x11DA9, As::digits, '0'},
    {0x11F50, 0x11F59, As::digits, '0'},
    {0x16A60, 0x16A69, As::digits, '0'},
    {0x16AC0, 0x16AC9, As::digits, '0'},
    {0x16B50, 0x16B59, As::digits, '0'},
    {0x1BCA0, 0x1BCA3},
    {0x1D173, 0x1D17A},
    {0x1D400, 0x1D6A3, As::letters, 'A'},  // mathematical
    {0x1D7CE, 0x1D7FF, As::digits, '0'},
    {0x1E140, 0x1E149, As::digits, '0'},
    {0x1E2F0, 0x1E2F9, As::digits, '0'},
    {0x1E4F0, 0x1E4F9, As::digits, '0'},
    {0x1E950, 0x1E959, As::digits, '0'},
    {0x1F000, 0x1F0FF, As::one, symbol},
    {0x1F100, 0x1F100, As::one, '0'},
    {0x1F101, 0x1F10A, As::digits, '0'},
    {0x1F300, 0x1FAFF, As::one, symbol},
    {0x1FBF0, 0x1FBF9, As::digits, '0'},
    {0xE0000, 0xE0FFF},
};
static_assert(std::ranges::is_sorted(ranges, {}, &Range::from));

constexpr char not_seen = '\0';

char ascii_seen(char c) {
  if (c == '\t' || c == '\n' || c == '\v' || c == '\f' || c == '\r') return ' ';
  return c < ' ' || c == '\x7F' ? not_seen : c;
}

char in_range(const Range& range, char32_t c) {
  const auto far = static_cast<int>(c - range.from);
  switch (range.as) {
    case As::nothing:
      return not_seen;
    case As::one:
      return range.first;
    case As::digits:
      return static_cast<char>(range.first + far % 10);
    case As::onwards:
      return static_cast<char>(range.first + far);
    case As::letters:
      return static_cast<char>((far % 52 < 26 ? 'A' : 'a' - 26) + far % 52);
  }
  return symbol;
}

char seen_as(char32_t c) {
  if (c < 0x80) return ascii_seen(static_cast<char>(c));
  const auto after = std::ranges::upper_bound(ranges, c, {}, &Range::from);
  if (after == std::begin(ranges)) return letter;
  const Range& range = *std::prev(after);
  return c <= range.to ? in_range(range, c) : letter;
}

// Whether every character is one byte that is seen as it is.
bool is_plain(std::string_view text) {
  bool plain = true;
  for (const char c : text) plain &= c >= ' ' && c < '\x7F' && c != '[';
  return plain;
}

}  // namespace

Reading::Reading(std::string_view text, const Replacements& replacements) : text_(text) {
  if (is_plain(text)) {
    seen_ = text;
  } else {
    read(text, replacements);
  }
}

void Reading::read(std::string_view text, const Replacements& replacements) {
  seen_.reserve(text.size());
  begins_.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    if (const std::size_t length = rest.front() == '[' ? replacements.length_at(rest) : 0) {
      add(removed, at);
      at += length;
      continue;
    }
    const CodePoint next = next_code_point(rest);
    if (const char seen = seen_as(next.value); seen != not_seen) add(seen, at);
    at += next.length;
  }
}

void Reading::add(char seen, std::size_t at) {
  seen_ += seen;
  begins_.push_back(static_cast<std::uint32_t>(at));
}

std::size_t Reading::begin_of(std::size_t index) const {
  return begins_.empty() ? index : begins_[index];
}

std::size_t Reading::end_of(std::size_t index) const {
  const std::size_t begin = begin_of(index);
  return begin + next_code_point(text_.substr(begin)).length;
}

void Reading::remove(std::size_t begin, std::size_t end) {
  std::ranges::fill(seen_.begin() + static_cast<std::ptrdiff_t>(begin),
                    seen_.begin() + static_cast<std::ptrdiff_t>(end), removed);
}

}  // namespace writ::redaction
