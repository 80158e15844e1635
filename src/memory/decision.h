// One voice in a memory policy: what a rule, a hold or another source allows for one question.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "memory/capability.h"
#include "memory/context.h"
#include "memory/disclosure.h"

namespace writ::memory {

// The levels are read leniently: a decision that lacks one, or has one that nobody knows, must be
// seen to be malformed and block, where a record that cannot be read could only be refused.
struct MemoryPolicyDecision {
  canon::Literal<"MemoryPolicyDecision"> record_kind;
  SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  MemoryPolicyDecisionRef id;
  SchemaOwner schema_owner;
  PolicyEvaluationContextRef context;
  MemoryObjectRef object;
  Action action = Action::collect;
  std::optional<Destination> destination;
  canon::Lenient<ContentFidelity> content_fidelity;
  canon::Lenient<Locality> locality;
  canon::Lenient<LearningScope> learning_scope;
  canon::Lenient<MutationAuthority> mutation_authority;
  canon::Lenient<DisclosureClass> disclosure_class;
  canon::Lenient<DisclosurePermissionVector> disclosure_vector;
  std::vector<PolicyObligationRef> obligations;
  PolicyRuntimeFreshnessKey freshness_key;
  std::vector<ReasonCodeId> reason_codes;

  bool operator==(const MemoryPolicyDecision&) const = default;

  static constexpr auto record(auto&& f) {
    using D = MemoryPolicyDecision;
    using canon::field;
    return f("MemoryPolicyDecision",
             "What one source allows. A level that is missing or unknown makes it malformed, and a "
             "malformed decision that applies blocks.",
             field<&D::record_kind>("record_kind", "The record's type."),
             field<&D::schema_version>("schema_version", "Of its schema."),
             field<&D::recorded_at>("recorded_at", "When it was made."),
             field<&D::id>("decision_id", "Names this decision."),
             field<&D::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&D::context>("policy_evaluation_context_ref", "The question that it answers."),
             field<&D::object>("object_ref", "The memory that it is about."),
             field<&D::action>("action", "The action that it is about."),
             field<&D::destination>("destination", "Where to; absent: anywhere."),
             field<&D::content_fidelity>("content_fidelity", "How much of the content."),
             field<&D::locality>("locality", "How far it may go."),
             field<&D::learning_scope>("learning_scope", "What may learn from it."),
             field<&D::mutation_authority>("mutation_authority", "What may be written."),
             field<&D::disclosure_class>("disclosure_class", "How much may be said of it."),
             field<&D::disclosure_vector>("disclosure_vector", "The same, part by part."),
             field<&D::obligations>("obligations", "What is owed."),
             field<&D::freshness_key>("freshness_key", "The state that it was made under."),
             field<&D::reason_codes>("reason_codes", "Why."));
  }
};

// A decision that a rule of a bundle makes is named by this and a hash; it is no record of its own.
inline constexpr std::string_view rule_ref_prefix = "rule_";
constexpr bool names_rule(std::string_view ref) { return ref.starts_with(rule_ref_prefix); }

// What the decision allows on all axes, or nothing where it is malformed.
std::optional<Capability> capability_of(const MemoryPolicyDecision& decision);

}  // namespace writ::memory
