// Any bytes are refused with a place within them, or read; what was read is written so that it is
// read again as the same and written as the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "canon/canonical.h"
#include "canon/json.h"
#include "canon/pointer.h"
#include "fuzz/require.h"

namespace {

using writ::Fault;
using writ::Problem;
using writ::Result;
using writ::fuzz::require;
namespace canon = writ::canon;

void check_refusal(const Problem& problem, std::string_view text) {
  require(problem.faults.size() == 1, "a text is refused for one thing");
  const Fault& fault = problem.faults.front();
  require(fault.offset.has_value() && *fault.offset <= text.size(), "the byte is in the text");
  require(canon::Pointer::parse(fault.pointer).has_value(), "the place is a JSON pointer");
  const std::size_t valid = writ::valid_utf8_prefix(text);
  require(
      (fault.code == canon::json::bad_utf8.name) == (*fault.offset == valid && valid < text.size()),
      "bad UTF-8 is told where it is, and nothing else as it");
  require(*fault.offset <= valid, "nothing is told from behind bad UTF-8");
  require(writ::valid_utf8_prefix(problem.message) == problem.message.size(), "messages are UTF-8");
  require(problem.message.size() < 300, "messages are short");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Result<canon::Json> read = canon::Json::parse(text);
  if (!read) {
    check_refusal(read.error(), text);
    return 0;
  }
  require(writ::valid_utf8_prefix(text) == text.size(), "what is read is UTF-8");
  const std::string written = canon::canonical(read->value());
  const Result<canon::Json> again = canon::Json::parse(written);
  require(again.has_value(), "canonical JSON is read");
  require(canon::canonical(again->value()) == written, "canonical JSON is written as it was read");
  return 0;
}
