// One pass over the text keeps the pointer of where it is; the text is known to be JSON, so that
// only what ends a value must be told apart.
#include "lint/lines.h"

#include "canon/json.h"
#include "canon/pointer.h"

namespace writ::lint {
namespace {

using Wanted = std::map<std::string, std::size_t, std::less<>>;

std::string_view parent_of(std::string_view pointer) {
  return pointer.substr(0, pointer.rfind('/'));
}

class Reader {
 public:
  Reader(std::string_view text, Wanted& wanted) : text_(text), wanted_(wanted) {}

  void value() {
    skip_space();
    if (const auto found = wanted_.find(pointer_); found != wanted_.end()) found->second = line_;
    switch (peek()) {
      case '{':
        return object();
      case '[':
        return array();
      case '"':
        text();
        return;
      default:
        at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
    }
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_space() {
    for (; at_ < text_.size() && std::string_view(" \t\r\n").contains(text_[at_]); ++at_) {
      if (text_[at_] == '\n') ++line_;
    }
  }

  // Past a separator or the end of what is read; whether there is more of it.
  bool next(char end) {
    skip_space();
    if (at_ >= text_.size()) return false;
    return text_[at_++] != end;
  }

  // With its quotes.
  std::string_view text() {
    const std::size_t first = at_++;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_ + 1, text_.size());
    return text_.substr(first, at_ - first);
  }

  void append_name(std::string_view quoted) {
    if (!quoted.contains('\\')) {
      return canon::append_pointer(pointer_, quoted.substr(1, quoted.size() - 2));
    }
    const Result<canon::Json> name = canon::Json::parse(quoted);
    if (name) canon::append_pointer(pointer_, name->value().text());
  }

  void object() {
    const std::size_t above = pointer_.size();
    ++at_;
    skip_space();
    if (peek() == '}') return void(++at_);
    do {
      skip_space();
      append_name(text());
      next(':');
      value();
      pointer_.resize(above);
    } while (next('}'));
  }

  void array() {
    const std::size_t above = pointer_.size();
    ++at_;
    skip_space();
    if (peek() == ']') return void(++at_);
    std::size_t index = 0;
    do {
      canon::append_pointer(pointer_, index++);
      value();
      pointer_.resize(above);
    } while (next(']'));
  }

  std::string_view text_;
  Wanted& wanted_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::string pointer_;
};

}  // namespace

void Lines::want(std::string_view pointer) {
  for (; lines_.emplace(pointer, 0).second && !pointer.empty(); pointer = parent_of(pointer)) {
  }
}

void Lines::find(std::string_view text) { Reader(text, lines_).value(); }

std::size_t Lines::of(std::string_view pointer) const {
  for (;; pointer = parent_of(pointer)) {
    const auto found = lines_.find(pointer);
    if (found != lines_.end() && found->second != 0) return found->second;
    if (pointer.empty()) return 1;
  }
}

}  // namespace writ::lint
