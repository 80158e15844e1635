#include "script/datum.h"

#include <fmt/format.h>

#include "canon/canonical.h"

namespace writ::script {
namespace {

void append_datum_text(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (const auto code = static_cast<unsigned char>(c); code < 0x20) {
      out += fmt::format("\\u{:04x}", code);
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_datum(std::string& out, const canon::Value& value);

void append_items(std::string& out, std::span<const canon::Value> items) {
  out += "#(";
  for (const canon::Value& item : items) {
    append_datum(out, item);
    out += ' ';
  }
  out += ')';
}

void append_members(std::string& out, std::span<const canon::Member> members) {
  out += '(';
  for (const canon::Member& member : members) {
    out += '(';
    append_datum_text(out, member.name);
    out += " . ";
    append_datum(out, member.value);
    out += ')';
  }
  out += ')';
}

void append_datum(std::string& out, const canon::Value& value) {
  using Kind = canon::Value::Kind;
  switch (value.kind()) {
    case Kind::null:
      out += "null";
      break;
    case Kind::boolean:
      out += value.boolean() ? "#t" : "#f";
      break;
    case Kind::number:
      canon::append_number(out, value.number());
      break;
    case Kind::text:
      append_datum_text(out, value.text());
      break;
    case Kind::array:
      append_items(out, value.items());
      break;
    case Kind::object:
      append_members(out, value.members());
      break;
  }
}

}  // namespace

std::string datum(const canon::Value& value) {
  std::string out;
  append_datum(out, value);
  return out;
}

std::string datum_of_text(std::string_view text) {
  std::string out;
  append_datum_text(out, text);
  return out;
}

}  // namespace writ::script
