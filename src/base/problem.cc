#include "base/problem.h"

#include <fmt/format.h>

namespace writ {

Problem&& Problem::in(std::string_view context) && {
  message = fmt::format("{}: {}", context, message);
  return std::move(*this);
}

Problem&& Problem::at(std::string_view pointer) && {
  for (Fault& fault : faults) fault.pointer.insert(0, pointer);
  return std::move(*this);
}

std::string describe(const Problem& problem) {
  std::string text = problem.message;
  for (const Fault& fault : problem.faults) {
    text += fmt::format("\n  at {}", fault.pointer.empty() ? "the top" : fault.pointer);
    // Where it is the only fault the message may have said it already.
    if (!problem.message.ends_with(fault.message)) text += fmt::format(": {}", fault.message);
    if (fault.offset) text += fmt::format(" (byte {})", *fault.offset);
  }
  return text;
}

}  // namespace writ
