// Base64 with the standard alphabet and padding (RFC 4648, section 4), read strictly: one text for
// each string of bytes, so that a signature cannot be respelled.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace writ::canon {

std::string to_base64(std::string_view bytes);

// The bytes that `text` stands for. Nothing where padding is missing or too much, where the unused
// bits of the last character are not zero, for white space, for the URL alphabet, for any text but
// the one that to_base64 writes.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace writ::canon
