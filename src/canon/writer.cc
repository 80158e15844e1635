#include "canon/writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "canon/sixteen.h"

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

constexpr std::size_t step = sizeof(Sixteen);

// Not zero where a byte needs an escape.
Sixteen unplain(Sixteen bytes) {
  return reinterpret_cast<Sixteen>((bytes < 0x20) | (bytes == '"') | (bytes == '\\'));
}

// Copies sixteen bytes and says which of them need an escape.
Sixteen copy_step(char* to, const char* from) {
  const Sixteen bytes = load_sixteen(from);
  store(to, bytes);
  return unplain(bytes);
}

// Copies a text of at least as many bytes as a Word and of at most twice as many: the two words
// overlap. What they hold stands in one step, the rest of which are blanks.
template <class Word>
Sixteen copy_two(char* to, std::string_view text) {
  const char* const from = text.data();
  const std::size_t last = text.size() - sizeof(Word);
  std::array<char, 2 * sizeof(Word)> words;
  std::memcpy(words.data(), from, sizeof(Word));
  std::memcpy(words.data() + sizeof(Word), from + last, sizeof(Word));
  std::memcpy(to, words.data(), sizeof(Word));
  std::memcpy(to + last, words.data() + sizeof(Word), sizeof(Word));
  Sixteen bytes = Sixteen{} + std::uint8_t{' '};
  std::memcpy(&bytes, words.data(), sizeof words);
  return unplain(bytes);
}

// Copies a text and says whether none of it needs an escape, as is so with nearly all.
bool copy_plain(char* to, std::string_view text) {
  const std::size_t size = text.size();
  if (size >= step) {
    const std::size_t last = size - step;
    Sixteen found = copy_step(to + last, text.data() + last);
    for (std::size_t i = 0; i < last; i += step) found |= copy_step(to + i, text.data() + i);
    return !any(found);
  }
  if (size >= 8) return !any(copy_two<std::uint64_t>(to, text));
  if (size >= 4) return !any(copy_two<std::uint32_t>(to, text));
  if (size >= 2) return !any(copy_two<std::uint16_t>(to, text));
  if (size == 0) return true;
  *to = text[0];
  return escapes[static_cast<unsigned char>(text[0])] == '\0';
}

}  // namespace

Writer::Writer(std::string& out) : out_(out), at_(out.data() + out.size()), end_(at_) { grow(0); }

void Writer::end() {
  if (at_ == nullptr) return;
  out_.resize(static_cast<std::size_t>(at_ - out_.data()));
  at_ = nullptr;
}

// What libstdc++ 12 passes on as the size may be all that the string has room for.
void Writer::grow(std::size_t bytes) {
  const auto written = static_cast<std::size_t>(at_ - out_.data());
  const std::size_t wanted = written + bytes;
  const std::size_t size =
      wanted > out_.capacity() ? std::max(wanted, 2 * out_.capacity()) : out_.capacity();
  out_.resize_and_overwrite(size, [](char*, std::size_t room) { return room; });
  at_ = out_.data() + written;
  end_ = out_.data() + out_.size();
}

void Writer::put(std::string_view piece) {
  make_room(piece.size());
  at_ = std::ranges::copy(piece, at_).out;
}

void Writer::name(char before, std::string_view name) {
  put(before);
  text(name);
  put(':');
}

void Writer::plain_name(char before, std::string_view name) {
  make_room(name.size() + 4);
  *at_++ = before;
  *at_++ = '"';
  at_ = std::ranges::copy(name, at_).out;
  *at_++ = '"';
  *at_++ = ':';
}

void Writer::text(std::string_view text) {
  make_room(text.size() + 2);
  if (!copy_plain(at_ + 1, text)) return escaped_text(text);
  *at_ = '"';
  at_ += text.size() + 1;
  *at_++ = '"';
}

void Writer::escaped_text(std::string_view text) {
  put('"');
  const char* from = text.data();
  const char* const end = from + text.size();
  while (from < end) {
    make_room(step);
    if (static_cast<std::size_t>(end - from) >= step && !any(copy_step(at_, from))) {
      at_ += step;
      from += step;
    } else {
      escaped(*from++);
    }
  }
  put('"');
}

void Writer::escaped(char c) {
  const auto byte = static_cast<unsigned char>(c);
  const char escape = escapes[byte];
  if (escape == '\0') return put(c);
  put('\\');
  put(escape);
  if (escape != 'u') return;
  put("00");
  put(hex[byte >> 4]);
  put(hex[byte & 0xF]);
}

void Writer::number(double number) {
  if (number == 0) return put('0');
  // The usual case, and a cheap one.
  if (std::abs(number) < 1e15 && number == std::trunc(number)) {
    constexpr std::size_t longest = 17;
    make_room(longest);
    at_ = std::to_chars(at_, at_ + longest, static_cast<long long>(number)).ptr;
    return;
  }
  fraction(number);
}

// std::to_chars finds the shortest digits; ECMAScript's layout of them is what RFC 8785 asks for.
void Writer::fraction(double number) {
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
  if (number < 0) put('-');
  if (point > max_plain_exponent || point < min_plain_exponent + 1) {
    put(digits[0]);
    if (count > 1) put('.');
    put(std::string_view(digits).substr(1));
    put(exponent < 0 ? "e-" : "e+");
    put(std::to_string(std::abs(exponent)));
  } else if (point >= count) {
    put(digits);
    put(std::string(static_cast<std::size_t>(point - count), '0'));
  } else if (point > 0) {
    put(std::string_view(digits).substr(0, static_cast<std::size_t>(point)));
    put('.');
    put(std::string_view(digits).substr(static_cast<std::size_t>(point)));
  } else {
    put("0.");
    put(std::string(static_cast<std::size_t>(-point), '0'));
    put(digits);
  }
}

void Writer::value(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null:
      return put("null");
    case Value::Kind::boolean:
      return put(value.boolean() ? "true" : "false");
    case Value::Kind::number:
      return number(value.number());
    case Value::Kind::text:
      return text(value.text());
    case Value::Kind::array: {
      char separator = '[';
      for (const Value& item : value.items()) {
        put(separator);
        this->value(item);
        separator = ',';
      }
      return put(separator == '[' ? "[]" : "]");
    }
    case Value::Kind::object: {
      char separator = '{';
      for (const Member& member : value.members()) {
        name(separator, member.name);
        this->value(member.value);
        separator = ',';
      }
      return put(separator == '{' ? "{}" : "}");
    }
  }
}

}  // namespace writ::canon
