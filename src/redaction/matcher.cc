// One pass over a text with a DFA of all patterns (RE2::Set) says which of them are in it: most
// texts hold nothing, and are done. Those that are there are then looked for one after the other,
// for their places.
//
// A match that does not pass its detector's check is not the end: what was looked for may begin
// within it ("2026 4111 …" is no card, "4111 …" is), so the search goes on one byte further. That
// is why patterns have bounds: each try costs no more than the longest match.
#include "redaction/matcher.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <re2/re2.h>
#include <re2/set.h>

#include "redaction/checks.h"
#include "redaction/fault.h"

namespace writ::redaction {
namespace {

// Room for the states of the DFAs, of all patterns together and of each. What does not fit is made
// again, more slowly.
constexpr std::int64_t memory_of_all = 64 << 20;
constexpr std::int64_t memory_of_each = 2 << 20;

RE2::Options options(std::int64_t memory) {
  RE2::Options options(RE2::Latin1);
  options.set_log_errors(false);
  options.set_max_mem(memory);
  return options;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

Problem wrong_pattern(const Detector& detector, std::string_view why) {
  return {fault::wrong_data,
          fmt::format("the pattern of the detector `{}` is wrong: {}", detector.id.text(), why)};
}

}  // namespace

struct Matcher::Compiled {
  RE2::Set all{options(memory_of_all), RE2::UNANCHORED};
  std::vector<std::unique_ptr<const RE2>> each;
  std::vector<Check> checks;

  Result<void> add(const Detector& detector);
  std::vector<std::size_t> present(std::string_view reading) const;
  void find(std::size_t detector, std::string_view reading, std::vector<Match>& matches) const;
};

Result<void> Matcher::Compiled::add(const Detector& detector) {
  auto pattern = std::make_unique<const RE2>(detector.pattern, options(memory_of_each));
  if (!pattern->ok()) return wrong_pattern(detector, pattern->error());
  if (pattern->NumberOfCapturingGroups() != 1) return wrong_pattern(detector, "it needs one group");
  std::string error;
  if (all.Add(detector.pattern, &error) < 0) return wrong_pattern(detector, error);
  each.push_back(std::move(pattern));
  checks.push_back(detector.check);
  return {};
}

// Which detectors' patterns are there. Where the DFA ran out of memory, all may be.
std::vector<std::size_t> Matcher::Compiled::present(std::string_view reading) const {
  std::vector<int> found;
  RE2::Set::ErrorInfo error{};
  if (all.Match(piece(reading), &found, &error) || error.kind == RE2::Set::kNoError) {
    std::ranges::sort(found);
    return {found.begin(), found.end()};
  }
  std::vector<std::size_t> every(each.size());
  std::iota(every.begin(), every.end(), 0);
  return every;
}

void Matcher::Compiled::find(std::size_t detector, std::string_view reading,
                             std::vector<Match>& matches) const {
  re2::StringPiece groups[2];
  for (std::size_t at = 0; at < reading.size();) {
    if (!each[detector]->Match(piece(reading), at, reading.size(), RE2::UNANCHORED, groups, 2)) {
      return;
    }
    const auto begin = static_cast<std::size_t>(groups[1].data() - reading.data());
    const auto length = accepted(checks[detector], {groups[1].data(), groups[1].size()});
    if (length && *length > 0) {
      matches.push_back({begin, begin + *length, detector});
      at = begin + *length;
    } else {
      at = begin + 1;
    }
  }
}

Result<Matcher> Matcher::compile(const std::vector<Detector>& detectors) {
  auto compiled = std::make_unique<Compiled>();
  for (const Detector& detector : detectors) WRIT_CHECK(compiled->add(detector));
  if (!compiled->all.Compile()) {
    return Problem{fault::wrong_data, "the patterns together are too large: write fewer"};
  }
  return Matcher(std::move(compiled));
}

Matcher::Matcher(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;
Matcher::~Matcher() = default;

std::vector<Match> Matcher::find(std::string_view reading) const {
  std::vector<Match> matches;
  for (const std::size_t detector : compiled_->present(reading)) {
    compiled_->find(detector, reading, matches);
  }
  return matches;
}

std::vector<Match> Matcher::find_one_by_one(std::string_view reading) const {
  std::vector<Match> matches;
  for (std::size_t i = 0; i < compiled_->each.size(); ++i) compiled_->find(i, reading, matches);
  return matches;
}

}  // namespace writ::redaction
