// Obligations, as records: what is owed, that two cannot both be met, and that one was met.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "memory/freshness.h"
#include "memory/levels.h"
#include "memory/obligation_kind.h"
#include "memory/refs.h"

namespace writ::memory {

struct PolicyObligation {
  canon::Literal<"PolicyObligation"> record_kind;
  SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  PolicyObligationRef id;
  SchemaOwner schema_owner;
  ObligationKindName kind;
  std::vector<Action> applies_to;
  EnforcementOwner owner = EnforcementOwner::ec;
  bool blocking = true;
  ReasonCodeId reason_code;
  std::optional<canon::Json> parameters;  // of the kind's own record; see check()

  static constexpr auto record(auto&& f) {
    using O = PolicyObligation;
    using canon::field;
    return f("PolicyObligation", "Something that is owed for an action.",
             field<&O::record_kind>("record_kind", "The record's type."),
             field<&O::schema_version>("schema_version", "Of its schema."),
             field<&O::recorded_at>("recorded_at", "When it was made."),
             field<&O::id>("obligation_id", "Names this obligation."),
             field<&O::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&O::kind>("obligation_kind",
                             "What is owed. A kind that is not known blocks the action."),
             field<&O::applies_to>("applies_to_actions", "For these actions."),
             field<&O::owner>("enforcement_owner", "Who enforces it, and alone may discharge it."),
             field<&O::blocking>("blocking", "Nothing moves before it is discharged."),
             field<&O::reason_code>("reason_code", "Why it is owed."),
             field<&O::parameters>(
                 "parameters", "The parameters of its kind; absent where the kind needs none."));
  }
  static canon::ByWord by_word();

  // The parameters are those of the kind. Of a kind that is not known they are anything.
  void check(const canon::Path& path, canon::Faults& faults) const;
};

// What of the kind's own record `P` an obligation has: a default-made one where it has none.
template <class P>
P parameters_of(const PolicyObligation& obligation) {
  if (!obligation.parameters) return P{};
  return canon::decode<P>(*obligation.parameters, "the parameters").value_or(P{});
}

struct PolicyObligationConflict {
  canon::Literal<"PolicyObligationConflict"> record_kind;
  SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  PolicyObligationConflictRef id;
  SchemaOwner schema_owner;
  EffectiveMemoryPolicyRef policy;
  Action action = Action::collect;
  std::optional<Destination> destination;
  std::vector<PolicyObligationRef> obligations;
  ConflictKind kind = ConflictKind::unknown_conflict;
  canon::Literal<"fail_closed_for_action"> disposition;
  std::vector<ReasonCodeId> blocked_reason_codes;

  static constexpr auto record(auto&& f) {
    using C = PolicyObligationConflict;
    using canon::field;
    return f("PolicyObligationConflict", "Obligations that cannot all be met.",
             field<&C::record_kind>("record_kind", "The record's type."),
             field<&C::schema_version>("schema_version", "Of its schema."),
             field<&C::recorded_at>("recorded_at", "When it was found."),
             field<&C::id>("conflict_id", "Names this conflict."),
             field<&C::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&C::policy>("effective_policy_ref", "The policy that it blocks."),
             field<&C::action>("action", "The action that it blocks."),
             field<&C::destination>("destination", "Where to."),
             field<&C::obligations>("conflicting_obligation_refs", "Which obligations."),
             field<&C::kind>("conflict_kind", "Why they cannot all be met."),
             field<&C::disposition>("disposition", "What becomes of the action."),
             field<&C::blocked_reason_codes>("blocked_reason_codes", "What the policy says."));
  }
};

enum class DischargeStatus : std::uint8_t { satisfied, blocked, waived_by_policy, failed };
constexpr auto wire_names(DischargeStatus) {
  return std::to_array<std::string_view>({"satisfied", "blocked", "waived_by_policy", "failed"});
}

struct PolicyObligationDischarge {
  canon::Literal<"PolicyObligationDischarge"> record_kind;
  SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  PolicyObligationDischargeRef id;
  SchemaOwner schema_owner;
  PolicyObligationRef obligation;
  EnforcementOwner owner = EnforcementOwner::ec;
  std::string discharged_by;
  DischargeStatus status = DischargeStatus::failed;
  bool blocking = true;
  std::vector<Action> required_before;
  std::optional<MemoryFlowCertificateId> certificate;
  std::optional<std::string> receipt;
  PolicyRuntimeFreshnessKey freshness_key;
  std::vector<ReasonCodeId> reason_codes;

  static constexpr auto record(auto&& f) {
    using D = PolicyObligationDischarge;
    using canon::field;
    return f("PolicyObligationDischarge", "That an obligation was met, or what became of it.",
             field<&D::record_kind>("record_kind", "The record's type."),
             field<&D::schema_version>("schema_version", "Of its schema."),
             field<&D::recorded_at>("recorded_at", "When it was discharged."),
             field<&D::id>("discharge_id", "Names this discharge."),
             field<&D::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&D::obligation>("obligation_ref", "What was owed."),
             field<&D::owner>("enforcement_owner", "Who enforces it."),
             field<&D::discharged_by>("discharged_by_ref", "Who or what saw to it."),
             field<&D::status>("discharge_status", "What became of it."),
             field<&D::blocking>("blocking", "Whether anything had to wait for it."),
             field<&D::required_before>("required_before_actions", "For these actions."),
             field<&D::certificate>("certificate_ref", "The certificate that proves it."),
             field<&D::receipt>("receipt_ref", "The receipt or redaction map that proves it."),
             field<&D::freshness_key>("freshness_key", "The state that it was made under."),
             field<&D::reason_codes>("reason_codes", "Why."));
  }
};

}  // namespace writ::memory
