// The braces of a glob, and the texts without braces that they spell out. Internal to policy/.
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "policy/glob_mistake.h"

namespace writ::policy::glob {

struct Brace;

// A text between braces or commas.
struct Sequence {
  std::vector<Brace> braces;
  std::size_t end = 0;    // where its own text stops
  std::size_t count = 1;  // how many texts it stands for
};

struct Brace {
  std::size_t text_begin = 0;  // plain text from there to the brace
  std::size_t begin = 0;       // of the brace itself
  std::size_t end = 0;         // past its `}`
  std::vector<Sequence> choices;
  std::size_t count = 0;
};

// Braces that do not pair are a mistake, and so are those that spell out to too many texts.
std::expected<Sequence, Mistake> read_braces(std::string_view glob);

// One of the texts that a glob's braces spell out, and where its parts stand in the glob.
class Spelling {
 public:
  // The text of this number, from 0 to braces.count - 1.
  Spelling(std::string_view glob, const Sequence& braces, std::size_t number);

  const std::string& text() const { return text_; }

  // Where in the glob the byte at `offset` of the text came from.
  std::size_t origin(std::size_t offset) const;

 private:
  struct Piece {
    std::size_t in_text, in_glob;
  };

  void write(std::string_view glob, const Sequence& sequence, std::size_t begin,
             std::size_t number);
  void append(std::string_view glob, std::size_t begin, std::size_t end);

  std::string text_;
  std::vector<Piece> pieces_;
};

}  // namespace writ::policy::glob
