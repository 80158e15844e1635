// A report: findings, and the evidence that each of them rests on. A verified report is one that
// passed the publishing gate, under signature.
//
// `reportHash` is the SHA-256 of the canonical JSON of the body, formed from the JSON as it came;
// the signature covers that hash.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/json.h"
#include "canon/record.h"
#include "canon/signature.h"
#include "canon/types.h"
#include "evidence/evidence.h"
#include "keys/key_record.h"
#include "keys/key_ring.h"

namespace writ::evidence {

using FindingId = canon::Id<struct FindingTag>;

enum class Severity : std::uint8_t { critical, high, medium, low, info };
constexpr auto wire_names(Severity) {
  return std::to_array<std::string_view>({"critical", "high", "medium", "low", "info"});
}
constexpr std::string_view name_of(Severity severity) {
  return wire_names(severity)[static_cast<std::size_t>(severity)];
}

struct FindingLocation {
  std::string file;
  std::optional<canon::Bounded<0, canon::max_exact_integer>> line;

  static constexpr auto record(auto&& f) {
    using L = FindingLocation;
    using canon::field;
    return f("FindingLocation", "Where something was found.",
             field<&L::file>("file", "In which file."), field<&L::line>("line", "In which line."));
  }
};

struct ReportFinding {
  FindingId id;
  std::string description;
  Severity severity = Severity::critical;
  Mode mode = Mode::assumed;
  std::vector<EvidenceId> evidence;
  std::optional<FindingLocation> location;

  static constexpr auto record(auto&& f) {
    using F = ReportFinding;
    using canon::field;
    return f("ReportFinding", "A claim, and what it rests on.",
             field<&F::id>("id", "Unique in its report."),
             field<&F::description>("description", "What is claimed."),
             field<&F::severity>("severity", "How bad it is."),
             field<&F::mode>("mode", "How it came to be known."),
             field<&F::evidence>("evidence", "The ids of the evidence for it."),
             field<&F::location>("location", "Where it was found."));
  }
};

struct ReportBody {
  canon::Bounded<1, 1> schema_version;
  keys::TenantId tenant_id;
  SessionId session_id;
  canon::HexDigest policy_hash;
  std::string title;
  std::string summary;
  std::vector<ReportFinding> findings;
  std::vector<EvidenceId> evidence_registry;
  canon::Timestamp created_at;

  static constexpr auto record(auto&& f) {
    using B = ReportBody;
    using canon::field;
    return f("ReportBody", "What is to be published.",
             field<&B::schema_version>("schemaVersion", "Always 1."),
             field<&B::tenant_id>("tenantId", "Whose it is."),
             field<&B::session_id>("sessionId", "The session that it is of."),
             field<&B::policy_hash>("policyHash", "The policy that the session is under."),
             field<&B::title>("title", "For people."), field<&B::summary>("summary", "For people."),
             field<&B::findings>("findings", "What is claimed."),
             field<&B::evidence_registry>("evidenceRegistry",
                                          "The ids of all evidence that findings cite."),
             field<&B::created_at>("createdAt", "When it was written."));
  }
};

struct VerifiedReport {
  canon::Sourced<ReportBody> body;
  canon::HexDigest report_hash;
  keys::SignatureBlock signature;

  static constexpr auto record(auto&& f) {
    using R = VerifiedReport;
    using canon::field;
    return f("VerifiedReport", "A report that passed the publishing gate.",
             field<&R::body>("body", "The report."),
             field<&R::report_hash>("reportHash", "SHA-256 of the canonical JSON of the body."),
             field<&R::signature>("signature", "Over `reportHash`."));
  }
};

// The reason for which verify() refuses, besides those of keys::refusal.
namespace refusal {
inline constexpr std::string_view report_hash_mismatch = "report-hash-mismatch";
}

canon::HexDigest report_hash(const canon::Sourced<ReportBody>& body);

// Whether the hash is that of the body and an `audit` key that is trusted for its tenant signed it.
// Whether the evidence is still fresh is another question.
canon::Verdict verify(const VerifiedReport& report, const keys::KeyRing& ring);

}  // namespace writ::evidence
