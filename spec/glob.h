// What a glob means, written straight from its rules and as slow as that makes it. It shares
// nothing with the matcher in src/policy/, which the tests hold against it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace writ::spec {

// The globs without braces that a glob's braces spell out; nothing where braces do not pair. Only
// for globs that spell out to few: the list is made whole.
std::optional<std::vector<std::u32string>> spell_out(std::u32string_view glob);

// Whether a glob, which may have any text, matches `subject`; nothing where it is no valid glob.
std::optional<bool> glob_matches(std::string_view glob, std::string_view subject);

}  // namespace writ::spec
