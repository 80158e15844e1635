// What the tests of JSON share: documents made at random, and reading that must succeed.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "canon/canonical.h"
#include "canon/json.h"

namespace writ::canon::samples {

// The document, which must be one.
inline Json read_json(std::string_view text) {
  Result<Json> read = Json::parse(text);
  if (!read) {
    ADD_FAILURE() << describe(read.error()) << "\nin " << text;
    return {};
  }
  return *std::move(read);
}

inline std::string canonical_of(std::string_view text) {
  return canonical(read_json(text).value());
}

inline bool same(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Value::Kind::null:
      return true;
    case Value::Kind::boolean:
      return a.boolean() == b.boolean();
    case Value::Kind::number:
      return std::bit_cast<std::uint64_t>(a.number()) == std::bit_cast<std::uint64_t>(b.number());
    case Value::Kind::text:
      return a.text() == b.text();
    case Value::Kind::array:
      return std::ranges::equal(a.items(), b.items(), same);
    case Value::Kind::object:
      return std::ranges::equal(a.members(), b.members(), [](const Member& x, const Member& y) {
        return x.name == y.name && same(x.value, y.value);
      });
  }
  return false;
}

inline void append_utf8(std::string& out, char32_t point) {
  const auto add = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (point < 0x80) return add(point);
  if (point < 0x800) {
    add(0xC0 | (point >> 6));
  } else if (point < 0x10000) {
    add(0xE0 | (point >> 12));
    add(0x80 | ((point >> 6) & 0x3F));
  } else {
    add(0xF0 | (point >> 18));
    add(0x80 | ((point >> 12) & 0x3F));
    add(0x80 | ((point >> 6) & 0x3F));
  }
  add(0x80 | (point & 0x3F));
}

// Unicode text, often of what JSON escapes and of what RFC 8785 orders unlike UTF-8.
inline rc::Gen<std::string> any_text() {
  const auto point = rc::gen::weightedOneOf<char32_t>(
      {{6, rc::gen::inRange<char32_t>(0x20, 0x7F)},
       {2, rc::gen::inRange<char32_t>(0x00, 0x20)},
       {1, rc::gen::element<char32_t>(U'"', U'\\', U'/', 0x7F, 0x2028)},
       {1, rc::gen::inRange<char32_t>(0x80, 0xD800)},
       {1, rc::gen::inRange<char32_t>(0xE000, 0x10000)},
       {1, rc::gen::inRange<char32_t>(0x10000, 0x110000)}});
  return rc::gen::map(rc::gen::container<std::u32string>(point), [](const std::u32string& points) {
    std::string text;
    for (const char32_t each : points) append_utf8(text, each);
    return text;
  });
}

// Finite doubles: small integers, and any bit pattern.
inline rc::Gen<double> any_number() {
  const auto finite = [](std::uint64_t bits) {
    const double number = std::bit_cast<double>(bits);
    return std::isfinite(number) ? number : 0.0;
  };
  return rc::gen::oneOf(
      rc::gen::map(rc::gen::inRange(-1000, 1000), [](int i) { return double(i); }),
      rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), finite));
}

// The text of a document, its members in any order, nested at most `depth` deep. Names within one
// object are distinct.
inline rc::Gen<std::string> any_document(int depth = 3);

inline std::string object_of(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string text = "{";
  std::vector<std::string_view> seen;
  for (const auto& [name, value] : members) {
    if (std::ranges::find(seen, name) != seen.end()) continue;
    if (!seen.empty()) text += " , ";
    seen.push_back(name);
    append_text(text, name);
    text.append(": ").append(value);
  }
  return text + "}";
}

inline std::string array_of(const std::vector<std::string>& items) {
  std::string text = "[";
  for (std::size_t i = 0; i < items.size(); ++i) text.append(i > 0 ? "\n, " : "").append(items[i]);
  return text + "]";
}

inline rc::Gen<std::string> any_document(int depth) {
  using rc::gen::map;
  const auto number = map(any_number(), [](double value) {
    std::string text;
    append_number(text, value);
    return text;
  });
  const auto text = map(any_text(), [](const std::string& value) {
    std::string quoted;
    append_text(quoted, value);
    return quoted;
  });
  const auto literal = rc::gen::element<std::string>("null", "true", "false");
  if (depth == 0) return rc::gen::oneOf(number, text, literal);
  const auto inner = rc::gen::scale(0.35, any_document(depth - 1));
  const auto array = map(rc::gen::container<std::vector<std::string>>(inner), array_of);
  const auto object = map(rc::gen::container<std::vector<std::pair<std::string, std::string>>>(
                              rc::gen::pair(rc::gen::scale(0.3, any_text()), inner)),
                          object_of);
  return rc::gen::weightedOneOf<std::string>(
      {{1, number}, {1, text}, {1, literal}, {2, array}, {3, object}});
}

}  // namespace writ::canon::samples
