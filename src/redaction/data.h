// The data of this build.
#pragma once

#include <string_view>

namespace writ::redaction {

// data/profiles.json, byte by byte.
std::string_view profiles_json();

}  // namespace writ::redaction
