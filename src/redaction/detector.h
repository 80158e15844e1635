// What a redaction profile is made of: detectors, each a pattern and what must hold besides it.
//
// Detectors and profiles are data (data/profiles.json). A pattern is RE2's, in Latin-1: it is
// matched against what a reader sees of a text (redaction/reading.h), which is ASCII and two bytes
// that stand for all else. Its first group is what is forbidden; what stands around it is only
// looked at.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"

namespace writ::redaction {

// What kind of thing a detector finds: for people who read a profile.
enum class Kind : std::uint8_t {
  contact,
  device,
  identifier,
  date,
  place,
  person,
  payment,
  secret,
  privilege,
  matter
};
constexpr auto wire_names(Kind) {
  return std::to_array<std::string_view>({"contact", "device", "identifier", "date", "place",
                                          "person", "payment", "secret", "privilege", "matter"});
}

// What must hold of a match besides its pattern (redaction/checks.h).
enum class Check : std::uint8_t { none, luhn, iban, nhs, npi, dea, aba, ssn, vin, ipv6, mixed };
constexpr auto wire_names(Check) {
  return std::to_array<std::string_view>(
      {"none", "luhn", "iban", "nhs", "npi", "dea", "aba", "ssn", "vin", "ipv6", "mixed"});
}

using DetectorId = canon::Id<struct DetectorTag>;

struct Detector {
  DetectorId id;
  Kind kind = Kind::secret;
  std::string pattern;
  Check check = Check::none;
  std::string replacement;
  std::optional<canon::Bounded<1, 4>> keep_last;

  static constexpr auto record(auto&& f) {
    using D = Detector;
    using canon::field;
    return f("Detector", "What is looked for, and what is put there instead.",
             field<&D::id>("id", "Unique among detectors."),
             field<&D::kind>("kind", "What kind of thing it finds."),
             field<&D::pattern>("pattern", "RE2, of which the first group is what is forbidden."),
             field<&D::check>("check", "What must hold of the match besides."),
             field<&D::replacement>("replacement", "`[redacted:` + this + `]` is put there."),
             field<&D::keep_last>("keepLast", "So many last characters stay readable."));
  }
};

}  // namespace writ::redaction
