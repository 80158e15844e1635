// A statement as lines of a drawing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace writ::assurance {

// Broken at white space into lines of at most `width` code points; a longer word is cut. What XML
// cannot hold is replaced.
std::vector<std::string> lines_of(std::string_view text, std::size_t width);

}  // namespace writ::assurance
