// A piece of evidence: that something was so at a time, what it was taken from, and how to tell
// whether it is so still.
//
// A record is written once and never changed. What it derives from must be there before it, so that
// evidence cannot rest on itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"
#include "evidence/mode.h"
#include "evidence/source.h"
#include "keys/key_record.h"

namespace writ::evidence {

using EvidenceId = canon::Id<struct RegisteredEvidenceTag>;

struct Evidence {
  static constexpr std::size_t max_derived_from = 1000;

  EvidenceId evidence_id;
  keys::TenantId tenant_id;
  SessionId session_id;
  Mode mode = Mode::assumed;
  std::string summary;
  std::optional<Source> source;
  std::optional<canon::HexDigest> fingerprint;
  std::optional<std::vector<EvidenceId>> derived_from;
  std::optional<canon::HexDigest> content_hash;
  std::optional<canon::Timestamp> valid_from;
  std::optional<canon::Timestamp> valid_until;
  canon::Timestamp captured_at;
  std::string captured_by;

  static constexpr auto record(auto&& f) {
    using E = Evidence;
    using canon::field;
    return f("Evidence", "That something was so, and what it was taken from.",
             field<&E::evidence_id>("evidenceId", "Names it in its tenant."),
             field<&E::tenant_id>("tenantId", "Whose it is."),
             field<&E::session_id>("sessionId", "The session that it was taken in."),
             field<&E::mode>("mode", "How it came to be known."),
             field<&E::summary>("summary", "What it shows, for people."),
             field<&E::source>("source", "What it was taken from; absent where it is derived."),
             field<&E::fingerprint>("fingerprint", "SHA-256 of the source as it was then."),
             field<&E::derived_from>("derivedFrom", "The evidence that it was made from."),
             field<&E::content_hash>("contentHash",
                                     "SHA-256 of the evidence itself, where somebody keeps it."),
             field<&E::valid_from>("validFrom", "It counts from then on."),
             field<&E::valid_until>("validUntil", "From then on it counts no more."),
             field<&E::captured_at>("capturedAt", "When the fingerprint was taken."),
             field<&E::captured_by>("capturedBy", "By whom."));
  }
  // It rests on something; what is observed or measured on a source, what is derived on other
  // evidence; a source goes with its fingerprint.
  void check(const canon::Path& path, canon::Faults& faults) const;
};

// `ev_` and the first 32 hex digits of the SHA-256 of the canonical record without its id.
EvidenceId id_of(const Evidence& evidence);

}  // namespace writ::evidence
