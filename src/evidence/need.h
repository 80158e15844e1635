// What is still needed before a report can be published.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"
#include "evidence/report.h"
#include "evidence/standing.h"

namespace writ::evidence {

enum class NeedType : std::uint8_t { needs_evidence, needs_policy, needs_approval, needs_session };
constexpr auto wire_names(NeedType) {
  return std::to_array<std::string_view>(
      {"needs-evidence", "needs-policy", "needs-approval", "needs-session"});
}

enum class NeedReason : std::uint8_t {
  // Of the report by itself.
  no_findings,
  finding_twice,
  mode_not_publishable,
  finding_without_evidence,
  evidence_not_registered,  // cited, and not in the report's registry
  evidence_not_cited,       // in the registry, and not cited
  too_large,
  // Of its evidence.
  evidence_not_found,
  evidence_of_another_tenant,
  evidence_of_another_session,
  evidence_stale,
  evidence_not_yet_valid,
  evidence_expired,
  evidence_unavailable,
  evidence_mode_not_publishable,  // it, or something that it rests on
  // Of its session.
  session_closed,
  another_policy,
  publishing_denied,
  approval_outstanding,
  obligation_unmet,
  redaction_outstanding  // a text holds what a profile that the policy demands forbids
};
constexpr auto wire_names(NeedReason) {
  return std::to_array<std::string_view>({"no-findings",
                                          "finding-twice",
                                          "mode-not-publishable",
                                          "finding-without-evidence",
                                          "evidence-not-registered",
                                          "evidence-not-cited",
                                          "too-large",
                                          "evidence-not-found",
                                          "evidence-of-another-tenant",
                                          "evidence-of-another-session",
                                          "evidence-stale",
                                          "evidence-not-yet-valid",
                                          "evidence-expired",
                                          "evidence-unavailable",
                                          "evidence-mode-not-publishable",

                                          "session-closed",
                                          "another-policy",
                                          "publishing-denied",
                                          "approval-outstanding",
                                          "obligation-unmet",
                                          "redaction-outstanding"});
}
constexpr std::string_view name_of(NeedReason reason) {
  return wire_names(reason)[static_cast<std::size_t>(reason)];
}

struct NeedContext {
  NeedReason reason = NeedReason::no_findings;
  std::string pointer;
  std::optional<FindingId> finding_id;
  std::optional<EvidenceId> evidence_id;
  std::optional<Standing> standing;
  std::optional<EvidenceId> cause;
  std::optional<std::string> approval_id;
  std::optional<std::string> detail;
  std::optional<std::string> detector;

  static constexpr auto record(auto&& f) {
    using C = NeedContext;
    using canon::field;
    return f(
        "NeedContext", "What a need is about.", field<&C::reason>("reason", "Why, as a code."),
        field<&C::pointer>("pointer", "Where in the report."),
        field<&C::finding_id>("findingId", "The finding."),
        field<&C::evidence_id>("evidenceId", "The evidence."),
        field<&C::standing>("standing", "How the evidence stands."),
        field<&C::cause>("cause", "The evidence among what it rests on that is the reason."),
        field<&C::approval_id>("approvalId", "The approval that is waited for."),
        field<&C::detail>("detail", "What the policy says: a reason, an obligation, or profiles."),
        field<&C::detector>("detector", "Of a redaction profile, what found something."));
  }
};

struct Need {
  canon::Literal<"needs"> tag;
  NeedType need_type = NeedType::needs_evidence;
  std::string description;
  NeedContext context;

  static constexpr auto record(auto&& f) {
    using N = Need;
    using canon::field;
    return f("Need", "Something that is needed first.",
             field<&N::tag>("tag", "Tells it apart from what was asked for."),
             field<&N::need_type>("needType", "What kind of thing."),
             field<&N::description>("description", "For people."),
             field<&N::context>("context", "For programs."));
  }
};

}  // namespace writ::evidence
