// A point in time, and the RFC 3339 text that carries it on the wire.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace writ {

// Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted. Areas take the time as an
// argument; only the doors and the program read a clock.
struct Instant {
  std::int64_t microseconds = 0;

  static Instant now();  // the system clock

  // RFC 3339 date-time: `2026-11-23T14:08:00Z`, any offset, up to six digits of a second count and
  // further ones are cut. Nothing for anything else, a 60th second and impossible dates included.
  static std::optional<Instant> parse(std::string_view text);

  // UTC with milliseconds, `2026-11-23T14:08:00.000Z`: the one form that Writ writes.
  std::string text() const;

  auto operator<=>(const Instant&) const = default;
};

}  // namespace writ
