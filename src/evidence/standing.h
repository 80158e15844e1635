// How pieces of evidence stand: what was seen of their sources, put together along `derivedFrom`.
//
// Whoever asks gathers the pieces with all that they rest on, and looks at their sources; what is
// made of it here is a pure function of that and the time.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/instant.h"
#include "evidence/evidence.h"

namespace writ::evidence {

// What a look at a source found. Each but the first says why, for people.
struct Seen {
  canon::HexDigest fingerprint;
};
struct NotThere {
  std::string why;
};
struct NotVouched {  // it is there, and nobody trusted stands behind it
  std::string why;
};
struct NotSeen {  // nobody could look; what is there is not known
  std::string why = "nobody has looked";
};
using Look = std::variant<NotSeen, Seen, NotThere, NotVouched>;

struct Piece {
  Evidence evidence;
  std::vector<std::string> rests_on;  // ids of evidence: `derivedFrom`, and what a report cites
  Look look = NotSeen();              // at its source, if it has one
};

// Of one tenant, by id.
struct Pool {
  std::map<std::string, Piece, std::less<>> pieces;
  std::set<std::string, std::less<>> passed_over;  // may be there, but there were too many to look
};

enum class Standing : std::uint8_t {
  fresh,
  changed,        // the source is not as it was
  gone,           // there is no such source any more
  not_vouched,    // nobody trusted stands behind the source any more
  not_yet_valid,  // its time has not come
  expired,
  unavailable,  // nobody could look
  missing       // there is no such evidence
};
constexpr auto wire_names(Standing) {
  return std::to_array<std::string_view>({"fresh", "changed", "gone", "not-vouched",
                                          "not-yet-valid", "expired", "unavailable", "missing"});
}
constexpr std::string_view name_of(Standing standing) {
  return wire_names(standing)[static_cast<std::size_t>(standing)];
}

struct Assessment {
  Standing standing = Standing::missing;
  std::string cause;                  // the piece that is the reason; empty: itself
  std::string why;                    // for people; empty where it is fresh
  std::optional<Instant> expires_at;  // when it, or what it rests on, stops counting by the clock
  Mode weakest = Mode::assumed;       // of it and all that it rests on
};

// Of every piece that is there. A piece is fresh while its source is as it was, its time is now,
// and all that it rests on is fresh. What is not there is missing.
using Assessments = std::map<std::string, Assessment, std::less<>>;
Assessments assess(const Pool& pool, Instant now);

// An assessment as it is answered.
struct Verification {
  EvidenceId evidence_id;
  bool valid = false;
  Standing standing = Standing::missing;
  std::optional<EvidenceId> cause;
  std::optional<std::string> why;
  std::optional<canon::Timestamp> expires_at;

  static constexpr auto record(auto&& f) {
    using V = Verification;
    using canon::field;
    return f("EvidenceVerification", "How a piece of evidence stands now.",
             field<&V::evidence_id>("evidenceId", "Which."),
             field<&V::valid>("valid", "Whether it is fresh."),
             field<&V::standing>("standing", "How it stands."),
             field<&V::cause>("cause", "The evidence among what it rests on that is the reason."),
             field<&V::why>("why", "Why it is not fresh, for people."),
             field<&V::expires_at>("expiresAt", "When it stops counting by the clock alone."));
  }
};
Verification verification_of(const EvidenceId& id, const Assessments& assessments);

// The same of an id that is in none of them: missing.
const Assessment& find(const Assessments& assessments, std::string_view id);

}  // namespace writ::evidence
