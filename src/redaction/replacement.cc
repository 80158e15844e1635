#include "redaction/replacement.h"

#include <algorithm>

#include <fmt/format.h>

namespace writ::redaction {
namespace {

constexpr std::string_view opening = "[redacted:";
constexpr std::size_t max_word = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void Replacements::add(const Detector& detector) {
  std::size_t& kept = kept_[detector.replacement];
  if (detector.keep_last)
    kept = std::max(kept, static_cast<std::size_t>(detector.keep_last->value));
}

std::size_t Replacements::length_at(std::string_view text) const {
  if (!text.starts_with(opening)) return 0;
  const std::size_t end = text.substr(0, opening.size() + max_word).find(']');
  if (end == std::string_view::npos) return 0;
  const std::string_view inside = text.substr(opening.size(), end - opening.size());
  const std::size_t blank = std::min(inside.find(' '), inside.size());
  const auto known = kept_.find(inside.substr(0, blank));
  if (known == kept_.end()) return 0;
  const std::string_view kept = inside.substr(std::min(blank + 1, inside.size()));
  const bool is_ours = blank == inside.size() ||
                       (kept.size() == known->second && std::ranges::all_of(kept, is_digit));
  return is_ours ? end + 1 : 0;
}

std::string replacement_of(const Detector& detector, std::string_view seen) {
  std::string digits;
  std::ranges::copy_if(seen, std::back_inserter(digits), is_digit);
  const std::size_t keep = detector.keep_last ? detector.keep_last->value : 0;
  if (keep == 0 || digits.size() <= 2 * keep)
    return fmt::format("[redacted:{}]", detector.replacement);
  return fmt::format("[redacted:{} {}]", detector.replacement,
                     std::string_view(digits).substr(digits.size() - keep));
}

}  // namespace writ::redaction
