// A pointer, and after a line's end the document that it is followed in. Naming the same tokens
// again must give the pointer's own text, and following it must find what walking finds.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "canon/json.h"
#include "canon/pointer.h"
#include "fuzz/require.h"

namespace {

using writ::fuzz::require;
namespace canon = writ::canon;

// Follows every pointer that there is in the document: each must lead where it was made.
void follow_all(const canon::Value& root, const canon::Value& at, const std::string& place) {
  const auto pointer = canon::Pointer::parse(place);
  require(pointer.has_value(), "what was appended is a pointer");
  require(pointer->find(root) == &at, "a pointer leads where it was made");
  if (at.is(canon::Value::Kind::array)) {
    for (std::size_t i = 0; i < at.items().size(); ++i) {
      std::string below = place;
      canon::append_pointer(below, i);
      follow_all(root, at.items()[i], below);
    }
  } else if (at.is(canon::Value::Kind::object)) {
    for (const canon::Member& member : at.members()) {
      std::string below = place;
      canon::append_pointer(below, member.name);
      follow_all(root, member.value, below);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = input.find('\n');
  const std::string_view text = input.substr(0, line);
  const auto pointer = canon::Pointer::parse(text);
  require(pointer.has_value() || !text.empty(), "the empty text is a pointer");
  if (line == std::string_view::npos || input.size() - line > 2000) return 0;
  const auto document = canon::Json::parse(input.substr(line + 1));
  if (!document) return 0;
  if (pointer) pointer->find(document->value());
  follow_all(document->value(), document->value(), "");
  return 0;
}
