// Building request texts, and reading answers, without a record for each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "canon/canonical.h"
#include "canon/json.h"

namespace writ::cli {

// The text of a JSON object, member by member.
class ObjectText {
 public:
  ObjectText& add(std::string_view name, std::string_view text) {
    begin(name);
    canon::append_text(text_, text);
    return *this;
  }
  ObjectText& add_json(std::string_view name, std::string_view json) {
    begin(name);
    text_ += json;
    return *this;
  }
  // These add nothing for an empty text or list, or for false.
  ObjectText& add_if(std::string_view name, std::string_view text) {
    return text.empty() ? *this : add(name, text);
  }
  ObjectText& add_if(std::string_view name, const std::vector<std::string>& texts) {
    if (texts.empty()) return *this;
    begin(name);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      text_ += i == 0 ? '[' : ',';
      canon::append_text(text_, texts[i]);
    }
    text_ += ']';
    return *this;
  }
  ObjectText& add_flag(std::string_view name, bool set) {
    return set ? add_json(name, "true") : *this;
  }
  std::string text() const { return text_ + '}'; }

 private:
  void begin(std::string_view name) {
    if (text_.size() > 1) text_ += ',';
    canon::append_text(text_, name);
    text_ += ':';
  }
  std::string text_ = "{";
};

// The text of a member, or nothing where it is absent or no string.
inline std::string_view text_of(const canon::Value& object, std::string_view name) {
  const canon::Value* value = object.find(name);
  return value != nullptr && value->is(canon::Value::Kind::text) ? value->text() : "";
}

inline bool is_true(const canon::Value& object, std::string_view name) {
  const canon::Value* value = object.find(name);
  return value != nullptr && value->is(canon::Value::Kind::boolean) && value->boolean();
}

inline double number_of(const canon::Value& object, std::string_view name) {
  const canon::Value* value = object.find(name);
  return value != nullptr && value->is(canon::Value::Kind::number) ? value->number() : 0;
}

inline std::span<const canon::Value> items_of(const canon::Value& object, std::string_view name) {
  const canon::Value* value = object.find(name);
  if (value == nullptr || !value->is(canon::Value::Kind::array)) return {};
  return value->items();
}

}  // namespace writ::cli
