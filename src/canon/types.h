// The field types of records that carry a rule of their own. Each says in `expected` what it takes;
// a text type has `set`, which takes a valid text and answers whether it did.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/instant.h"
#include "canon/json.h"

namespace writ::canon {

// A string as a template argument.
template <std::size_t N>
struct FixedText {
  char characters[N];
  constexpr FixedText(const char (&text)[N]) { std::copy_n(text, N, characters); }
  constexpr std::string_view view() const { return {characters, N - 1}; }
};

// The one value that a member may have: a schema's owner, a union's discriminator.
template <FixedText Only>
struct Literal {
  static constexpr std::string_view vocabulary[] = {Only.view()};
  static bool set(std::string_view text) { return text == Only.view(); }
  static std::string_view text() { return Only.view(); }
  bool operator==(const Literal&) const = default;
};

inline constexpr std::size_t max_name_size = 512;

// Whether it has at least a byte and at most so many, none of them a control character's.
bool is_name(std::string_view text);

// A name given by people or programs; names of different things do not mix.
template <class Of>
class Id {
 public:
  static constexpr std::string_view pattern = "^[^\\u0000-\\u001f\\u007f]{1,512}$";
  static constexpr std::string_view expected =
      "a name of 1 to 512 bytes without control characters";

  Id() = default;
  explicit Id(std::string text) : text_(std::move(text)) {}

  bool set(std::string_view text) {
    if (!is_name(text)) return false;
    text_ = text;
    return true;
  }
  const std::string& text() const { return text_; }
  auto operator<=>(const Id&) const = default;

 private:
  std::string text_;
};

// An RFC 3339 time that is written again exactly as it was read, since it is under a hash.
class Timestamp {
 public:
  static constexpr std::string_view format = "date-time";
  static constexpr std::string_view expected = "an RFC 3339 time such as `2026-11-23T14:08:00Z`";

  Timestamp() = default;
  explicit Timestamp(Instant at) : text_(at.text()), at_(at) {}

  bool set(std::string_view text) {
    const std::optional<Instant> at = Instant::parse(text);
    if (!at) return false;
    text_ = text;
    at_ = *at;
    return true;
  }
  const std::string& text() const { return text_; }
  Instant at() const { return at_; }
  bool operator==(const Timestamp& other) const { return text_ == other.text_; }

 private:
  std::string text_;
  Instant at_;
};

bool is_hex_digest(std::string_view text);

// A SHA-256 as 64 lower-case hex digits.
class HexDigest {
 public:
  static constexpr std::string_view pattern = "^[0-9a-f]{64}$";
  static constexpr std::string_view expected = "a SHA-256 in 64 lower-case hex digits";

  HexDigest() = default;
  explicit HexDigest(std::string text) : text_(std::move(text)) {}

  bool set(std::string_view text) {
    if (!is_hex_digest(text)) return false;
    text_ = text;
    return true;
  }
  const std::string& text() const { return text_; }
  auto operator<=>(const HexDigest&) const = default;

 private:
  std::string text_;
};

// An integer of a range; every bound must be one that a double holds.
template <std::int64_t Minimum, std::int64_t Maximum>
struct Bounded {
  std::int64_t value = Minimum;
  static constexpr std::int64_t minimum = Minimum;
  static constexpr std::int64_t maximum = Maximum;
  auto operator<=>(const Bounded&) const = default;
};

inline constexpr std::int64_t max_exact_integer = 9007199254740991;  // 2^53 - 1

// A boolean that has but one value: what a record says of itself and cannot deny, or what tells the
// two records of a union apart.
template <bool Only>
struct OnlyBoolean {
  bool value = Only;
  bool operator==(const OnlyBoolean&) const = default;
};
using True = OnlyBoolean<true>;
using False = OnlyBoolean<false>;

// One of several records; each has the member `Discriminator` as a Literal, or as True and False.
template <FixedText Discriminator, class... Alternatives>
struct OneOf : std::variant<Alternatives...> {
  static constexpr std::string_view discriminator = Discriminator.view();
  using variant = std::variant<Alternatives...>;
  using variant::variant;
};

// What reads as a T, or nothing: for a member that must be seen to be absent or malformed and not
// make the record around it unreadable.
template <class T>
struct Lenient {
  std::optional<T> value;

  explicit operator bool() const { return value.has_value(); }
  const T& operator*() const { return *value; }  // only where there is one
  bool operator==(const Lenient&) const = default;
};

// A record together with the very JSON that it was read from: for what is hashed or pointed into as
// it came.
template <class R>
struct Sourced {
  R value;
  Json source;

  const R* operator->() const { return &value; }
  const R& operator*() const { return value; }
};

}  // namespace writ::canon
