#include "memory/obligation_kind.h"

#include <algorithm>
#include <array>

#include "memory/obligation_parameters.h"

namespace writ::memory {
namespace {

using enum ObligationKind;

template <class P>
void check_as(const canon::Json& json, const canon::Path& path, canon::Faults& faults) {
  P parameters{};
  canon::read(canon::record_type<P>(), json, path, &parameters, faults);
}

template <class P>
KindRules with(Capability most = Capability::everything(), bool adds_up = false) {
  return {.most = most,
          .adds_up = adds_up,
          .parameters = &canon::record_type<P>,
          .check = &check_as<P>};
}

const Capability everything = Capability::everything();

// Parameters that name more to do add up: redactions, queues, receipts, warnings. All others say
// how one thing is done, and two of them disagree about it.
KindRules row_of(ObligationKind kind) {
  constexpr bool adds_up = true;
  switch (kind) {
    case require_redaction:
      return with<RedactionParameters>(Capability::cap(ContentFidelity::redacted), adds_up);
    case require_safe_label:
      return with<SafeLabelParameters>(Capability::cap(DisclosureClass::generic_safe_label_only));
    case require_user_confirmation:
      return with<ConfirmationParameters>();
    case require_restamp_before_action:
      return with<RestampParameters>();
    case require_audit_certificate:
      return with<AuditParameters>();
    case require_final_prompt_proof:
      return with<PromptProofParameters>();
    case forbid_global_learning:
      return with<NoParameters>(Capability::cap(LearningScope::partitioned));
    case forbid_cross_scope_relation_traversal:
      return with<TraversalParameters>();
    case require_source_sandbox_isolation:
    case require_prompt_injection_isolation:
      return with<IsolationParameters>();
    case require_review_queue:
      return with<ReviewParameters>(Capability::cap(MutationAuthority::durable_requires_review),
                                    adds_up);
    case require_ui_warning:
      return with<WarningParameters>(everything, adds_up);
    case hide_existence:
      return with<NoParameters>(Capability::cap(DisclosureClass::not_disclosable));
    case show_generic_existence_only:
      return with<ExistenceParameters>(Capability::cap(DisclosureClass::existence_only));
    case partition_learning:
      return with<PartitionParameters>(Capability::cap(LearningScope::partitioned));
    case receipt_required:
      return with<ReceiptParameters>(everything, adds_up);
    case require_migration_plan:
      return with<MigrationParameters>();
    case route_manual_review_only:
      return with<ReviewParameters>(everything, adds_up);
    case require_verifier_calibration_current:
      return with<CalibrationParameters>();
    case exclude_uncalibrated_verifier_signals:
      return with<VerifierSignalParameters>();
    case forbid_sealed_source_fixture_generation:
      return with<NoParameters>();
    case restrict_firewalled_fixture_generation_to_same_firewall:
      return with<FirewalledFixtureParameters>();
    case discard_sealed_learning_signals:
      return with<NoParameters>(Capability::cap(LearningScope::none));
    case restrict_firewalled_learning_to_same_firewall:
      return with<FirewalledLearningParameters>(Capability::cap(LearningScope::same_firewall_only));
    case require_dspy_target_eligibility:
      return with<TargetParameters>();
    case require_post_retrieval_critique_policy_gate:
    case require_counterfactual_prompt_policy_gate:
    case require_additive_synthesis_prompt_policy_gate:
      return with<GateParameters>();
  }
  return with<NoParameters>(Capability::nothing());
}

// What is hidden can neither be shown in part, nor spoken of, nor asked about, nor receipted.
constexpr auto conflicts = std::to_array<KindConflict>(
    {{hide_existence, require_ui_warning, ConflictKind::disclosure_vs_ui_notice},
     {hide_existence, show_generic_existence_only, ConflictKind::disclosure_vs_ui_notice},
     {require_redaction, hide_existence, ConflictKind::redaction_vs_hide_existence},
     {receipt_required, hide_existence, ConflictKind::receipt_vs_suppressed_manifest},
     {require_user_confirmation, hide_existence, ConflictKind::confirmation_prompt_would_leak}});

}  // namespace

bool ObligationKindName::set(std::string_view text) {
  constexpr auto names = wire_names(ObligationKind{});
  const auto found = std::ranges::find(names, text);
  text_ = text;
  known_.reset();
  if (found != names.end()) known_ = static_cast<ObligationKind>(found - names.begin());
  return true;
}

const KindRules& rules_of(ObligationKind kind) {
  static const auto table = [] {
    std::array<KindRules, obligation_kinds> rows;
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = row_of(static_cast<ObligationKind>(i));
    return rows;
  }();
  return table[static_cast<std::size_t>(kind)];
}

std::span<const KindConflict> conflict_table() { return conflicts; }

}  // namespace writ::memory
