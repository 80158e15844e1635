#include "redaction/redact.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "base/utf8.h"
#include "redaction/fault.h"
#include "redaction/reading.h"

namespace writ::redaction {
namespace {

// Reading anew finds what an earlier find had hidden. Ordinary texts take two.
constexpr int max_readings = 16;

// Characters of a reading.
struct Found {
  std::size_t begin = 0;
  std::size_t end = 0;
  const Detector* detector = nullptr;
  bool alone = true;  // nothing else was found there
};

bool goes_before(const Found& a, const Found& b) {
  return std::tuple(a.begin, b.end) < std::tuple(b.begin, a.end);
}

std::vector<Found> found_in(std::span<const Profile* const> profiles, std::string_view view) {
  std::vector<Found> found;
  for (const Profile* profile : profiles) {
    for (const Match& match : profile->matcher.find(view)) {
      found.push_back({match.begin, match.end, &profile->text.detectors[match.detector]});
    }
  }
  std::ranges::stable_sort(found, goes_before);
  return found;
}

// What overlaps, as one. The same found by the same detector of another profile is the same.
std::vector<Found> united(const std::vector<Found>& sorted) {
  std::vector<Found> apart;
  for (const Found& one : sorted) {
    if (apart.empty() || one.begin >= apart.back().end) {
      apart.push_back(one);
      continue;
    }
    Found& before = apart.back();
    const bool same = one.begin == before.begin && one.end == before.end &&
                      one.detector->replacement == before.detector->replacement;
    before.alone = before.alone && same;
    before.end = std::max(before.end, one.end);
  }
  return apart;
}

Span span_of(const Found& found, const Reading& reading) {
  const std::string_view seen = found.alone
                                    ? reading.view().substr(found.begin, found.end - found.begin)
                                    : std::string_view();
  return {.begin = reading.begin_of(found.begin),
          .end = reading.end_of(found.end - 1),
          .detector = found.detector,
          .replacement = replacement_of(*found.detector, seen)};
}

std::string replaced(std::string_view text, const std::vector<Span>& spans) {
  std::string made;
  std::size_t at = 0;
  for (const Span& span : spans) {
    made.append(text.substr(at, span.begin - at)).append(span.replacement);
    at = span.end;
  }
  return made.append(text.substr(at));
}

Problem no_profile() { return {fault::no_profile, "nothing is forbidden: name a profile"}; }

Result<void> check(std::span<const Profile* const> profiles, std::string_view text) {
  if (profiles.empty()) return no_profile();
  if (text.size() > max_text) {
    return Problem{fault::too_large,
                   fmt::format("a text has more than {} bytes: redact it in parts", max_text)};
  }
  const std::size_t valid = valid_utf8_prefix(text);
  if (valid == text.size()) return {};
  return Problem{fault::not_utf8,
                 fmt::format("the text is no UTF-8 at byte {}: write it in UTF-8", valid)};
}

}  // namespace

Result<Redacted> redact(std::span<const Profile* const> profiles, const Replacements& replacements,
                        std::string_view text) {
  WRIT_CHECK(check(profiles, text));
  Reading reading(text, replacements);
  std::vector<Span> spans;
  for (int i = 0; i < max_readings; ++i) {
    const std::vector<Found> found = united(found_in(profiles, reading.view()));
    if (found.empty()) {
      std::ranges::sort(spans, {}, &Span::begin);
      std::string made = replaced(text, spans);
      return Redacted{std::move(made), std::move(spans)};
    }
    for (const Found& one : found) spans.push_back(span_of(one, reading));
    for (const Found& one : found) reading.remove(one.begin, one.end);
  }
  return Problem{fault::not_settled,
                 "the text still holds what is forbidden after being redacted many times: write it "
                 "otherwise"};
}

Result<Redactor> Redactor::by(std::span<const std::string_view> names) {
  if (names.empty()) return no_profile();
  WRIT_TRY(const Profiles* const known, Profiles::built_in());
  Redactor redactor;
  redactor.replacements_ = &known->replacements();
  for (const std::string_view name : names) {
    WRIT_TRY(const Profile* const profile, known->find(name));
    redactor.profiles_.push_back(profile);
  }
  return redactor;
}

Result<Redacted> Redactor::redact(std::string_view text) const {
  return redaction::redact(profiles_, *replacements_, text);
}

}  // namespace writ::redaction
