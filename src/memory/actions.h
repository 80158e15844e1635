// What an action takes to be permitted: minima on its own effective policy, the actions that it
// rests on, and the proofs that a movement carries.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "memory/action_set.h"
#include "memory/capability.h"
#include "memory/levels.h"
#include "memory/refs.h"

namespace writ::memory {

struct RequiredMinima {
  std::optional<ContentFidelity> content_fidelity;
  std::optional<Locality> locality;
  std::optional<LearningScope> learning_scope;
  std::optional<MutationAuthority> mutation_authority;
  std::optional<DisclosureClass> disclosure_class;

  static constexpr auto record(auto&& f) {
    using M = RequiredMinima;
    using canon::field;
    return f("RequiredMinima", "The least that an action needs on each axis; absent is anything.",
             field<&M::content_fidelity>("content_fidelity", "Of the content."),
             field<&M::locality>("locality", "How far."),
             field<&M::learning_scope>("learning_scope", "What may learn from it."),
             field<&M::mutation_authority>("mutation_authority", "What may be written."),
             field<&M::disclosure_class>("disclosure_class", "What may be said of it."));
  }
};

struct ActionPermissionPredicate {
  canon::Literal<"ActionPermissionPredicate"> record_kind;
  SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  std::string id;
  SchemaOwner schema_owner;
  Action action = Action::collect;
  RequiredMinima minima;
  bool requires_destination = false;
  bool requires_attestation = false;
  bool requires_certificate = false;
  bool requires_discharge = true;
  std::vector<ReasonCodeId> reason_codes;

  static constexpr auto record(auto&& f) {
    using P = ActionPermissionPredicate;
    using canon::field;
    return f(
        "ActionPermissionPredicate", "What an action needs of its own effective policy.",
        field<&P::record_kind>("record_kind", "The record's type."),
        field<&P::schema_version>("schema_version", "Of its schema."),
        field<&P::recorded_at>("recorded_at", "When the table was laid down."),
        field<&P::id>("predicate_id", "Names the row."),
        field<&P::schema_owner>("schema_owner", "Whose schema it follows."),
        field<&P::action>("action", "The action."),
        field<&P::minima>("required_minima",
                          "The least on each axis. A carry-over that leaves the machine's own "
                          "runtime needs `approved_external`."),
        field<&P::requires_destination>("requires_destination", "It must say where to."),
        field<&P::requires_attestation>("requires_egress_attestation",
                                        "An attestation, but for what stays in a runtime of the "
                                        "same machine."),
        field<&P::requires_certificate>("requires_mfc", "A memory flow certificate."),
        field<&P::requires_discharge>("requires_obligation_discharge",
                                      "A discharge for each blocking obligation."),
        field<&P::reason_codes>("reason_codes", "What a refusal says."));
  }
};

struct MemoryPolicyActionClosureRule {
  canon::Literal<"MemoryPolicyActionClosureRule"> record_kind;
  SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  std::string id;
  SchemaOwner schema_owner;
  Action requested = Action::collect;
  std::vector<Action> required;
  bool attestation_required = false;
  bool certificate_required = false;
  bool scope_resolution_required = false;
  canon::True policy_per_action;
  std::vector<ReasonCodeId> reason_codes;

  static constexpr auto record(auto&& f) {
    using R = MemoryPolicyActionClosureRule;
    using canon::field;
    return f("MemoryPolicyActionClosureRule", "The actions that an action rests on.",
             field<&R::record_kind>("record_kind", "The record's type."),
             field<&R::schema_version>("schema_version", "Of its schema."),
             field<&R::recorded_at>("recorded_at", "When the table was laid down."),
             field<&R::id>("rule_id", "Names the row."),
             field<&R::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&R::requested>("requested_action", "The action."),
             field<&R::required>("required_policy_actions",
                                 "Each must be permitted under a policy of its own."),
             field<&R::attestation_required>("egress_attestation_required",
                                             "An attestation, but for what stays in a runtime of "
                                             "the same machine."),
             field<&R::certificate_required>("memory_flow_certificate_required",
                                             "A memory flow certificate."),
             field<&R::scope_resolution_required>("scope_resolution_required",
                                                  "Without a scope resolution it fails closed."),
             field<&R::policy_per_action>("require_effective_policy_per_action",
                                          "One policy never stands for two actions."),
             field<&R::reason_codes>("reason_codes", "What a refusal says."));
  }
};

// The tables, in the order of the enumeration: a row for every action.
std::span<const ActionPermissionPredicate> predicate_table();
std::span<const MemoryPolicyActionClosureRule> closure_table();

// The rows of an action, made ready.
struct ActionRules {
  const ActionPermissionPredicate* predicate = nullptr;
  const MemoryPolicyActionClosureRule* closure = nullptr;
  Capability least;                   // to any destination
  std::vector<Action> prerequisites;  // the closure without the action itself
};
const ActionRules& rules_of(Action action);

// The least that the action needs for where it goes.
Capability least_for(Action action, std::optional<Destination> destination);

}  // namespace writ::memory
