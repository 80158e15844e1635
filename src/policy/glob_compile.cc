// From a glob's text to its program, in two steps for each of the texts that its braces spell out.
//
// 1. The text is read into tokens. Braces come before everything else, so a `*` that a brace brings
//    beside another is a `**`, and a brace in a class must be escaped. An escaped `/` is a `/` like
//    any other.
//
// 2. Tokens beside each other are merged where that changes nothing: a `**` swallows wildcards that
//    match any run beside it, and a `**/` before a `*` is a `**`, since every text is whole
//    segments and then a run without `/`. This keeps most globs to one or two operations. The
//    literal texts at both ends become the prefix and the suffix, which are compared before
//    anything else.
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/utf8.h"
#include "policy/bundle.h"
#include "policy/glob.h"
#include "policy/glob_braces.h"
#include "policy/glob_mistake.h"
#include "policy/glob_program.h"

namespace writ::policy {
namespace {

using glob::Checked;
using glob::Mistake;
using glob::Op;

namespace mistake {
constexpr std::string_view not_utf8 = "this is not UTF-8: encode the text as UTF-8";
constexpr std::string_view trailing_escape =
    R"(nothing follows `\`: write `\\` for the character itself)";
constexpr std::string_view open_class =
    "this `[` is never closed: add `]`, or write `\\[` for the character itself";
constexpr std::string_view empty_class =
    "this class has no characters: name some, or write `\\]` for a `]` in it";
constexpr std::string_view caret =
    "`[^` is not how a class is negated: write `[!`, or `[\\^` for the character itself";
constexpr std::string_view reversed = "this range is reversed: write the lower character first";
}  // namespace mistake

// --- tokens --------------------------------------------------------------------------------------

struct Token {
  Op op;
  std::string operand = {};  // of a literal its text, of a class its ranges
};

class TokenReader {
 public:
  explicit TokenReader(std::string_view text) : text_(text) {}

  std::expected<std::vector<Token>, Mistake> read() {
    while (at_ < text_.size()) {
      if (const Checked wrong = read_token()) return std::unexpected(*wrong);
    }
    return std::move(tokens_);
  }

 private:
  Checked read_token() {
    switch (text_[at_]) {
      case '*':
        read_stars();
        return {};
      case '[':
        return read_class();
      case '?':
        tokens_.push_back({Op::one});
        ++at_;
        return {};
      default:
        break;
    }
    std::string_view character;
    if (const Checked wrong = take_character(character)) return wrong;
    if (tokens_.empty() || tokens_.back().op != Op::literal) tokens_.push_back({Op::literal});
    tokens_.back().operand += character;
    return {};
  }

  // One character, or an escaped one without its `\`.
  Checked take_character(std::string_view& character) {
    if (text_[at_] == '\\' && ++at_ == text_.size()) {
      return Mistake{at_ - 1, mistake::trailing_escape};
    }
    character = text_.substr(at_, next_code_point(text_.substr(at_)).length);
    if (character.empty()) return Mistake{at_, mistake::not_utf8};
    at_ += character.size();
    return {};
  }

  bool at_segment_start() const {
    if (tokens_.empty()) return true;
    const Token& last = tokens_.back();
    return last.op == Op::segments || (last.op == Op::literal && last.operand.ends_with('/'));
  }

  void read_stars() {
    const std::string_view rest = text_.substr(at_);
    if (!rest.starts_with("**")) {
      ++at_;
      return push_star();
    }
    at_ += 2;
    const std::size_t slash = rest.substr(2).starts_with('/')     ? 1
                              : rest.substr(2).starts_with("\\/") ? 2
                                                                  : 0;
    if (slash == 0 || !at_segment_start()) return push_any();
    at_ += slash;
    if (tokens_.empty() || tokens_.back().op != Op::segments) tokens_.push_back({Op::segments});
  }

  void push_star() {
    if (!tokens_.empty() && tokens_.back().op == Op::segments) tokens_.back().op = Op::any;
    if (tokens_.empty() || tokens_.back().op != Op::any) tokens_.push_back({Op::star});
  }

  void push_any() {
    while (!tokens_.empty() && swallowed_by_any(tokens_.back().op)) tokens_.pop_back();
    tokens_.push_back({Op::any});
  }
  static bool swallowed_by_any(Op op) {
    return op == Op::star || op == Op::any || op == Op::segments;
  }

  Checked read_class() {
    const std::size_t begin = at_++;
    if (next_is('^')) return Mistake{begin, mistake::caret};
    Token token{next_is('!') ? Op::none_of : Op::one_of};
    if (token.op == Op::none_of) ++at_;
    while (at_ < text_.size() && text_[at_] != ']') {
      if (const Checked wrong = read_range(token.operand)) return wrong;
    }
    if (at_ == text_.size()) return Mistake{begin, mistake::open_class};
    if (token.operand.empty()) return Mistake{begin, mistake::empty_class};
    ++at_;
    tokens_.push_back(std::move(token));
    return {};
  }

  // `a`, or `a-z`; a `-` at the end of a class is itself.
  Checked read_range(std::string& ranges) {
    const std::size_t begin = at_;
    std::string_view first;
    if (const Checked wrong = take_character(first)) return wrong;
    std::string_view last = first;
    if (next_is('-') && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
      ++at_;
      if (const Checked wrong = take_character(last)) return wrong;
    }
    if (last < first) return Mistake{begin, mistake::reversed};  // UTF-8 sorts as code points do
    ranges.append(first).append(last);
    return {};
  }

  bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

// --- the program
// -----------------------------------------------------------------------------------

void append_operation(std::string& code, const Token& token) {
  code += static_cast<char>(token.op);
  if (token.operand.empty()) return;
  glob::append_size(code, token.operand.size());
  code += token.operand;
}

void append_alternative(std::string& program, const std::vector<Token>& tokens) {
  auto first = tokens.begin();
  auto last = tokens.end();
  glob::Alternative alternative;
  if (first != last && first->op == Op::literal) alternative.prefix = (first++)->operand;
  if (first != last && (last - 1)->op == Op::literal) alternative.suffix = (--last)->operand;
  std::string code;
  for (; first != last; ++first) append_operation(code, *first);
  alternative.code = code;
  alternative.append_to(program);
}

Checked append_text(std::string& program, std::string_view text) {
  const auto tokens = TokenReader(text).read();
  if (!tokens) return tokens.error();
  append_alternative(program, *tokens);
  return {};
}

Checked append_spelled_out(std::string& program, std::string_view text) {
  const auto braces = glob::read_braces(text);
  if (!braces) return braces.error();
  for (std::size_t number = 0; number < braces->count; ++number) {
    const glob::Spelling spelling(text, *braces, number);
    if (const Checked wrong = append_text(program, spelling.text())) {
      return Mistake{spelling.origin(wrong->at), wrong->what};
    }
  }
  return {};
}

Problem problem_of(std::size_t offset, std::string message) {
  return {.code = fault::invalid_glob,
          .message = message,
          .faults = {{.code = fault::invalid_glob.name,
                      .pointer = "",
                      .offset = offset,
                      .message = std::move(message)}}};
}

}  // namespace

Result<Glob> Glob::compile(std::string_view text) {
  if (text.size() > max_size) {
    return problem_of(max_size, fmt::format("the glob has {} bytes and may have {}: shorten it",
                                            text.size(), max_size));
  }
  Glob glob;
  glob.text_ = text;
  const bool has_braces = text.find_first_of("{}") != std::string_view::npos;
  const Checked wrong =
      has_braces ? append_spelled_out(glob.program_, text) : append_text(glob.program_, text);
  if (wrong) {
    return problem_of(wrong->at,
                      fmt::format("the glob is wrong at byte {}: {}", wrong->at, wrong->what));
  }
  return glob;
}

}  // namespace writ::policy
