// A JSON document, read strictly (RFC 8259, I-JSON of RFC 7493) and kept as a tree.
//
// What two readers could understand differently is refused and never repaired: duplicate names, bad
// UTF-8, lone surrogates, integers that a double cannot hold, numbers beyond a double, nesting over
// 64, text over a limit, anything after the document. Every refusal names the byte and the place.
//
// Members are kept in RFC 8785 order, so that writing canonical bytes is one pass and looking up a
// member is a binary search; the order of the text is not kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace writ::canon {

namespace json {
inline constexpr Code syntax{"json.syntax", Category::invalid};
inline constexpr Code incomplete{"json.incomplete", Category::invalid};
inline constexpr Code trailing_data{"json.trailing_data", Category::invalid};
inline constexpr Code duplicate_name{"json.duplicate_name", Category::invalid};
inline constexpr Code bad_utf8{"json.bad_utf8", Category::invalid};
inline constexpr Code lone_surrogate{"json.lone_surrogate", Category::invalid};
inline constexpr Code inexact_integer{"json.inexact_integer", Category::invalid};
inline constexpr Code number_out_of_range{"json.number_out_of_range", Category::invalid};
inline constexpr Code too_deep{"json.too_deep", Category::invalid};
inline constexpr Code too_large{"json.too_large", Category::too_large};
}  // namespace json

struct Member;

// One node of a document: a view, cheap to copy, valid as long as a Json that it came from lives.
// The accessors named after a kind may only be called on that kind.
class Value {
 public:
  enum class Kind : std::uint8_t { null, boolean, number, text, array, object };

  constexpr Value() = default;
  constexpr explicit Value(bool boolean) : kind_(Kind::boolean), boolean_(boolean) {}
  constexpr explicit Value(double number) : kind_(Kind::number), number_(number) {}
  constexpr explicit Value(std::string_view text)
      : kind_(Kind::text), size_(static_cast<std::uint32_t>(text.size())), text_(text.data()) {}
  constexpr explicit Value(std::span<const Value> items)
      : kind_(Kind::array), size_(static_cast<std::uint32_t>(items.size())), items_(items.data()) {}
  constexpr explicit Value(std::span<const Member> members);  // in RFC 8785 order, names distinct

  constexpr Kind kind() const { return kind_; }
  constexpr bool is(Kind kind) const { return kind_ == kind; }

  constexpr bool boolean() const { return boolean_; }
  constexpr double number() const { return number_; }  // finite, never -0
  constexpr std::string_view text() const { return {text_, size_}; }
  constexpr std::span<const Value> items() const { return {items_, size_}; }
  constexpr std::span<const Member> members() const;

  // The member of that name, or nullptr; nullptr too where this is no object.
  const Value* find(std::string_view name) const;

 private:
  Kind kind_ = Kind::null;
  std::uint32_t size_ = 0;
  union {
    bool boolean_;
    double number_ = 0;
    const char* text_;
    const Value* items_;
    const Member* members_;
  };
};

struct Member {
  std::string_view name;
  Value value;
};

constexpr Value::Value(std::span<const Member> members)
    : kind_(Kind::object), size_(static_cast<std::uint32_t>(members.size())),
      members_(members.data()) {}

constexpr std::span<const Member> Value::members() const { return {members_, size_}; }

// "null", "a boolean", …: for messages.
std::string_view kind_name(Value::Kind kind);

// Order of names in RFC 8785: by UTF-16 code units. Both must be valid UTF-8.
bool name_less(std::string_view a, std::string_view b);

// A value with the memory that it lives in. Copies share that memory; it is immutable, so they may
// be used from any thread.
class Json {
 public:
  static constexpr std::size_t max_depth = 64;
  static constexpr std::size_t default_max_size = 64u << 20;  // bytes of text

  Json() = default;  // null

  static Result<Json> parse(std::string_view text, std::size_t max_size = default_max_size);

  // A document of one text, which must be valid UTF-8.
  static Json of_text(std::string text);

  const Value& value() const { return value_; }

  // A part of this document that keeps the whole alive. `part` must lie in this document.
  Json part(const Value& part) const { return Json(memory_, part); }

  // This object with the member `name` set to `value`; where this is no object, an object of that
  // member alone. Keeps both documents alive. The name must be valid UTF-8 and outlive the result,
  // as a literal does.
  Json with(std::string_view name, const Json& value) const;

  // The same with all members of another object.
  Json with_members_of(const Json& other) const;

 private:
  Json joined(std::span<const Member> members, const Json& theirs) const;
  Json(std::shared_ptr<const void> memory, Value value)
      : memory_(std::move(memory)), value_(value) {}

  std::shared_ptr<const void> memory_;
  Value value_;
};

}  // namespace writ::canon
