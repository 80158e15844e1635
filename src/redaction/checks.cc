#include "redaction/checks.h"

#include <algorithm>
#include <array>
#include <string>

namespace writ::redaction {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// Letters, in upper case, and digits, without what stands between them.
std::string compact(std::string_view match) {
  std::string text;
  for (const char c : match) {
    if (is_digit(c) || is_letter(c)) text += upper(c);
  }
  return text;
}

std::string digits_of(std::string_view match) {
  std::string text;
  std::ranges::copy_if(match, std::back_inserter(text), is_digit);
  return text;
}

int value(char digit) { return digit - '0'; }

// Of digits alone.
bool luhn(std::string_view digits) {
  int sum = 0;
  bool doubled = false;
  for (std::size_t i = digits.size(); i-- > 0; doubled = !doubled) {
    const int digit = value(digits[i]) * (doubled ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  const bool one_digit = std::ranges::all_of(digits, [&](char c) { return c == digits.front(); });
  return sum % 10 == 0 && !one_digit;  // all zeros pass the sum and are nobody's
}

bool nhs(std::string_view digits) {
  if (digits.size() != 10) return false;
  int sum = 0;
  for (int i = 0; i < 9; ++i) sum += value(digits[i]) * (10 - i);
  const int check = (11 - sum % 11) % 11;
  return check != 10 && check == value(digits[9]) && sum != 0;
}

bool aba(std::string_view digits) {
  if (digits.size() != 9) return false;
  constexpr std::array weights = {3, 7, 1};
  int sum = 0;
  for (std::size_t i = 0; i < 9; ++i) sum += weights[i % 3] * value(digits[i]);
  const int prefix = value(digits[0]) * 10 + value(digits[1]);
  const bool given_out = (prefix >= 1 && prefix <= 12) || (prefix >= 21 && prefix <= 32) ||
                         (prefix >= 61 && prefix <= 72) || prefix == 80;
  return sum % 10 == 0 && given_out;
}

bool dea(std::string_view text) {
  const std::string digits = text.size() < 3 ? std::string() : digits_of(text.substr(2));
  if (digits.size() != 7) return false;
  const auto at = [&](int i) { return value(digits[i]); };
  return (at(0) + at(2) + at(4) + 2 * (at(1) + at(3) + at(5))) % 10 == at(6);
}

bool ssn(std::string_view digits) {
  if (digits.size() != 9) return false;
  const std::string_view area = digits.substr(0, 3);
  const std::string_view group = digits.substr(3, 2);
  if (area == "000" || area == "666" || group == "00" || digits.substr(5) == "0000") return false;
  if (area[0] != '9') return true;
  return group >= "50" && group != "89" && group != "93";  // a taxpayer's, not a worker's
}

// What a letter counts in a VIN; I, O and Q are not used.
int vin_value(char c) {
  if (is_digit(c)) return value(c);
  constexpr std::string_view letters = "ABCDEFGHJKLMNPRSTUVWXYZ";
  constexpr std::string_view values = "12345678123457923456789";
  const std::size_t at = letters.find(c);
  return at == std::string_view::npos ? -1 : value(values[at]);
}

bool vin(std::string_view text) {
  if (text.size() != 17) return false;
  constexpr std::array weights = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) {
    if (vin_value(text[i]) < 0) return false;
    sum += weights[i] * vin_value(text[i]);
  }
  const char check = sum % 11 == 10 ? 'X' : static_cast<char>('0' + sum % 11);
  return text[8] == check && std::ranges::any_of(text, is_letter);
}

bool ipv6(std::string_view text) {
  const std::size_t gap = text.find("::");
  const auto colons = std::ranges::count(text, ':');
  const bool ends_well = !text.empty() && (text.front() != ':' || text.starts_with("::")) &&
                         (text.back() != ':' || text.ends_with("::"));
  if (!ends_well || !std::ranges::any_of(text, [](char c) { return c != ':'; })) return false;
  if (gap == std::string_view::npos) return colons == 7;
  return text.find("::", gap + 1) == std::string_view::npos && colons <= 7;
}

struct Country {
  std::string_view code;
  std::size_t length;
};

// SWIFT's IBAN registry, release 98.
constexpr Country countries[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24},
    {"DE", 22}, {"DJ", 27}, {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18},
    {"FK", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27},
    {"GT", 28}, {"HN", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26},
    {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20},
    {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MN", 20},
    {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23}, {"PK", 24},
    {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24},
    {"SC", 31}, {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25},
    {"SV", 28}, {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20},
    {"YE", 30}};

// Of a compact IBAN: the first four characters count last, and letters from 10 on.
bool is_one_modulo_97(std::string_view iban) {
  int rest = 0;
  for (std::size_t i = 0; i < iban.size(); ++i) {
    const char c = iban[(i + 4) % iban.size()];
    rest = is_digit(c) ? (rest * 10 + value(c)) % 97 : (rest * 100 + c - 'A' + 10) % 97;
  }
  return rest == 1;
}

// The bytes that the first `count` letters and digits take.
std::size_t length_of(std::string_view match, std::size_t count) {
  std::size_t at = 0;
  while (count > 0) {
    if (is_digit(match[at]) || is_letter(match[at])) --count;
    ++at;
  }
  return at;
}

std::optional<std::size_t> iban(std::string_view match) {
  const std::string text = compact(match);
  const auto country = std::ranges::find(countries, text.substr(0, 2), &Country::code);
  if (country == std::end(countries) || text.size() < country->length) return std::nullopt;
  if (!is_one_modulo_97(std::string_view(text).substr(0, country->length))) return std::nullopt;
  return length_of(match, country->length);
}

bool holds(Check check, std::string_view match) {
  switch (check) {
    case Check::luhn:
      return luhn(digits_of(match));
    case Check::nhs:
      return nhs(digits_of(match));
    case Check::npi:
      return luhn("80840" + digits_of(match));
    case Check::dea:
      return dea(match);
    case Check::aba:
      return aba(digits_of(match));
    case Check::ssn:
      return ssn(digits_of(match));
    case Check::vin:
      return vin(match);
    case Check::ipv6:
      return ipv6(match);
    case Check::mixed:
      return std::ranges::any_of(match, is_digit) && std::ranges::any_of(match, is_letter);
    case Check::none:
    case Check::iban:
      return true;
  }
  return true;  // a check that is not known lets nothing pass that the pattern finds
}

}  // namespace

std::optional<std::size_t> accepted(Check check, std::string_view match) {
  if (check == Check::iban) return iban(match);
  return holds(check, match) ? std::optional(match.size()) : std::nullopt;
}

}  // namespace writ::redaction
