// What must hold of a match besides its pattern: check digits, and what is never issued.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "redaction/detector.h"

namespace writ::redaction {

// How many bytes of the match are what was looked for: all of them, of an IBAN as many as its
// country gives it; nothing where the check fails. Separators within the match count for nothing.
//
//   luhn   ISO/IEC 7812-1, annex B: payment cards
//   iban   ISO 13616: the country's length, and 1 modulo 97
//   nhs    ten digits, modulo 11 (NHS Data Dictionary)
//   npi    Luhn behind the prefix 80840 (45 CFR 162.406)
//   dea    a registrant's letter, and the sum of digits
//   aba    nine digits, weighted 3-7-1, of a prefix that is given out
//   ssn    no area 000 or 666, group 00, serial 0000; from area 900 on, the groups of an ITIN
//   vin    ISO 3779 with the check digit of North America (49 CFR 565)
//   ipv6   eight groups, or fewer and one `::`
//   mixed  has a letter and a digit, as a token has and a word has not
std::optional<std::size_t> accepted(Check check, std::string_view match);

}  // namespace writ::redaction
