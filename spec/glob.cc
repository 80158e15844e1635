// Both texts are taken apart into code points. Braces are spelled out into a list of globs; each is
// matched by asking, for its first element, every way in which it can match, and the rest for each.
// That takes exponential time in the worst case, which is why nothing but tests uses it.
#include "spec/glob.h"

#include <algorithm>

#include "base/utf8.h"

namespace writ::spec {
namespace {

constexpr std::size_t max_bytes = 1024;
constexpr std::size_t max_alternatives = 256;

using Glob = std::u32string_view;
using Texts = std::vector<std::u32string>;

std::optional<std::u32string> code_points(std::string_view text) {
  std::u32string points;
  while (!text.empty()) {
    const CodePoint point = next_code_point(text);
    if (point.length == 0) return std::nullopt;
    points += point.value;
    text.remove_prefix(point.length);
  }
  return points;
}

// --- braces ---

// The offset of the `}` that closes the `{` at `open`, and of every `,` that is directly in it.
std::optional<std::vector<std::size_t>> separators(Glob glob, std::size_t open) {
  std::vector<std::size_t> found;
  std::size_t depth = 0;
  for (std::size_t i = open; i < glob.size(); ++i) {
    if (glob[i] == U'\\') {
      ++i;
    } else if (glob[i] == U'{') {
      ++depth;
    } else if (glob[i] == U',' && depth == 1) {
      found.push_back(i);
    } else if (glob[i] == U'}' && --depth == 0) {
      found.push_back(i);
      return found;
    }
  }
  return std::nullopt;
}

std::size_t first_brace(Glob glob) {
  for (std::size_t i = 0; i < glob.size(); ++i) {
    if (glob[i] == U'\\') {
      ++i;
    } else if (glob[i] == U'{' || glob[i] == U'}') {
      return i;
    }
  }
  return glob.size();
}

// --- one glob without braces ---

char32_t at(Glob glob, std::size_t i) { return i < glob.size() ? glob[i] : U'\0'; }

struct Class {
  bool negated = false;
  std::vector<std::pair<char32_t, char32_t>> ranges;
  std::size_t size = 0;  // code points of the glob that it takes

  bool contains(char32_t c) const {
    const bool listed = std::ranges::any_of(
        ranges, [&](const auto& range) { return range.first <= c && c <= range.second; });
    return c != U'/' && listed != negated;
  }
};

// A character in a class, escaped or not; `i` moves past it.
std::optional<char32_t> class_character(Glob glob, std::size_t& i) {
  if (at(glob, i) == U'\\') ++i;
  if (i >= glob.size()) return std::nullopt;
  return glob[i++];
}

// The class that `glob`, whose first character is `[`, begins with.
std::optional<Class> read_class(Glob glob) {
  Class read;
  std::size_t i = 1;
  if (at(glob, i) == U'^') return std::nullopt;
  if (at(glob, i) == U'!') {
    read.negated = true;
    ++i;
  }
  while (i < glob.size() && glob[i] != U']') {
    const auto first = class_character(glob, i);
    auto last = first;
    if (at(glob, i) == U'-' && i + 1 < glob.size() && glob[i + 1] != U']') {
      ++i;
      last = class_character(glob, i);
    }
    if (!first || !last || *last < *first) return std::nullopt;
    read.ranges.emplace_back(*first, *last);
  }
  if (i >= glob.size() || read.ranges.empty()) return std::nullopt;
  read.size = i + 1;
  return read;
}

bool is_valid(Glob glob) {
  for (std::size_t i = 0; i < glob.size(); ++i) {
    if (glob[i] == U'\\') {
      if (++i == glob.size()) return false;
    } else if (glob[i] == U'[') {
      const std::optional<Class> read = read_class(glob.substr(i));
      if (!read) return false;
      i += read->size - 1;
    }
  }
  return true;
}

// Whether the rest of a valid glob matches the rest of the subject. `segment_start`: what stands
// before this rest of the glob is nothing, or a `/`.
bool rest_matches(Glob glob, Glob subject, bool segment_start) {
  if (glob.empty()) return subject.empty();

  if (segment_start && (glob.starts_with(U"**/") || glob.starts_with(U"**\\/"))) {
    const Glob behind = glob.substr(glob[2] == U'/' ? 3 : 4);
    if (rest_matches(behind, subject, true)) return true;
    for (std::size_t i = 0; i < subject.size(); ++i) {
      if (subject[i] == U'/' && rest_matches(behind, subject.substr(i + 1), true)) return true;
    }
    return false;
  }
  if (glob.starts_with(U"**")) {
    for (std::size_t i = 0; i <= subject.size(); ++i) {
      if (rest_matches(glob.substr(2), subject.substr(i), false)) return true;
    }
    return false;
  }
  if (glob[0] == U'*') {
    for (std::size_t i = 0; i <= subject.size(); ++i) {
      if (rest_matches(glob.substr(1), subject.substr(i), false)) return true;
      if (i < subject.size() && subject[i] == U'/') return false;
    }
    return false;
  }

  if (subject.empty()) return false;
  const Glob subject_rest = subject.substr(1);
  if (glob[0] == U'?')
    return subject[0] != U'/' && rest_matches(glob.substr(1), subject_rest, false);
  if (glob[0] == U'[') {
    const Class of = *read_class(glob);
    return of.contains(subject[0]) && rest_matches(glob.substr(of.size), subject_rest, false);
  }
  const std::size_t size = glob[0] == U'\\' ? 2 : 1;
  const char32_t character = glob[size - 1];
  return subject[0] == character &&
         rest_matches(glob.substr(size), subject_rest, character == U'/');
}

}  // namespace

std::optional<Texts> spell_out(Glob glob) {
  const std::size_t open = first_brace(glob);
  if (open == glob.size()) return Texts{std::u32string(glob)};
  if (glob[open] == U'}') return std::nullopt;
  const auto stops = separators(glob, open);
  if (!stops) return std::nullopt;
  const std::optional<Texts> behind = spell_out(glob.substr(stops->back() + 1));
  if (!behind) return std::nullopt;

  Texts all;
  std::size_t begin = open + 1;
  for (const std::size_t stop : *stops) {
    const std::optional<Texts> choice = spell_out(glob.substr(begin, stop - begin));
    if (!choice) return std::nullopt;
    for (const std::u32string& middle : *choice) {
      for (const std::u32string& end : *behind) {
        all.push_back(std::u32string(glob.substr(0, open)).append(middle).append(end));
      }
    }
    begin = stop + 1;
  }
  return all;
}

std::optional<bool> glob_matches(std::string_view glob, std::string_view subject) {
  const auto pattern = code_points(glob);
  if (!pattern || glob.size() > max_bytes) return std::nullopt;
  const std::optional<Texts> globs = spell_out(*pattern);
  if (!globs || globs->size() > max_alternatives) return std::nullopt;
  if (!std::ranges::all_of(*globs, is_valid)) return std::nullopt;
  const auto text = code_points(subject);
  return text && std::ranges::any_of(*globs, [&](const std::u32string& one) {
           return rest_matches(one, *text, true);
         });
}

}  // namespace writ::spec
