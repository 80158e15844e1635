// What was taken out of texts, and by which profiles: what a redaction leaves to be shown.
//
// A map holds nothing of what was taken out but what the replacements keep, and no digest of a text
// as it was: what is short can be guessed from one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"
#include "redaction/redact.h"

namespace writ::redaction {

struct UsedProfile {
  std::string profile;
  canon::HexDigest hash;

  static constexpr auto record(auto&& f) {
    using P = UsedProfile;
    using canon::field;
    return f("UsedProfile", "A profile that texts were redacted by.",
             field<&P::profile>("profile", "Its name."),
             field<&P::hash>("hash", "Which version of it."));
  }
};

struct RedactedPlace {
  std::string pointer;
  std::string detector;
  canon::Bounded<0, canon::max_exact_integer> offset;
  canon::Bounded<1, canon::max_exact_integer> length;
  std::string replacement;

  static constexpr auto record(auto&& f) {
    using P = RedactedPlace;
    using canon::field;
    return f("RedactedPlace", "Where something was taken out.",
             field<&P::pointer>("pointer", "In which text."),
             field<&P::detector>("detector", "What found it."),
             field<&P::offset>("offset", "From which character of the text as it was."),
             field<&P::length>("length", "How many characters."),
             field<&P::replacement>("replacement", "What stands there now."));
  }
};

struct RedactionMap {
  canon::Bounded<1, 1> schema_version;
  canon::Literal<"redaction-map"> kind;
  std::optional<canon::HexDigest> report_hash;
  std::optional<canon::HexDigest> texts_hash;
  std::vector<UsedProfile> profiles;
  std::vector<RedactedPlace> places;

  static constexpr auto record(auto&& f) {
    using M = RedactionMap;
    using canon::field;
    return f("RedactionMap", "What was taken out of a report, or of texts.",
             field<&M::schema_version>("schemaVersion", "Always 1."),
             field<&M::kind>("kind", "What this is."),
             field<&M::report_hash>("reportHash", "The hash of the report as it is now."),
             field<&M::texts_hash>("textsHash",
                                   "Of texts that are no report: SHA-256 of the canonical JSON of "
                                   "their list as it is now."),
             field<&M::profiles>("profiles", "By which profiles."),
             field<&M::places>("places", "In the order of the report, or of the texts."));
  }
};

// SHA-256 of its canonical JSON.
canon::HexDigest hash_of(const RedactionMap& map);

// A map of nothing yet.
RedactionMap map_by(const Redactor& redactor);

// Adds what was taken out of the text at `pointer`, which was `before`.
void add_places(std::string_view pointer, std::string_view before, const std::vector<Span>& spans,
                std::vector<RedactedPlace>& places);

struct RedactedTexts {
  std::vector<std::string> texts;
  RedactionMap map;
};

// Each text by itself; their pointers are those of a list.
Result<RedactedTexts> redact_texts(std::vector<std::string> texts, const Redactor& redactor);

// Whether all that `asked` forbids was looked for: by profiles of the map that are still what they
// were then.
bool covers(const RedactionMap& map, const Profile& asked, const Profiles& known);

}  // namespace writ::redaction
