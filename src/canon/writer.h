// Writes canonical JSON (RFC 8785) at the end of a string: what canonical() and append_record() are
// made of.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "canon/json.h"

namespace writ::canon {

// Until its end the string is as long as it has room, so that each piece is stored without asking
// the string, and nobody else may touch it; then what was not written is cut off.
class Writer {
 public:
  explicit Writer(std::string& out);
  ~Writer() { end(); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // What its destruction does otherwise. Nothing may be written any more.
  void end();

  // As it stands.
  void put(char c) {
    make_room(1);
    *at_++ = c;
  }
  void put(std::string_view piece);

  // A member's name with the sign before it, `{` or `,`.
  void name(char before, std::string_view name);
  void plain_name(char before, std::string_view name);  // the same of one that needs no escapes

  void text(std::string_view text);  // valid UTF-8
  void number(double number);        // finite
  void value(const Value& value);

 private:
  void make_room(std::size_t bytes) {
    if (static_cast<std::size_t>(end_ - at_) < bytes) grow(bytes);
  }
  void grow(std::size_t bytes);
  void escaped_text(std::string_view text);
  void escaped(char c);
  void fraction(double number);

  std::string& out_;
  char* at_;  // nullptr after the end
  char* end_;
};

}  // namespace writ::canon
