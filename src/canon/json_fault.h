// What is wrong with a text that is not JSON, and where. The parser knows the byte that it stopped
// at; here the text is looked at once more, so that the code and the byte are those of the cause.
// Only the reader uses this.
#pragma once

#include <boost/json/error.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/problem.h"

namespace writ::canon {

struct Refusal {
  Code code;
  std::size_t offset = 0;                // of the byte at fault
  std::optional<std::string> name = {};  // the name that stands twice
};

// `stopped_at` is the first byte that the parser did not take; all before it begins a JSON text.
Refusal diagnose(std::string_view text, boost::json::error fault, std::size_t stopped_at);

// The byte at which the name with this ordinal (counted from 0 through the document) begins. The
// text must be JSON up to the end of the object that holds it.
std::size_t offset_of_name(std::string_view text, std::uint32_t ordinal);

Problem refused(const Refusal& refusal, std::string pointer, std::string_view text);

}  // namespace writ::canon
