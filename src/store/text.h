// What a text in the store may be.
#pragma once

#include <string_view>

#include "base/result.h"

namespace writ::store {

// Problem: fault::bad_text for what is not UTF-8, and for a NUL, which one database could not keep
// and another would cut off at.
Result<void> check_text(std::string_view text);

}  // namespace writ::store
