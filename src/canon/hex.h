// Lower-case hexadecimal text of bytes: the only form that Writ writes and reads.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace writ::canon {

// Two digits a byte, added to the end of `out`.
void append_hex(std::string& out, std::string_view bytes);
std::string to_hex(std::string_view bytes);

// The bytes that `text` stands for. Nothing for an odd number of digits and for anything that is
// not a lower-case digit: two spellings of one digest would be two digests to a reader that
// compares.
std::optional<std::string> from_hex(std::string_view text);

}  // namespace writ::canon
