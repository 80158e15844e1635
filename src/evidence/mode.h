// How somebody came to know what they claim.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace writ::evidence {

// From the firmest to the weakest: what rests on several is as weak as the weakest of them.
enum class Mode : std::uint8_t { observed, measured, derived, inferred, hypothesized, assumed };
constexpr auto wire_names(Mode) {
  return std::to_array<std::string_view>(
      {"observed", "measured", "derived", "inferred", "hypothesized", "assumed"});
}

// Whether a claim of that kind may be published.
constexpr bool is_publishable(Mode mode) { return mode <= Mode::derived; }

constexpr std::string_view name_of(Mode mode) {
  return wire_names(mode)[static_cast<std::size_t>(mode)];
}

}  // namespace writ::evidence
