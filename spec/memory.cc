#include "spec/memory.h"

#include <algorithm>
#include <set>

namespace writ::spec {
namespace {

using memory::Action;
using memory::Destination;
using memory::ObligationKind;
using memory::RelationToDestination;
using memory::ScopeConservatismFloor;

// Ranks by their names, so that the tables below read as they are written down elsewhere.
enum Content { nothing, safe_label, reference_only, redacted, whole };
enum Place { blocked, local_only, approved_external };
enum Learning { no_learning, audit_only, same_scope, same_firewall, partitioned, global };
enum Mutation { no_write, candidate_only, durable_with_review, durable };
enum Class { not_disclosable, existence_only, generic, redacted_summary, full_class };
enum Count { no_count, bucketed, exact };
enum Fidelity { no_reason, generic_reason, redacted_reason, full_reason };

bool leaves_runtime(Action action) {
  return action == Action::export_ || action == Action::delegate || action == Action::carryover;
}

bool has_reason(const Levels& levels) {
  return levels.reason_summary && levels.summary_fidelity > no_reason;
}

Levels with_whole_reason(Levels levels) {
  if (has_reason(levels)) return levels;
  levels.reason_summary = false;
  levels.summary_fidelity = no_reason;
  return levels;
}

// What may be shown under a class, everything else left as it is.
Levels cut(Levels levels, int to) {
  levels.disclosure_class = std::min(levels.disclosure_class, to);
  if (to < existence_only) levels.existence = false;
  if (to < generic) {
    levels.container_type = levels.topic_label = levels.source_title = false;
    levels.reason_summary = false;
    levels.count = no_count;
  }
  if (to < full_class) levels.count = std::min<int>(levels.count, bucketed);
  const int most = to < generic             ? no_reason
                   : to == generic          ? generic_reason
                   : to == redacted_summary ? redacted_reason
                                            : full_reason;
  levels.summary_fidelity = std::min(levels.summary_fidelity, most);
  return levels;
}

// --- obligations -------------------------------------------------------------------------------

Levels cap_of(ObligationKind kind) {
  Levels most = everything();
  switch (kind) {
    case ObligationKind::hide_existence:
      return cut(most, not_disclosable);
    case ObligationKind::show_generic_existence_only:
      return cut(most, existence_only);
    case ObligationKind::require_safe_label:
      return cut(most, generic);
    case ObligationKind::require_redaction:
      most.content_fidelity = redacted;
      return most;
    case ObligationKind::require_review_queue:
      most.mutation_authority = durable_with_review;
      return most;
    case ObligationKind::forbid_global_learning:
    case ObligationKind::partition_learning:
      most.learning_scope = partitioned;
      return most;
    case ObligationKind::restrict_firewalled_learning_to_same_firewall:
      most.learning_scope = same_firewall;
      return most;
    case ObligationKind::discard_sealed_learning_signals:
      most.learning_scope = no_learning;
      return most;
    default:
      return most;
  }
}

bool adds_up(ObligationKind kind) {
  return kind == ObligationKind::require_redaction ||
         kind == ObligationKind::require_review_queue ||
         kind == ObligationKind::route_manual_review_only ||
         kind == ObligationKind::receipt_required || kind == ObligationKind::require_ui_warning;
}

bool clash(ObligationKind one, ObligationKind other) {
  return one == ObligationKind::hide_existence &&
         (other == ObligationKind::require_ui_warning ||
          other == ObligationKind::show_generic_existence_only ||
          other == ObligationKind::require_redaction || other == ObligationKind::receipt_required ||
          other == ObligationKind::require_user_confirmation);
}

// --- what an action needs ----------------------------------------------------------------------

struct Needs {
  int content_fidelity = 0;
  int locality = 0;
  int learning_scope = 0;
  int mutation_authority = 0;
  int disclosure_class = 0;
};

Needs needs_of(Action action, std::optional<Destination> destination) {
  const bool stays = destination == Destination::same_machine_local_runtime;
  switch (action) {
    case Action::collect:
      return {reference_only, local_only, 0, candidate_only, 0};
    case Action::extract:
    case Action::classify:
      return {redacted, local_only, 0, 0, 0};
    case Action::write_candidate:
      return {0, local_only, 0, candidate_only, 0};
    case Action::write_durable:
      return {0, local_only, 0, durable_with_review, 0};
    case Action::retrieve:
      return {reference_only, local_only, 0, 0, 0};
    case Action::render_inline:
      return {redacted, local_only, 0, 0, redacted_summary};
    case Action::render_reference_only:
      return {reference_only, local_only, 0, 0, generic};
    case Action::render_safe_label:
      return {safe_label, local_only, 0, 0, existence_only};
    case Action::export_:
    case Action::delegate:
      return {redacted, approved_external, 0, 0, redacted_summary};
    case Action::carryover:
      return {reference_only, stays ? local_only : approved_external, 0, 0, generic};
    case Action::learn_same_scope:
      return {0, 0, same_scope, 0, 0};
    case Action::learn_partitioned:
      return {0, 0, partitioned, 0, 0};
    case Action::learn_global:
      return {0, 0, global, 0, 0};
    case Action::ui_disclose:
      return {0, 0, 0, 0, existence_only};
    case Action::inspect:
      return {0, local_only, 0, 0, existence_only};
  }
  return {whole, approved_external, global, durable, full_class};
}

bool meets(const Levels& levels, const Needs& needs) {
  return levels.content_fidelity >= needs.content_fidelity && levels.locality >= needs.locality &&
         levels.learning_scope >= needs.learning_scope &&
         levels.mutation_authority >= needs.mutation_authority &&
         levels.disclosure_class >= needs.disclosure_class;
}

// --- where an egress may go --------------------------------------------------------------------

std::set<Destination> destinations_of(RelationToDestination relation) {
  using enum Destination;
  switch (relation) {
    case RelationToDestination::same_runtime:
      return {same_machine_local_runtime};
    case RelationToDestination::same_machine_local:
      return {local_file_export};
    case RelationToDestination::same_principal:
      return {same_machine_local_runtime, local_file_export, local_network_peer, firm_server,
              remote_peer};
    case RelationToDestination::same_project:
    case RelationToDestination::same_firewall:
      return {same_machine_local_runtime, local_file_export, local_network_peer, firm_server};
    case RelationToDestination::external_destination:
      return {local_network_peer, firm_server,    remote_peer,
              cloud_api,          email_outbound, agent_messaging};
    default:
      return {};
  }
}

bool egress_may_go(const Case& asked) {
  return asked.destination && destinations_of(asked.relation).contains(*asked.destination) &&
         std::ranges::any_of(asked.voices, [](const Voice& voice) {
           return voice.authorizes && voice.names_destination;
         });
}

}  // namespace

Levels everything() {
  return {whole, approved_external, global, durable, full_class, true, true, true, true, exact,
          true,  full_reason};
}

Levels lower(const Levels& a, const Levels& b) {
  return {std::min(a.content_fidelity, b.content_fidelity),
          std::min(a.locality, b.locality),
          std::min(a.learning_scope, b.learning_scope),
          std::min(a.mutation_authority, b.mutation_authority),
          std::min(a.disclosure_class, b.disclosure_class),
          a.existence && b.existence,
          a.container_type && b.container_type,
          a.topic_label && b.topic_label,
          a.source_title && b.source_title,
          std::min(a.count, b.count),
          a.reason_summary && b.reason_summary,
          std::min(a.summary_fidelity, b.summary_fidelity)};
}

int derived_class(const Levels& levels) {
  if (!levels.existence) return not_disclosable;
  const bool something = levels.container_type || levels.topic_label || levels.source_title ||
                         levels.count > no_count || has_reason(levels);
  if (!something) return existence_only;
  if (!has_reason(levels) || levels.summary_fidelity < redacted_reason) return generic;
  const bool all = levels.container_type && levels.topic_label && levels.source_title;
  return all && levels.summary_fidelity == full_reason ? full_class : redacted_summary;
}

Levels settled(const Levels& levels) {
  const Levels whole_reason = with_whole_reason(levels);
  return cut(whole_reason, std::min(levels.disclosure_class, derived_class(whole_reason)));
}

Levels floor_levels(ScopeConservatismFloor floor) {
  switch (floor) {
    case ScopeConservatismFloor::normal_policy_check:
      return everything();
    case ScopeConservatismFloor::reference_only_candidate:
      return {reference_only, local_only, audit_only, candidate_only, generic, true,
              true,           false,      false,      bucketed,       true,    generic_reason};
    case ScopeConservatismFloor::safe_label_candidate:
      return {safe_label, local_only, no_learning, no_write, generic, true,
              false,      false,      false,       no_count, false,   no_reason};
    case ScopeConservatismFloor::user_disambiguation_candidate:
      return {nothing, blocked, no_learning, no_write, generic, true,
              false,   false,   false,       no_count, false,   no_reason};
    case ScopeConservatismFloor::fail_closed_candidate:
      return {};
  }
  return {};
}

bool floor_leaves_open(ScopeConservatismFloor floor, Action action) {
  using enum Action;
  const std::set<Action> disclosing{ui_disclose};
  const std::set<Action> labels{render_safe_label, ui_disclose, inspect};
  const std::set<Action> references{retrieve, render_reference_only, render_safe_label, ui_disclose,
                                    inspect};
  switch (floor) {
    case ScopeConservatismFloor::normal_policy_check:
      return true;
    case ScopeConservatismFloor::reference_only_candidate:
      return references.contains(action);
    case ScopeConservatismFloor::safe_label_candidate:
      return labels.contains(action);
    case ScopeConservatismFloor::user_disambiguation_candidate:
      return disclosing.contains(action) || action == render_safe_label;
    case ScopeConservatismFloor::fail_closed_candidate:
      return false;
  }
  return false;
}

bool in_conflict(const std::vector<Duty>& duties) {
  for (const Duty& one : duties) {
    for (const Duty& other : duties) {
      if (clash(one.kind, other.kind)) return true;
      if (one.kind != other.kind) continue;
      if (one.owner != other.owner) return true;
      if (one.parameters != other.parameters && !adds_up(one.kind)) return true;
    }
  }
  return false;
}

Outcome outcome(const Case& asked) {
  const bool authorized = std::ranges::any_of(asked.voices, &Voice::authorizes);
  const bool open = authorized && !in_conflict(asked.duties) &&
                    floor_leaves_open(asked.floor, asked.action) &&
                    (!leaves_runtime(asked.action) || egress_may_go(asked));
  if (!open) return {};
  Levels levels = floor_levels(asked.floor);
  for (const Voice& voice : asked.voices) levels = lower(levels, voice.allows);
  for (const Duty& duty : asked.duties) levels = lower(levels, cap_of(duty.kind));
  levels = settled(levels);
  return {.blocked = false,
          .allowed = levels,
          .permitted = meets(levels, needs_of(asked.action, asked.destination))};
}

}  // namespace writ::spec
