// Braces are read once into a tree in which each node knows how many texts it stands for. The n-th
// text is then written straight down the tree: n is split into a choice for each brace, as a number
// is into digits whose bases differ, and a brace's share of it into which of its texts and which
// spelling of that. So the work is the size of what is written, however deep braces nest, and a
// glob that spells out to too much is refused before any of it is written.
#include "policy/glob_braces.h"

#include <algorithm>

#include "policy/glob.h"

namespace writ::policy::glob {
namespace {

constexpr std::string_view open_brace =
    "this `{` is never closed: add `}`, or write `\\{` for the character itself";
constexpr std::string_view closing_brace =
    "no `{` stands before this `}`: add it, or write `\\}` for the character itself";
constexpr std::string_view too_many = "the braces spell out more than 256 globs: use several rules";
static_assert(Glob::max_alternatives == 256);

class BraceReader {
 public:
  explicit BraceReader(std::string_view text) : text_(text) {}

  // Stops at the end or, within braces, before a `,` or `}`.
  Checked read_sequence(Sequence& sequence, bool within) {
    std::size_t text_begin = at_;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\') ++at_;
      if (within && (c == ',' || c == '}')) break;
      if (c == '}') return Mistake{at_, closing_brace};
      if (c != '{') continue;
      Brace& brace = sequence.braces.emplace_back();
      brace.text_begin = text_begin;
      if (const Checked wrong = read_brace(brace)) return wrong;
      sequence.count *= brace.count;
      if (sequence.count > Glob::max_alternatives) return Mistake{brace.begin, too_many};
      text_begin = brace.end;
    }
    sequence.end = std::min(at_, text_.size());
    return {};
  }

 private:
  // Stops at the closing `}`.
  Checked read_brace(Brace& brace) {
    brace.begin = at_;
    do {
      ++at_;
      Sequence& choice = brace.choices.emplace_back();
      if (const Checked wrong = read_sequence(choice, true)) return wrong;
      brace.count += choice.count;
      if (brace.count > Glob::max_alternatives) return Mistake{brace.begin, too_many};
    } while (at_ < text_.size() && text_[at_] == ',');
    if (at_ >= text_.size()) return Mistake{brace.begin, open_brace};
    brace.end = at_ + 1;
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::expected<Sequence, Mistake> read_braces(std::string_view glob) {
  Sequence sequence;
  if (const Checked wrong = BraceReader(glob).read_sequence(sequence, false)) {
    return std::unexpected(*wrong);
  }
  return sequence;
}

Spelling::Spelling(std::string_view glob, const Sequence& braces, std::size_t number) {
  write(glob, braces, 0, number);
}

void Spelling::write(std::string_view glob, const Sequence& sequence, std::size_t begin,
                     std::size_t number) {
  for (const Brace& brace : sequence.braces) {
    append(glob, brace.text_begin, brace.begin);
    std::size_t choice_number = number % brace.count;
    number /= brace.count;
    begin = brace.begin + 1;
    for (const Sequence& choice : brace.choices) {
      if (choice_number < choice.count) {
        write(glob, choice, begin, choice_number);
        break;
      }
      choice_number -= choice.count;
      begin = choice.end + 1;
    }
    begin = brace.end;
  }
  append(glob, begin, sequence.end);
}

void Spelling::append(std::string_view glob, std::size_t begin, std::size_t end) {
  if (begin == end) return;
  pieces_.push_back({text_.size(), begin});
  text_.append(glob, begin, end - begin);
}

std::size_t Spelling::origin(std::size_t offset) const {
  const auto behind = std::ranges::upper_bound(pieces_, offset, {}, &Piece::in_text);
  if (behind == pieces_.begin()) return offset;
  const Piece& piece = *(behind - 1);
  return piece.in_glob + (offset - piece.in_text);
}

}  // namespace writ::policy::glob
