#include "lint/freshness.h"

namespace writ::lint {

std::string_view component_of(const canon::Value& record, std::string_view component) {
  const canon::Value* key = record.find("freshness_key");
  if (key == nullptr || !key->is(canon::Value::Kind::object)) return {};
  return text_of(*key, component);
}

bool under_other_states(const Record& one, const Record& other) {
  const std::string_view first = component_of(one.value(), effective_state);
  const std::string_view second = component_of(other.value(), effective_state);
  return !first.empty() && !second.empty() && first != second;
}

std::vector<std::string_view> item_texts(const canon::Value& record, std::string_view list,
                                         std::string_view member) {
  std::vector<std::string_view> texts;
  const canon::Value* items = record.find(list);
  if (items == nullptr || !items->is(canon::Value::Kind::array)) return texts;
  for (const canon::Value& item : items->items()) {
    const std::string_view text =
        item.is(canon::Value::Kind::object) ? text_of(item, member) : std::string_view();
    if (!text.empty()) texts.push_back(text);
  }
  return texts;
}

}  // namespace writ::lint
