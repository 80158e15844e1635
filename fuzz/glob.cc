// A glob, and after a line's end a subject: the compiled matcher and the one of the specification
// must agree on whether it is a glob and on whether it matches.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/utf8.h"
#include "fuzz/require.h"
#include "policy/glob.h"
#include "spec/glob.h"

namespace {

using writ::fuzz::require;
using writ::policy::Glob;

// The specification's matcher tries everything: what takes it too long is left out.
bool small(std::string_view glob, std::string_view subject) {
  return glob.size() <= 48 && subject.size() <= 32 && std::ranges::count(glob, '*') <= 8 &&
         std::ranges::count(glob, ',') <= 6 && std::ranges::count(glob, '{') <= 6;
}

void check_ends(const Glob& glob, std::string_view subject, bool matches) {
  const auto alternatives = glob.ends();
  require(!alternatives.empty(), "a glob has an alternative");
  const bool possible = std::ranges::any_of(alternatives, [&](const Glob::Ends& ends) {
    if (ends.exact) return subject == ends.prefix;
    return subject.starts_with(ends.prefix) && subject.ends_with(ends.suffix);
  });
  require(!matches || possible, "what matches begins and ends as the glob says");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(input.find('\n'), input.size());
  const std::string_view text = input.substr(0, line);
  const std::string_view subject = input.substr(std::min(line + 1, input.size()));
  if (writ::valid_utf8_prefix(input) != input.size()) return 0;
  const auto glob = Glob::compile(text);
  const bool matches = glob && glob->matches(subject);
  if (glob) {
    require(glob->text() == text, "a glob keeps its text");
    check_ends(*glob, subject, matches);
  }
  if (!small(text, subject)) return 0;
  const std::optional<bool> meant = writ::spec::glob_matches(text, subject);
  require(glob.has_value() == meant.has_value(), "both take the same globs");
  require(!glob || matches == *meant, "both match the same subjects");
  return 0;
}
