// What can be owed for the use of a memory: the kinds of obligations, who enforces them, and what
// each kind means to the calculus.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "canon/record.h"
#include "memory/capability.h"

namespace writ::memory {

enum class ObligationKind : std::uint8_t {
  require_redaction,
  require_safe_label,
  require_user_confirmation,
  require_restamp_before_action,
  require_audit_certificate,
  require_final_prompt_proof,
  forbid_global_learning,
  forbid_cross_scope_relation_traversal,
  require_source_sandbox_isolation,
  require_prompt_injection_isolation,
  require_review_queue,
  require_ui_warning,
  hide_existence,
  show_generic_existence_only,
  partition_learning,
  receipt_required,
  require_migration_plan,
  route_manual_review_only,
  require_verifier_calibration_current,
  exclude_uncalibrated_verifier_signals,
  forbid_sealed_source_fixture_generation,
  restrict_firewalled_fixture_generation_to_same_firewall,
  discard_sealed_learning_signals,
  restrict_firewalled_learning_to_same_firewall,
  require_dspy_target_eligibility,
  require_post_retrieval_critique_policy_gate,
  require_counterfactual_prompt_policy_gate,
  require_additive_synthesis_prompt_policy_gate
};
constexpr auto wire_names(ObligationKind) {
  return std::to_array<std::string_view>({"require_redaction",
                                          "require_safe_label",
                                          "require_user_confirmation",
                                          "require_restamp_before_action",
                                          "require_audit_certificate",
                                          "require_final_prompt_proof",
                                          "forbid_global_learning",
                                          "forbid_cross_scope_relation_traversal",
                                          "require_source_sandbox_isolation",
                                          "require_prompt_injection_isolation",
                                          "require_review_queue",
                                          "require_ui_warning",
                                          "hide_existence",
                                          "show_generic_existence_only",
                                          "partition_learning",
                                          "receipt_required",
                                          "require_migration_plan",
                                          "route_manual_review_only",
                                          "require_verifier_calibration_current",
                                          "exclude_uncalibrated_verifier_signals",
                                          "forbid_sealed_source_fixture_generation",
                                          "restrict_firewalled_fixture_generation_to_same_firewall",
                                          "discard_sealed_learning_signals",
                                          "restrict_firewalled_learning_to_same_firewall",
                                          "require_dspy_target_eligibility",
                                          "require_post_retrieval_critique_policy_gate",
                                          "require_counterfactual_prompt_policy_gate",
                                          "require_additive_synthesis_prompt_policy_gate"});
}
inline constexpr std::size_t obligation_kinds = wire_names(ObligationKind{}).size();

constexpr std::string_view name_of(ObligationKind kind) {
  return wire_names(kind)[static_cast<std::size_t>(kind)];
}

// Who sees to it that an obligation is met, and alone may say that it was.
enum class EnforcementOwner : std::uint8_t {
  ec,
  prop_a,
  doc24,
  kda,
  doc84,
  doc86,
  doc11,
  doc20,
  doc1,
  doc25,
  doc73,
  doc85
};
constexpr auto wire_names(EnforcementOwner) {
  return std::to_array<std::string_view>({"EC", "PropA", "DOC24", "KDA", "DOC84", "DOC86", "DOC11",
                                          "DOC20", "DOC1", "DOC25", "DOC73", "DOC85"});
}

// A kind as it came. One that nobody here knows is read, and then blocks.
class ObligationKindName {
 public:
  static constexpr std::string_view expected = "the kind of an obligation";

  ObligationKindName() = default;
  explicit ObligationKindName(ObligationKind kind) : text_(name_of(kind)), known_(kind) {}

  bool set(std::string_view text);
  const std::string& text() const { return text_; }
  std::optional<ObligationKind> known() const { return known_; }

 private:
  std::string text_;
  std::optional<ObligationKind> known_;
};

// What a kind means to the calculus.
struct KindRules {
  Capability most = Capability::everything();  // it caps what may be done
  bool adds_up = false;  // unequal parameters name more to do, and do not disagree
  canon::TypeRef parameters = nullptr;
  // Reads parameters for their faults alone.
  void (*check)(const canon::Json& json, const canon::Path& path, canon::Faults& faults) = nullptr;
};
const KindRules& rules_of(ObligationKind kind);

// Two kinds that cannot both be met.
enum class ConflictKind : std::uint8_t {
  disclosure_vs_ui_notice,
  redaction_vs_hide_existence,
  receipt_vs_suppressed_manifest,
  confirmation_prompt_would_leak,
  enforcement_owner_conflict,
  parameter_conflict,
  unknown_conflict
};
constexpr auto wire_names(ConflictKind) {
  return std::to_array<std::string_view>(
      {"disclosure_vs_ui_notice", "redaction_vs_hide_existence", "receipt_vs_suppressed_manifest",
       "confirmation_prompt_would_leak", "enforcement_owner_conflict", "parameter_conflict",
       "unknown_conflict"});
}

struct KindConflict {
  ObligationKind one, other;
  ConflictKind conflict;
};
std::span<const KindConflict> conflict_table();

}  // namespace writ::memory
