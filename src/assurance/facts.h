// What is known outside a case: of the evidence that it cites, and of the goals of other cases.
// Whoever asks about a case gathers it; what is not in here is not known, and supports nothing.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "assurance/case.h"
#include "assurance/status.h"
#include "base/instant.h"

namespace writ::assurance {

// What is known of one piece of evidence: of this tenant and session, and registered.
struct EvidenceFact {
  EvidenceId id;
  bool fresh = false;
  std::optional<canon::Timestamp> expires_at;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using E = EvidenceFact;
    using canon::field;
    return f("EvidenceFact", "What is known of a piece of evidence.", field<&E::id>("id", "Which."),
             field<&E::fresh>("fresh", "Whether what it was taken from is still as it was."),
             field<&E::expires_at>("expiresAt", "From then on it counts no more."),
             field<&E::reason>("reason", "Why it is not fresh, for people."));
  }
};
// By id, which may be looked for as a view.
struct NameHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view name) const {
    return std::hash<std::string_view>()(name);
  }
};
using EvidenceFacts =
    boost::unordered_flat_map<std::string, EvidenceFact, NameHash, std::equal_to<>>;

// By the hash of the other case, then by the id of a goal there.
using AwayGoals = std::map<std::string, std::map<std::string, Status, std::less<>>, std::less<>>;

struct Facts {
  EvidenceFacts evidence;
  AwayGoals away;
  Instant now;
};

enum class Freshness : std::uint8_t { fresh, not_registered, stale, expired };

// Of a piece of evidence that a node cites. A solution's own expiry is among what it can be.
Freshness freshness_of(const CaseNode& node, const EvidenceId& evidence, const Facts& facts);

// When it stops being fresh by the clock alone: the earlier of its expiry and the solution's.
std::optional<Instant> expiry_of(const CaseNode& node, const EvidenceId& evidence,
                                 const Facts& facts);

}  // namespace writ::assurance
