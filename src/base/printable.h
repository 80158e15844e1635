// Text from others in messages to people: what a terminal would obey is shown, not sent.
#pragma once

#include <string>
#include <string_view>

namespace writ {

// Every control character but line feeds and tabs as `\xNN`, byte by byte: those of ASCII, U+0080
// to U+009F, and what is no UTF-8, which some terminals take for the latter.
std::string printable(std::string_view text);

}  // namespace writ
