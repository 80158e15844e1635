// Takes out of a text what profiles forbid, and says what was taken out, never what it was.
//
// What several detectors find together is taken out as one, under the name of the one that begins
// first, of those the longest, of those the first in its profile; of what was found by one alone a
// little may be kept. What is left is read again until nothing is found in it, so that redacting a
// redacted text changes nothing. A text that cannot be read, or does not settle, is refused.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "redaction/profile.h"

namespace writ::redaction {

inline constexpr std::size_t max_text = 1 << 20;  // bytes

// Something that was taken out of a text. There is no digest of it: what is short can be guessed.
struct Span {
  std::size_t begin = 0;  // bytes of the text as it was
  std::size_t end = 0;
  const Detector* detector = nullptr;  // as long as its profile
  std::string replacement;
};

struct Redacted {
  std::string text;
  std::vector<Span> spans;  // from left to right, apart from one another
};

// Several profiles forbid what any of them does; none at all is refused.
Result<Redacted> redact(std::span<const Profile* const> profiles, const Replacements& replacements,
                        std::string_view text);

// By profiles of this build.
class Redactor {
 public:
  // Problem: an unknown profile, or none.
  static Result<Redactor> by(std::span<const std::string_view> names);

  Result<Redacted> redact(std::string_view text) const;
  std::span<const Profile* const> profiles() const { return profiles_; }

 private:
  std::vector<const Profile*> profiles_;
  const Replacements* replacements_ = nullptr;
};

}  // namespace writ::redaction
