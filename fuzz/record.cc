// A document, read as each of the records that come from outside: what is read is written as it was
// and read again as the same; what is refused is refused for something that is there.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "canon/canonical.h"
#include "canon/pointer.h"
#include "canon/record.h"
#include "fuzz/require.h"
#include "policy/bundle.h"
#include "policy/request.h"

namespace {

using writ::Fault;
using writ::Problem;
using writ::Result;
using writ::fuzz::require;
namespace canon = writ::canon;

void check_faults(const Problem& problem, const canon::Value& document) {
  require(!problem.faults.empty(), "a refusal has faults");
  require(problem.faults.size() <= canon::Faults::max, "faults are limited");
  for (const Fault& fault : problem.faults) {
    const auto pointer = canon::Pointer::parse(fault.pointer);
    require(pointer.has_value(), "the place is a JSON pointer");
    const bool there = pointer->find(document) != nullptr;
    if (fault.code == canon::record::missing_member.name) {
      require(!there, "what is missing is not there");
    } else if (fault.code.starts_with("record.")) {
      require(there, "what is wrong is there");
    }
    require(writ::valid_utf8_prefix(fault.message) == fault.message.size(), "messages are UTF-8");
    require(fault.message.size() < 2000, "messages are short");
  }
}

template <class R>
void check(const canon::Json& document, bool closed) {
  const Result<R> read = canon::decode<R>(document);
  if (!read) return check_faults(read.error(), document.value());
  const std::string written = canon::encode(*read);
  require(!closed || written == canon::canonical(document.value()), "what is read is written");
  const auto again = canon::Json::parse(written);
  require(again.has_value(), "what is written is JSON");
  const Result<R> same = canon::decode<R>(*again);
  require(same.has_value(), "what is written is read");
  require(canon::encode(*same) == written, "what is read again is the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto document = canon::Json::parse({reinterpret_cast<const char*>(data), size});
  if (!document) return 0;
  check<writ::policy::SignedPolicyBundle>(*document, true);
  check<writ::policy::PDPRequest>(*document, false);
  check<writ::policy::PDPDecision>(*document, true);
  return 0;
}
