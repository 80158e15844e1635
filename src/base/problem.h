// A Problem says why something could not be done: what kind of thing went wrong, where, and what to
// do about it. It is the error of every Result and becomes an RFC 9457 problem at the doors.
//
// Messages are lower-case, quote input in backticks, and end with the remedy where there is one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace writ {

// What the caller can do about a problem. A door maps it to its own numbers (HTTP status, exit
// status); nothing else about a problem needs a door to know its code.
enum class Category {
  invalid,          // the input is wrong: change it
  unauthenticated,  // no credential, or an unknown one
  forbidden,        // a known caller without the right
  not_found,        // what was named does not exist
  conflict,         // the state forbids it: look at the state
  too_large,        // over a limit: send less
  unavailable,      // busy or cut off: try again
  internal,         // ours to mend
};

// A name from an area's closed vocabulary, such as `json.duplicate_name`. Areas declare theirs as
// `inline constexpr Code` in one header, so that a reader can list them.
struct Code {
  std::string_view name;
  Category category;
};

// One thing wrong with a document, at one place.
struct Fault {
  std::string_view code;              // the name of a Code: static storage
  std::string pointer;                // RFC 6901; empty is the whole document
  std::optional<std::size_t> offset;  // bytes from the start, where the text itself is at fault
  std::string message;
};

struct Problem {
  Code code;
  std::string message;
  std::vector<Fault> faults = {};  // every fault that was found, in document order

  // Prefixes the message with what was being done, and every fault's pointer with where.
  Problem&& in(std::string_view context) &&;
  Problem&& at(std::string_view pointer) &&;
};

namespace problem {
inline constexpr Code internal{"internal", Category::internal};
inline constexpr Code io{"io", Category::internal};
}  // namespace problem

// The message with a line for each fault: what a person reads on a terminal.
std::string describe(const Problem& problem);

}  // namespace writ
