// Globs over resource names. A glob matches a whole string:
//
//   ?        one character but `/`            [a-z]  one character of the class, never `/`
//   *        any run without `/`              [!a-z] one character not of the class, never `/`
//   **       any run                          {a,b}  either; may nest and may be empty
//   **/      at the start or after a `/`:     \x     the character x itself
//            any number of whole segments, none included
//
// A character is a Unicode code point. `a/**/b` matches `a/b`, `**/b` matches `b`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace writ::policy {

// A compiled glob. Immutable: threads may share it. Matching takes time linear in the subject for
// every glob, and allocates nothing.
class Glob {
 public:
  static constexpr std::size_t max_size = 1024;         // bytes of a glob's text
  static constexpr std::size_t max_alternatives = 256;  // what its braces may spell out to

  // The problem names the byte at fault and the remedy. Its code is fault::invalid_glob.
  static Result<Glob> compile(std::string_view text);

  bool matches(std::string_view subject) const;  // `subject` is valid UTF-8

  const std::string& text() const { return text_; }

  // What every subject of one brace-free alternative begins and ends with: the literal text before
  // the first wildcard and after the last. `exact`: there is none, and `prefix` is the whole of it.
  struct Ends {
    std::string prefix;
    std::string suffix;
    bool exact = false;
  };
  std::vector<Ends> ends() const;  // one for each alternative

  std::string_view program() const { return program_; }  // see glob_program.h: for policy/ alone

 private:
  std::string text_;
  std::string program_;  // see glob_program.h
};

}  // namespace writ::policy
