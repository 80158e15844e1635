// Covering, decided on the tokens of both globs instead of on strings.
//
// Take the tokens of the narrow glob as the letters of a text, and match the wide glob against that
// text: its `**` takes any letters, its `*` those that can hold no `/`, its `?` a letter that is
// exactly one character, its literal that same literal. Whatever string the narrow glob matches
// falls into the pieces that its tokens took, so that the wide glob matches it piece by piece. The
// reverse does not hold: `a[bc]` covers `{ab,ac}` together but neither alone covers it, and no
// letter is ever split. So the answer is sound, and for globs as people write them nearly complete.
//
// The table of "the wide one from its token i on covers the narrow one from its token j on" is
// filled from the ends. It costs the product of both lengths for each pair of alternatives, which
// hostile globs could make large; past a budget the answer is "not that I can tell". Literal
// beginnings and ends that both have are compared first and left out of it.
#include "policy/glob_cover.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "policy/glob_program.h"

namespace writ::policy {
namespace {

using glob::Alternative;
using glob::Op;

constexpr std::size_t budget = std::size_t{1} << 14;  // steps for one pair of globs
constexpr std::size_t max_disjoint_pairs = 64;

// One character of a literal, or one of the other operations.
struct Token {
  Op op = Op::literal;
  char32_t character = 0;   // of a literal
  std::string_view ranges;  // of a class

  bool is(char32_t literal) const { return op == Op::literal && character == literal; }
  bool is_one() const {
    return op == Op::one || op == Op::one_of || op == Op::none_of ||
           (op == Op::literal && character != U'/');
  }
  bool stays_in_segment() const { return is_one() || op == Op::star; }
};

struct Range {
  char32_t first = 0, last = 0;
};

std::vector<Range> ranges_of(std::string_view operand) {
  std::vector<Range> ranges;
  while (!operand.empty()) {
    const CodePoint first = next_code_point(operand);
    const CodePoint last = next_code_point(operand.substr(first.length));
    ranges.push_back({first.value, last.value});
    operand.remove_prefix(first.length + last.length);
  }
  return ranges;
}

void append_literal(std::vector<Token>& tokens, std::string_view text) {
  while (!text.empty()) {
    const CodePoint next = next_code_point(text);
    tokens.push_back({.character = next.value});
    text.remove_prefix(next.length);
  }
}

bool has_operand(Op op) { return op == Op::literal || op == Op::one_of || op == Op::none_of; }

// Calls `visit(op, operand)` for each operation of `code`.
template <class Visit>
void for_each_operation(std::string_view code, Visit&& visit) {
  while (!code.empty()) {
    const Op op = static_cast<Op>(code.front());
    code.remove_prefix(1);
    std::string_view operand;
    if (has_operand(op)) {
      operand = code.substr(glob::size_bytes, glob::size_at(code, 0));
      code.remove_prefix(glob::size_bytes + operand.size());
    }
    visit(op, operand);
  }
}

std::vector<Token> tokens_of(const Alternative& alternative) {
  std::vector<Token> tokens;
  append_literal(tokens, alternative.prefix);
  for_each_operation(alternative.code, [&](Op op, std::string_view operand) {
    if (op == Op::literal) return append_literal(tokens, operand);
    tokens.push_back({.op = op, .ranges = operand});
  });
  append_literal(tokens, alternative.suffix);
  return tokens;
}

std::vector<Alternative> alternatives_of(const Glob& glob) {
  std::vector<Alternative> alternatives;
  for (std::string_view rest = glob.program(); !rest.empty();) {
    alternatives.push_back(Alternative::take_from(rest));
  }
  return alternatives;
}

bool in(const std::vector<Range>& ranges, const Range& range) {
  return std::ranges::any_of(
      ranges, [&](const Range& r) { return r.first <= range.first && range.last <= r.last; });
}

bool apart(const std::vector<Range>& ranges, const Range& range) {
  return std::ranges::none_of(
      ranges, [&](const Range& r) { return r.first <= range.last && range.first <= r.last; });
}

// Whether a token for one character takes everything that another one does.
bool covers_one(const Token& wide, const Token& narrow) {
  if (!narrow.is_one()) return false;
  if (wide.op == Op::one) return true;
  if (wide.op == Op::literal) return narrow.is(wide.character);
  if (narrow.op == wide.op && narrow.ranges == wide.ranges) return true;
  if (narrow.op == Op::one || narrow.op == Op::none_of) return false;
  const std::vector<Range> of_wide = ranges_of(wide.ranges);
  const std::vector<Range> of_narrow =
      narrow.op == Op::literal ? std::vector<Range>{{narrow.character, narrow.character}}
                               : ranges_of(narrow.ranges);
  return std::ranges::all_of(of_narrow, [&](const Range& range) {
    return wide.op == Op::one_of ? in(of_wide, range) : apart(of_wide, range);
  });
}

class Table {
 public:
  Table(const std::vector<Token>& wide, const std::vector<Token>& narrow)
      : wide_(wide), narrow_(narrow), covers_((wide.size() + 1) * (narrow.size() + 1)) {}

  bool fill() {
    for (std::size_t i = wide_.size() + 1; i-- > 0;) {
      for (std::size_t j = narrow_.size() + 1; j-- > 0;) set(i, j, decide(i, j));
    }
    return at(0, 0);
  }

 private:
  bool at(std::size_t i, std::size_t j) const { return covers_[i * (narrow_.size() + 1) + j] != 0; }
  void set(std::size_t i, std::size_t j, bool to) { covers_[i * (narrow_.size() + 1) + j] = to; }

  bool decide(std::size_t i, std::size_t j) const {
    const bool narrow_ends = j == narrow_.size();
    if (i == wide_.size()) return narrow_ends;
    const Token& wide = wide_[i];
    switch (wide.op) {
      case Op::any:
        return at(i + 1, j) || (!narrow_ends && at(i, j + 1));
      case Op::star:
        return at(i + 1, j) || (!narrow_ends && narrow_[j].stays_in_segment() && at(i, j + 1));
      case Op::segments:
        return at(i + 1, j) || takes_segments(i, j);
      default:
        break;
    }
    if (narrow_ends || !at(i + 1, j + 1)) return false;
    return wide.is(U'/') ? narrow_[j].is(U'/') : covers_one(wide, narrow_[j]);
  }

  // Whether the wide `**/` can take letters from j on that surely end with a `/` (or are nothing).
  bool takes_segments(std::size_t i, std::size_t j) const {
    for (std::size_t k = j; k < narrow_.size(); ++k) {
      const bool after_slash = k == j || narrow_[k - 1].is(U'/');
      const bool ends = narrow_[k].is(U'/') || (narrow_[k].op == Op::segments && after_slash);
      if (ends && at(i + 1, k + 1)) return true;
    }
    return false;
  }

  const std::vector<Token>& wide_;
  const std::vector<Token>& narrow_;
  std::vector<char> covers_;
};

// Cheap and necessary: a literal end is covered by the same literal or by a wildcard. Takes off
// what both have.
bool strip(Alternative& wide, Alternative& narrow) {
  if (wide.code.empty() || !narrow.prefix.starts_with(wide.prefix) ||
      !narrow.suffix.ends_with(wide.suffix)) {
    return false;
  }
  narrow.prefix.remove_prefix(wide.prefix.size());
  narrow.suffix.remove_suffix(wide.suffix.size());
  wide.prefix = wide.suffix = {};
  return true;
}

bool impossible(const Alternative& alternative) {
  bool found = false;
  for_each_operation(alternative.code, [&](Op op, std::string_view operand) {
    if (op != Op::one_of) return;
    found |= std::ranges::all_of(ranges_of(operand),
                                 [](const Range& r) { return r.first == U'/' && r.last == U'/'; });
  });
  return found;
}

bool ends_agree(std::string_view a, std::string_view b) {
  return a.size() < b.size() ? b.ends_with(a) : a.ends_with(b);
}

bool disjoint(const Alternative& a, const Alternative& b) {
  const bool begin_alike = a.prefix.starts_with(b.prefix) || b.prefix.starts_with(a.prefix);
  return !begin_alike || !ends_agree(a.suffix, b.suffix);
}

bool covers_alternative(const Glob& wide, const Alternative& narrow, Work& work,
                        std::size_t limit) {
  if (narrow.code.empty()) return wide.matches(narrow.prefix);
  if (impossible(narrow)) return true;
  for (std::string_view rest = wide.program(); !rest.empty();) {
    Alternative of_wide = Alternative::take_from(rest);
    Alternative of_narrow = narrow;
    if (++work.steps > limit) return false;
    if (!strip(of_wide, of_narrow)) continue;
    const std::vector<Token> wide_tokens = tokens_of(of_wide);
    const std::vector<Token> narrow_tokens = tokens_of(of_narrow);
    work.steps += (wide_tokens.size() + 1) * (narrow_tokens.size() + 1);
    if (work.steps > limit) return false;
    if (Table(wide_tokens, narrow_tokens).fill()) return true;
  }
  return false;
}

}  // namespace

bool covers(const Glob& wide, const Glob& narrow, Work& work) {
  if (wide.text() == narrow.text()) return true;
  const std::size_t limit = work.steps + budget;
  for (std::string_view rest = narrow.program(); !rest.empty();) {
    const Alternative alternative = Alternative::take_from(rest);
    if (!covers_alternative(wide, alternative, work, limit)) return false;
  }
  return true;
}

bool surely_disjoint(const Glob& a, const Glob& b, Work& work) {
  const std::vector<Alternative> of_a = alternatives_of(a);
  const std::vector<Alternative> of_b = alternatives_of(b);
  work.steps += of_a.size() * of_b.size();
  if (of_a.size() * of_b.size() > max_disjoint_pairs) return false;
  return std::ranges::all_of(of_a, [&](const Alternative& x) {
    if (x.code.empty()) return !b.matches(x.prefix);
    return std::ranges::all_of(of_b, [&](const Alternative& y) {
      return y.code.empty() ? !a.matches(y.prefix) : disjoint(x, y);
    });
  });
}

bool matches_nothing(const Glob& glob) {
  return std::ranges::all_of(alternatives_of(glob), impossible);
}

}  // namespace writ::policy
