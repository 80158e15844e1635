#include "canon/pointer.h"

#include <charconv>

#include <fmt/format.h>

namespace writ::canon {
namespace {

const Value* item_at(const Value& array, std::string_view token) {
  if (token.empty() || (token.size() > 1 && token.front() == '0')) return nullptr;
  std::size_t index = 0;
  const auto [end, fault] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (fault != std::errc() || end != token.data() + token.size()) return nullptr;
  return index < array.items().size() ? &array.items()[index] : nullptr;
}

// Nothing where a `~` is not followed by `0` or `1`.
std::optional<std::string> unescape(std::string_view token) {
  std::string text;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      text += token[i];
      continue;
    }
    if (++i == token.size() || (token[i] != '0' && token[i] != '1')) return std::nullopt;
    text += token[i] == '0' ? '~' : '/';
  }
  return text;
}

}  // namespace

void append_pointer(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (const char c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

void append_pointer(std::string& pointer, std::size_t index) {
  fmt::format_to(std::back_inserter(pointer), "/{}", index);
}

std::optional<Pointer> Pointer::parse(std::string_view text) {
  Pointer pointer;
  while (!text.empty()) {
    if (text.front() != '/') return std::nullopt;
    text.remove_prefix(1);
    const std::size_t end = std::min(text.find('/'), text.size());
    std::optional<std::string> token = unescape(text.substr(0, end));
    if (!token) return std::nullopt;
    pointer.tokens_.push_back(*std::move(token));
    text.remove_prefix(end);
  }
  return pointer;
}

const Value* Pointer::find(const Value& root) const {
  const Value* at = &root;
  for (const std::string& token : tokens_) {
    if (at->is(Value::Kind::object)) {
      at = at->find(token);
    } else if (at->is(Value::Kind::array)) {
      at = item_at(*at, token);
    } else {
      return nullptr;
    }
    if (at == nullptr) return nullptr;
  }
  return at;
}

}  // namespace writ::canon
