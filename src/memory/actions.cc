#include "memory/actions.h"

#include <array>

#include "memory/crosswalk.h"
#include "memory/tables.h"

namespace writ::memory {
namespace {

using enum Action;
using Fidelity = ContentFidelity;

// What predicates and closures say of one action: both tables are made of this.
struct Row {
  Action action;
  RequiredMinima minima;
  bool destination = false;
  bool certificate = false;
  bool scope_resolution = false;
  std::vector<Action> closure;
  std::string_view predicate_reason = {};
  std::string_view closure_reason = {};
};

// A table, however long.
// NOLINTNEXTLINE(readability-function-size)
const std::vector<Row>& rows() {
  static const std::vector<Row> table{
      {.action = collect,
       .minima = {.content_fidelity = Fidelity::reference_only,
                  .locality = Locality::local_only,
                  .mutation_authority = MutationAuthority::candidate_only},
       .closure = {collect}},
      {.action = extract,
       .minima = {.content_fidelity = Fidelity::redacted, .locality = Locality::local_only},
       .closure = {collect, extract}},
      {.action = classify,
       .minima = {.content_fidelity = Fidelity::redacted, .locality = Locality::local_only},
       .closure = {extract, classify}},
      {.action = write_candidate,
       .minima = {.locality = Locality::local_only,
                  .mutation_authority = MutationAuthority::candidate_only},
       .closure = {write_candidate}},
      {.action = write_durable,
       .minima = {.locality = Locality::local_only,
                  .mutation_authority = MutationAuthority::durable_requires_review},
       .certificate = true,
       .scope_resolution = true,
       .closure = {write_candidate, write_durable}},
      {.action = retrieve,
       .minima = {.content_fidelity = Fidelity::reference_only, .locality = Locality::local_only},
       .closure = {retrieve}},
      {.action = render_inline,
       .minima = {.content_fidelity = Fidelity::redacted,
                  .locality = Locality::local_only,
                  .disclosure_class = DisclosureClass::redacted_summary},
       .certificate = true,
       .scope_resolution = true,
       .closure = {retrieve, render_inline, ui_disclose}},
      {.action = render_reference_only,
       .minima = {.content_fidelity = Fidelity::reference_only,
                  .locality = Locality::local_only,
                  .disclosure_class = DisclosureClass::generic_safe_label_only},
       .certificate = true,
       .scope_resolution = true,
       .closure = {retrieve, render_reference_only, ui_disclose}},
      {.action = render_safe_label,
       .minima = {.content_fidelity = Fidelity::safe_label,
                  .locality = Locality::local_only,
                  .disclosure_class = DisclosureClass::existence_only},
       .closure = {render_safe_label, ui_disclose}},
      {.action = export_,
       .minima = {.content_fidelity = Fidelity::redacted,
                  .locality = Locality::approved_external,
                  .disclosure_class = DisclosureClass::redacted_summary},
       .destination = true,
       .certificate = true,
       .scope_resolution = true,
       .closure = {retrieve, export_, ui_disclose},
       .predicate_reason = "DOC81.egress.export_requires_destination_policy",
       .closure_reason = "DOC81.egress.export_requires_policy_and_attestation"},
      {.action = delegate,
       .minima = {.content_fidelity = Fidelity::redacted,
                  .locality = Locality::approved_external,
                  .disclosure_class = DisclosureClass::redacted_summary},
       .destination = true,
       .certificate = true,
       .scope_resolution = true,
       .closure = {retrieve, delegate, ui_disclose}},
      {.action = carryover,
       .minima = {.content_fidelity = Fidelity::reference_only,
                  .locality = Locality::local_only,
                  .disclosure_class = DisclosureClass::generic_safe_label_only},
       .destination = true,
       .certificate = true,
       .scope_resolution = true,
       .closure = {retrieve, carryover}},
      {.action = learn_same_scope,
       .minima = {.learning_scope = LearningScope::same_scope_only},
       .certificate = true,
       .scope_resolution = true,
       .closure = {retrieve, learn_same_scope}},
      {.action = learn_partitioned,
       .minima = {.learning_scope = LearningScope::partitioned},
       .certificate = true,
       .scope_resolution = true,
       .closure = {retrieve, learn_partitioned}},
      {.action = learn_global,
       .minima = {.learning_scope = LearningScope::global_allowed},
       .certificate = true,
       .scope_resolution = true,
       .closure = {retrieve, learn_global},
       .predicate_reason = "DOC81.learning.global_learning_requires_policy_clearance",
       .closure_reason = "DOC81.learning.requires_policy_gate"},
      {.action = ui_disclose,
       .minima = {.disclosure_class = DisclosureClass::existence_only},
       .closure = {ui_disclose}},
      {.action = inspect,
       .minima = {.locality = Locality::local_only,
                  .disclosure_class = DisclosureClass::existence_only},
       .closure = {ui_disclose, inspect}}};
  return table;
}

std::vector<ReasonCodeId> codes(std::string_view code) {
  return code.empty() ? std::vector<ReasonCodeId>() : reason_codes({code});
}

ActionPermissionPredicate predicate_of(const Row& row) {
  return {.recorded_at = tables_made_at(),
          .id = "doc81.predicate." + std::string(name_of(row.action)),
          .action = row.action,
          .minima = row.minima,
          .requires_destination = row.destination,
          .requires_attestation = row.destination,
          .requires_certificate = row.certificate,
          .reason_codes = codes(row.predicate_reason)};
}

MemoryPolicyActionClosureRule closure_of(const Row& row) {
  return {.recorded_at = tables_made_at(),
          .id = "doc81.action." + std::string(name_of(row.action)),
          .requested = row.action,
          .required = row.closure,
          .attestation_required = row.destination,
          .certificate_required = row.certificate,
          .scope_resolution_required = row.scope_resolution,
          .reason_codes = codes(row.closure_reason)};
}

Capability least_of(const RequiredMinima& minima) {
  Capability least;
  if (minima.content_fidelity) least = least | Capability::least(*minima.content_fidelity);
  if (minima.locality) least = least | Capability::least(*minima.locality);
  if (minima.learning_scope) least = least | Capability::least(*minima.learning_scope);
  if (minima.mutation_authority) least = least | Capability::least(*minima.mutation_authority);
  if (minima.disclosure_class) least = least | Capability::least(*minima.disclosure_class);
  return least;
}

std::vector<ActionRules> make_rules() {
  std::vector<ActionRules> rules;
  for (std::size_t i = 0; i < action_count; ++i) {
    const ActionPermissionPredicate& predicate = predicate_table()[i];
    const MemoryPolicyActionClosureRule& closure = closure_table()[i];
    std::vector<Action> prerequisites = closure.required;
    std::erase(prerequisites, predicate.action);
    rules.push_back({&predicate, &closure, least_of(predicate.minima), std::move(prerequisites)});
  }
  return rules;
}

}  // namespace

std::span<const ActionPermissionPredicate> predicate_table() {
  static const std::vector<ActionPermissionPredicate> table = [] {
    std::vector<ActionPermissionPredicate> made;
    for (const Row& row : rows()) made.push_back(predicate_of(row));
    return made;
  }();
  return table;
}

std::span<const MemoryPolicyActionClosureRule> closure_table() {
  static const std::vector<MemoryPolicyActionClosureRule> table = [] {
    std::vector<MemoryPolicyActionClosureRule> made;
    for (const Row& row : rows()) made.push_back(closure_of(row));
    return made;
  }();
  return table;
}

const ActionRules& rules_of(Action action) {
  static const std::vector<ActionRules> rules = make_rules();
  return rules[static_cast<std::size_t>(action)];
}

Capability least_for(Action action, std::optional<Destination> destination) {
  const Capability least = rules_of(action).least;
  const bool leaves = !destination || attestation_required(*destination);
  return action == carryover && leaves ? least | Capability::least(Locality::approved_external)
                                       : least;
}

}  // namespace writ::memory
