// What is registered of the evidence that assurance cases cite. Evidence and verified reports are
// documents of the store, by their ids; whoever registers them says in each how it stands.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "assurance/facts.h"
#include "base/result.h"
#include "canon/record.h"
#include "store/store.h"

namespace writ::ops {

inline constexpr std::string_view evidence_kind = "evidence";

// The part of a registered piece of evidence that a case rests on. More may stand in its document.
struct RegisteredEvidence {
  static constexpr bool open_record = true;
  assurance::CaseSessionId session_id;
  bool fresh = false;
  std::optional<canon::Timestamp> expires_at;
  std::optional<std::string> reason;

  static constexpr auto record(auto&& f) {
    using E = RegisteredEvidence;
    using canon::field;
    return f("RegisteredEvidence", "How a piece of evidence stands.",
             field<&E::session_id>("sessionId", "The session that it was taken in."),
             field<&E::fresh>("fresh", "Whether what it was taken from is still as it was."),
             field<&E::expires_at>("expiresAt", "From then on it counts no more."),
             field<&E::reason>("reason", "Why it is not fresh."));
  }
};

// Of all that the case's nodes cite: what is registered for its tenant and its session. What is not
// there, or does not read, is left out and so supports nothing.
Result<assurance::EvidenceFacts> registered_evidence(store::Snapshot& snapshot,
                                                     const assurance::AssuranceCase& content);

}  // namespace writ::ops
