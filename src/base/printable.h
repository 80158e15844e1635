// Text from others in messages to people: what a terminal would obey is shown, not sent.
#pragma once

#include <string>
#include <string_view>

namespace writ {

// Every control character but line feeds and tabs as `\xNN`, byte by byte: those of ASCII and, in
// valid UTF-8, U+0080 to U+009F.
std::string printable(std::string_view text);

}  // namespace writ
