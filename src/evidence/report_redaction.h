// What redaction profiles forbid in a report: finding it, and taking it out.
//
// Looked at is what people wrote or chose: title, summary, descriptions, files, and the ids of
// findings and evidence. What Writ itself gives or checks is not: the tenant, the session, hashes,
// times. Each text is looked at by itself.
#pragma once

#include <string>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"
#include "evidence/need.h"
#include "evidence/report.h"
#include "redaction/redact.h"

namespace writ::evidence {

// A need for every detector and place; it names both and never what was found.
Result<std::vector<Need>> redaction_needs(const ReportBody& body,
                                          const redaction::Redactor& redactor);

struct UsedProfile {
  std::string profile;
  canon::HexDigest hash;

  static constexpr auto record(auto&& f) {
    using P = UsedProfile;
    using canon::field;
    return f("UsedProfile", "A profile that a report was redacted by.",
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

// It holds nothing of what was taken out but what the replacements keep, and no digest of the
// report as it was: what is short can be guessed from one.
struct RedactionMap {
  canon::Bounded<1, 1> schema_version;
  canon::Literal<"redaction-map"> kind;
  canon::HexDigest report_hash;
  std::vector<UsedProfile> profiles;
  std::vector<RedactedPlace> places;

  static constexpr auto record(auto&& f) {
    using M = RedactionMap;
    using canon::field;
    return f("RedactionMap", "What was taken out of a report.",
             field<&M::schema_version>("schemaVersion", "Always 1."),
             field<&M::kind>("kind", "What this is."),
             field<&M::report_hash>("reportHash", "The hash of the report as it is now."),
             field<&M::profiles>("profiles", "By which profiles."),
             field<&M::places>("places", "In the order of the report."));
  }
};

struct RedactedReport {
  ReportBody body;
  RedactionMap map;
};

// Ids stay as they are, since others refer to them: redaction_needs() still tells of those.
Result<RedactedReport> redact_report(ReportBody body, const redaction::Redactor& redactor);

// SHA-256 of its canonical JSON.
canon::HexDigest hash_of(const RedactionMap& map);

}  // namespace writ::evidence
