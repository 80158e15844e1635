// What is put where something was taken out: `[redacted:card]`, or with what is kept of it,
// `[redacted:card 1111]`. It is recognised, so that a redacted text can be redacted again and
// nothing that was kept is taken for something new.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "redaction/detector.h"

namespace writ::redaction {

class Replacements {
 public:
  void add(const Detector& detector);

  // The length of the replacement that `text` begins with; 0 where it begins with none. Only what
  // a detector puts is one: other words in such brackets, or more kept than it keeps, are text.
  std::size_t length_at(std::string_view text) const;

 private:
  std::map<std::string, std::size_t, std::less<>> kept_;  // by word: how many characters it keeps
};

// In place of something of which `seen` was read.
std::string replacement_of(const Detector& detector, std::string_view seen);

}  // namespace writ::redaction
