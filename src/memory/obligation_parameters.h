// The parameters of obligations: a record for each kind that has any. What a record does not name
// is refused, so that a duty cannot be misspelt into none.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canon/record.h"
#include "canon/types.h"
#include "memory/refs.h"

namespace writ::memory {

// Kinds that say all by their name.
struct NoParameters {
  static constexpr auto record(auto&& f) {
    return f("NoParameters", "Of the kinds that say all by their name.");
  }
};

struct RedactionParameters {
  canon::True redaction_map_required;
  std::optional<std::string> redaction_map;
  std::optional<std::string> profile;

  static constexpr auto record(auto&& f) {
    using P = RedactionParameters;
    using canon::field;
    return f("RedactionParameters", "Of `require_redaction`.",
             field<&P::redaction_map_required>("redaction_map_required",
                                               "It cannot be discharged without its map."),
             field<&P::redaction_map>("redaction_map_ref", "What is redacted, where known."),
             field<&P::profile>("redaction_profile",
                                "What must be taken out; absent is what `default` forbids."));
  }
};

struct SafeLabelParameters {
  SafeReferenceLabelRef policy;
  canon::True existence_only_if_allowed;

  static constexpr auto record(auto&& f) {
    using P = SafeLabelParameters;
    using canon::field;
    return f(
        "SafeLabelParameters", "Of `require_safe_label`.",
        field<&P::policy>("safe_label_policy_ref", "The label that stands for it."),
        field<&P::existence_only_if_allowed>("allow_existence_disclosure_only_if_policy_allows",
                                             "A label is no leave to tell that it exists."));
  }
};

// Who may confirm, where that is not left to the owner: as a bundle's approvals say it.
struct ConfirmationTerms {
  std::vector<std::string> allowed_roles;
  std::optional<std::string> min_assurance;
  canon::Bounded<1, canon::max_exact_integer> expires_in;

  static constexpr auto record(auto&& f) {
    using T = ConfirmationTerms;
    using canon::field;
    return f("ConfirmationTerms", "Who may confirm, and for how long that stands.",
             field<&T::allowed_roles>("allowed_roles", "Who confirms holds one of these."),
             field<&T::min_assurance>("min_assurance", "How sure of them we must be."),
             field<&T::expires_in>("expires_in_seconds", "A confirmation's life, in seconds."));
  }
};

struct ConfirmationParameters {
  std::optional<SafeReferenceLabelRef> prompt;
  std::optional<ConfirmationTerms> approval;

  static constexpr auto record(auto&& f) {
    using P = ConfirmationParameters;
    using canon::field;
    return f("ConfirmationParameters", "Of `require_user_confirmation`.",
             field<&P::prompt>("prompt_label_ref", "What the user is asked."),
             field<&P::approval>("approval", "Who may confirm; absent is whom the owner asks."));
  }
};

struct RestampParameters {
  std::optional<canon::Bounded<0, canon::max_exact_integer>> max_age;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("RestampParameters", "Of `require_restamp_before_action`.",
             field<&RestampParameters::max_age>("max_stamp_age_seconds",
                                                "A stamp that is no older will do."));
  }
};

enum class ReceiptKind : std::uint8_t {
  memory_flow_certificate,
  egress_attestation,
  obligation_discharge,
  ui_notice_receipt
};
constexpr auto wire_names(ReceiptKind) {
  return std::to_array<std::string_view>({"memory_flow_certificate", "egress_attestation",
                                          "obligation_discharge", "ui_notice_receipt"});
}

struct ReceiptParameters {
  ReceiptKind kind = ReceiptKind::memory_flow_certificate;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ReceiptParameters", "Of `receipt_required`.",
             field<&ReceiptParameters::kind>("receipt_kind", "Which receipt."));
  }
};

struct AuditParameters {
  std::optional<std::string> audit_log;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("AuditParameters", "Of `require_audit_certificate`.",
             field<&AuditParameters::audit_log>("audit_log_ref", "Where it is kept."));
  }
};

struct PromptProofParameters {
  std::optional<std::string> proof;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("PromptProofParameters", "Of `require_final_prompt_proof`.",
             field<&PromptProofParameters::proof>("final_prompt_proof_ref", "The proof."));
  }
};

struct TraversalParameters {
  std::optional<ScopeRef> scope;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("TraversalParameters", "Of `forbid_cross_scope_relation_traversal`.",
             field<&TraversalParameters::scope>("scope_ref", "Not out of this scope."));
  }
};

struct IsolationParameters {
  std::optional<std::string> profile;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("IsolationParameters",
             "Of `require_source_sandbox_isolation` and `require_prompt_injection_isolation`.",
             field<&IsolationParameters::profile>("isolation_profile_ref", "How it is isolated."));
  }
};

enum class ReviewQueue : std::uint8_t {
  privacy_review,
  schema_migration_review,
  policy_conflict_review,
  source_revocation_review
};
constexpr auto wire_names(ReviewQueue) {
  return std::to_array<std::string_view>({"privacy_review", "schema_migration_review",
                                          "policy_conflict_review", "source_revocation_review"});
}

struct ReviewParameters {
  ReviewQueue queue = ReviewQueue::privacy_review;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ReviewParameters", "Of `require_review_queue` and `route_manual_review_only`.",
             field<&ReviewParameters::queue>("queue_kind", "Who reviews it."));
  }
};

struct WarningParameters {
  std::optional<SafeReferenceLabelRef> label;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("WarningParameters", "Of `require_ui_warning`.",
             field<&WarningParameters::label>("warning_label_ref", "What the user is told."));
  }
};

struct ExistenceParameters {
  std::optional<SafeReferenceLabelRef> label;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("ExistenceParameters", "Of `show_generic_existence_only`.",
             field<&ExistenceParameters::label>("generic_label_ref", "What stands for it."));
  }
};

struct PartitionParameters {
  std::optional<std::string> partition;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("PartitionParameters", "Of `partition_learning`.",
             field<&PartitionParameters::partition>("partition_ref", "Where it may be learnt."));
  }
};

struct MigrationParameters {
  std::optional<std::string> plan;
  canon::Literal<"route_manual_review_only"> if_missing;

  static constexpr auto record(auto&& f) {
    using P = MigrationParameters;
    using canon::field;
    return f("MigrationParameters", "Of `require_migration_plan`.",
             field<&P::plan>("schema_migration_plan_ref", "The plan, where there is one."),
             field<&P::if_missing>("if_missing", "Without a plan somebody reviews it."));
  }
};

struct CalibrationParameters {
  std::optional<std::string> ledger;
  canon::Literal<"exclude_verifier_signal"> if_uncalibrated;

  static constexpr auto record(auto&& f) {
    using P = CalibrationParameters;
    using canon::field;
    return f(
        "CalibrationParameters", "Of `require_verifier_calibration_current`.",
        field<&P::ledger>("verifier_calibration_ledger_ref", "Where calibrations are kept."),
        field<&P::if_uncalibrated>("if_uncalibrated_or_drifting", "Such a verifier is not heard."));
  }
};

struct VerifierSignalParameters {
  std::optional<std::string> ledger;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("VerifierSignalParameters", "Of `exclude_uncalibrated_verifier_signals`.",
             field<&VerifierSignalParameters::ledger>("verifier_calibration_ledger_ref",
                                                      "Where calibrations are kept."));
  }
};

struct FirewalledFixtureParameters {
  std::optional<ScopeRef> firewall;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("FirewalledFixtureParameters",
             "Of `restrict_firewalled_fixture_generation_to_same_firewall`.",
             field<&FirewalledFixtureParameters::firewall>(
                 "firewall_scope_ref", "Inside this firewall; absent: the object's own."));
  }
};

struct FirewalledLearningParameters {
  ScopeRef firewall;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("FirewalledLearningParameters", "Of `restrict_firewalled_learning_to_same_firewall`.",
             field<&FirewalledLearningParameters::firewall>("firewall_scope_ref",
                                                            "Inside this firewall."));
  }
};

struct TargetParameters {
  std::optional<std::vector<std::string>> targets;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("TargetParameters", "Of `require_dspy_target_eligibility`.",
             field<&TargetParameters::targets>("dspy_target_ids", "For these targets."));
  }
};

struct GateParameters {
  std::optional<std::string> gate;

  static constexpr auto record(auto&& f) {
    using canon::field;
    return f("GateParameters", "Of the kinds that ask for a policy gate.",
             field<&GateParameters::gate>("policy_gate_ref", "The gate that it must pass."));
  }
};

}  // namespace writ::memory
