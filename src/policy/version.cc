// A range is kept as a list of half-open intervals of versions, one for each `||` alternative, so
// that asking whether it contains a version is two comparisons an alternative.
//
// Every form that npm knows comes down to one interval: what is written gives the first version of
// it, and adding one to one of its parts gives the first version past it. Which part is the whole
// difference between the forms:
//
//   1.2.3, =1.2.3   the last part that is written      ~1.2.3   the minor, or the major of `~1`
//   1.2, 1.2.x      the same                           ^1.2.3   the first part that is not 0, or
//   the
//   <=, >, a - b    the same                                    last one written where all are
//
// `1.2` is 1.2.0 where an interval begins. Comparators side by side are intersected; an
// intersection can be empty, and then contains nothing, which is no mistake.
//
// A bound's parts are 64 bits wide where a version's are 32. So adding one never overflows, and
// {1, 2^32, 0} is past every 1.x and before 2.0.0 without a special case.
//
// npm is more lenient than this in three places where what was meant is unclear: an empty
// alternative (npm: everything), a number after an x as in `1.x.3` (npm: ignores the 3), and `~>`.
// These are refused, as are pre-releases and build metadata, which no bundle has.
#include "policy/version.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace writ::policy {
namespace {

constexpr auto npos = std::string_view::npos;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes a number without leading zeros and below 2^32 off the front of `text`.
std::optional<std::uint32_t> take_number(std::string_view& text) {
  const auto digits = text.substr(0, std::ranges::find_if_not(text, is_digit) - text.begin());
  if (digits.empty() || (digits.size() > 1 && digits[0] == '0')) return std::nullopt;
  std::uint32_t number = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (fault != std::errc()) return std::nullopt;
  text.remove_prefix(digits.size());
  return number;
}

bool take(std::string_view& text, std::string_view token) {
  if (!text.starts_with(token)) return false;
  text.remove_prefix(token.size());
  return true;
}

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

// What is written of a version: `1.2`, `1.x` and `1` leave parts open.
struct Partial {
  VersionBound parts{};   // 0 where open
  std::size_t given = 0;  // how many parts are there, from the left

  // The first version past all that agree in the first `kept` parts; with none, past everything.
  VersionBound past(std::size_t kept) const {
    if (kept == 0) return VersionBound{VersionBound::past_all};
    VersionBound bound;
    std::copy_n(parts.part.begin(), kept, bound.part.begin());
    ++bound.part[kept - 1];
    return bound;
  }
};

bool take_wildcard(std::string_view& text) {
  return take(text, "x") || take(text, "X") || take(text, "*");
}

// Takes a partial off the front of `text`. Once a part is open, so must be all that follow.
std::optional<Partial> take_partial(std::string_view& text) {
  Partial partial;
  bool open = false;
  for (std::size_t i = 0; i < 3; ++i) {
    if (i > 0 && !take(text, ".")) break;
    if (take_wildcard(text)) {
      open = true;
      continue;
    }
    const std::optional<std::uint32_t> number = take_number(text);
    if (!number || open) return std::nullopt;
    partial.parts.part[i] = *number;
    partial.given = i + 1;
  }
  return partial;
}

std::size_t kept_by_caret(const Partial& partial) {
  for (std::size_t i = 0; i < partial.given; ++i) {
    if (partial.parts.part[i] != 0) return i + 1;
  }
  return partial.given;
}

enum class Comparator { equal, less, at_most, more, at_least, tilde, caret };

Comparator take_comparator(std::string_view& text) {
  if (take(text, "<=")) return Comparator::at_most;
  if (take(text, ">=")) return Comparator::at_least;
  if (take(text, "<")) return Comparator::less;
  if (take(text, ">")) return Comparator::more;
  if (take(text, "~")) return Comparator::tilde;
  if (take(text, "^")) return Comparator::caret;
  take(text, "=");
  return Comparator::equal;
}

VersionInterval interval_of(Comparator comparator, const Partial& partial) {
  const VersionBound& low = partial.parts;
  switch (comparator) {
    case Comparator::equal:
      return {low, partial.past(partial.given)};
    case Comparator::less:
      return {{}, low};  // `<*` is below 0.0.0: nothing
    case Comparator::at_most:
      return {{}, partial.past(partial.given)};
    case Comparator::more:
      return {partial.past(partial.given), VersionBound{VersionBound::past_all}};
    case Comparator::at_least:
      return {low, VersionBound{VersionBound::past_all}};
    case Comparator::tilde:
      return {low, partial.past(std::min<std::size_t>(partial.given, 2))};
    case Comparator::caret:
      return {low, partial.past(kept_by_caret(partial))};
  }
  return {};
}

std::optional<VersionInterval> parse_hyphen_range(std::string_view text, std::size_t hyphen) {
  std::string_view left = text.substr(0, hyphen);
  std::string_view right = text.substr(hyphen + 3);
  skip_blanks(left);
  skip_blanks(right);
  const std::optional<Partial> low = take_partial(left);
  const std::optional<Partial> high = take_partial(right);
  skip_blanks(left);
  skip_blanks(right);
  if (!low || !high || !left.empty() || !right.empty()) return std::nullopt;
  return VersionInterval{low->parts, high->past(high->given)};
}

// One alternative: a hyphen range, or comparators with blanks between them.
std::optional<VersionInterval> parse_interval(std::string_view text) {
  if (const std::size_t hyphen = text.find(" - "); hyphen != npos) {
    return parse_hyphen_range(text, hyphen);
  }
  skip_blanks(text);
  if (text.empty()) return std::nullopt;
  VersionInterval all{{}, VersionBound{VersionBound::past_all}};
  while (!text.empty()) {
    const Comparator comparator = take_comparator(text);
    skip_blanks(text);
    const std::optional<Partial> partial = take_partial(text);
    if (!partial || (!text.empty() && text[0] != ' ')) return std::nullopt;
    const VersionInterval interval = interval_of(comparator, *partial);
    all = {std::max(all.low, interval.low), std::min(all.high, interval.high)};
    skip_blanks(text);
  }
  return all;
}

}  // namespace

Version::Version(std::uint32_t major, std::uint32_t minor, std::uint32_t patch)
    : major_(major), minor_(minor), patch_(patch),
      text_(fmt::format("{}.{}.{}", major, minor, patch)) {}

bool Version::set(std::string_view text) {
  std::string_view rest = text;
  const std::optional<std::uint32_t> major = take_number(rest);
  if (!major || !take(rest, ".")) return false;
  const std::optional<std::uint32_t> minor = take_number(rest);
  if (!minor || !take(rest, ".")) return false;
  const std::optional<std::uint32_t> patch = take_number(rest);
  if (!patch || !rest.empty()) return false;
  major_ = *major;
  minor_ = *minor;
  patch_ = *patch;
  text_ = text;
  return true;
}

std::strong_ordering Version::operator<=>(const Version& other) const {
  if (const auto order = major_ <=> other.major_; order != 0) return order;
  if (const auto order = minor_ <=> other.minor_; order != 0) return order;
  return patch_ <=> other.patch_;
}

bool VersionRange::set(std::string_view text) {
  std::vector<VersionInterval> any_of;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find("||", begin), text.size());
    const std::optional<VersionInterval> interval = parse_interval(text.substr(begin, end - begin));
    if (!interval) return false;
    any_of.push_back(*interval);
    begin = end == text.size() ? end + 1 : end + 2;
  }
  any_of_ = std::move(any_of);
  text_ = text;
  return true;
}

bool VersionRange::contains(const Version& version) const {
  const VersionBound bound{{version.major(), version.minor(), version.patch()}};
  return std::ranges::any_of(any_of_, [&](const VersionInterval& interval) {
    return interval.low <= bound && bound < interval.high;
  });
}

}  // namespace writ::policy
