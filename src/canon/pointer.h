// JSON pointers (RFC 6901).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/json.h"

namespace writ::canon {

// Adds `/token`, escaped, or `/index`, to a pointer's text.
void append_pointer(std::string& pointer, std::string_view token);
void append_pointer(std::string& pointer, std::size_t index);

// A pointer taken apart once, to be followed often.
class Pointer {
 public:
  Pointer() = default;  // the whole document

  // Nothing where the text is no pointer: not empty and without a leading `/`, or with a `~` that
  // is neither `~0` nor `~1`.
  static std::optional<Pointer> parse(std::string_view text);

  // What the pointer finds below `root`, or nullptr. Array indexes are digits without leading
  // zeros;
  // `-` finds nothing.
  const Value* find(const Value& root) const;

 private:
  std::vector<std::string> tokens_;
};

}  // namespace writ::canon
