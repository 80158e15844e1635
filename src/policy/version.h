// SemVer versions of bundles, and ranges of them (https://semver.org, 2.0.0, core versions only).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace writ::policy {

// major.minor.patch, each without leading zeros and below 2^32.
class Version {
 public:
  static constexpr std::string_view pattern =
      "^(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)$";
  static constexpr std::string_view expected = "a SemVer version such as `1.4.0`";

  Version() = default;
  Version(std::uint32_t major, std::uint32_t minor, std::uint32_t patch);

  bool set(std::string_view text);  // false, and unchanged, where `text` is no version
  const std::string& text() const { return text_; }

  std::uint32_t major() const { return major_; }
  std::uint32_t minor() const { return minor_; }
  std::uint32_t patch() const { return patch_; }

  std::strong_ordering operator<=>(const Version& other) const;
  bool operator==(const Version& other) const { return (*this <=> other) == 0; }

 private:
  std::uint32_t major_ = 0, minor_ = 0, patch_ = 0;
  std::string text_ = "0.0.0";
};

// What ranges are made of. A bound's parts are wider than a version's, so that one more than the
// highest of them can be said.
struct VersionBound {
  static constexpr std::array<std::uint64_t, 3> past_all{std::uint64_t{1} << 32, 0, 0};
  std::array<std::uint64_t, 3> part{};

  auto operator<=>(const VersionBound&) const = default;
};

// From `low` up to but without `high`; empty where `high` is not above `low`.
struct VersionInterval {
  VersionBound low, high;
};

// A set of versions, written as npm does: `1.2.3`, `^1.2`, `~1.2.3`, `1.x`, `*`, `>=1.0.0 <2.0.0`
// (blank is "and"), `1.2.3 - 2.0.0`, alternatives with `||`.
class VersionRange {
 public:
  static constexpr std::string_view expected =
      "a version such as `1.4.0` or a range such as `^1.4.0` or `>=1.2.0 <2.0.0`";

  VersionRange() = default;  // empty: contains nothing

  bool set(std::string_view text);  // false, and unchanged, where `text` is no range
  const std::string& text() const { return text_; }
  bool contains(const Version& version) const;

 private:
  std::vector<VersionInterval> any_of_;
  std::string text_;
};

}  // namespace writ::policy
