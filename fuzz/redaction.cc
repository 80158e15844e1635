// A text, redacted by each profile: what comes out holds nothing that the profile forbids, is left
// as it is by redacting it again, and is the text outside of what was taken out. Looking for all
// patterns at once finds what looking for each does.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "fuzz/require.h"
#include "redaction/reading.h"
#include "redaction/redact.h"

namespace {

using writ::fuzz::require;
namespace redaction = writ::redaction;

const redaction::Profiles& profiles() { return **redaction::Profiles::built_in(); }

void check_spans(const redaction::Redacted& made, std::string_view text) {
  std::string rebuilt;
  std::size_t at = 0;
  for (const redaction::Span& span : made.spans) {
    require(at <= span.begin && span.begin < span.end && span.end <= text.size(),
            "spans are apart and in order");
    rebuilt.append(text.substr(at, span.begin - at)).append(span.replacement);
    at = span.end;
  }
  require(rebuilt.append(text.substr(at)) == made.text, "outside of spans nothing changes");
}

void check(const redaction::Profile& profile, std::string_view text) {
  const redaction::Profile* const with[] = {&profile};
  const auto once = redaction::redact(with, profiles().replacements(), text);
  const bool valid = writ::valid_utf8_prefix(text) == text.size();
  require(valid || !once, "what is no UTF-8 is refused");
  if (!once) return;
  check_spans(*once, text);
  const auto twice = redaction::redact(with, profiles().replacements(), once->text);
  require(twice && twice->spans.empty(), "what was redacted holds nothing more");
  const redaction::Reading reading(text, profiles().replacements());
  require(profile.matcher.find(reading.view()) == profile.matcher.find_one_by_one(reading.view()),
          "looking for all finds what looking for each does");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& profile : profiles().all()) check(*profile, text);
  return 0;
}
