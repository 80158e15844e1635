// What a reader sees of a text, in one byte a character, so that patterns match what people would
// read and no trick of Unicode hides it.
//
// Digits of every script, full-width and mathematical letters become ASCII; so do spaces, dashes,
// dots and the like. What is not seen is left out: zero-width characters, soft hyphens, marks that
// are put onto others, controls. Everything else is `letter` or, of symbols and punctuation,
// `symbol`. What redaction has put there before is `removed`, which no pattern may take.
//
// It does not know that a Cyrillic letter looks like a Latin one: labels in mixed alphabets
// are not read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "redaction/replacement.h"

namespace writ::redaction {

inline constexpr char letter = '\x80';
inline constexpr char symbol = '\x81';
inline constexpr char removed = '\x82';

class Reading {
 public:
  // Of valid UTF-8 of less than 4 GiB, which outlives the reading.
  Reading(std::string_view text, const Replacements& replacements);

  std::string_view view() const { return seen_; }

  // Where the character at `index` of the view begins in the text, and where it ends, both in
  // bytes.
  std::size_t begin_of(std::size_t index) const;
  std::size_t end_of(std::size_t index) const;

  // Has these characters read as removed.
  void remove(std::size_t begin, std::size_t end);

 private:
  void read(std::string_view text, const Replacements& replacements);
  void add(char seen, std::size_t at);

  std::string_view text_;
  std::string seen_;
  std::vector<std::uint32_t> begins_;  // empty where every character is as it is seen
};

}  // namespace writ::redaction
