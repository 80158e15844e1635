// From how a destination relates to an object to what may leave for it. A relation is a matter of
// scope and a destination class one of egress: neither ever stands for the other, so an egress
// action names both, and this table says which go together.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "memory/floors.h"
#include "memory/levels.h"
#include "memory/refs.h"

namespace writ::memory {

enum class RelationToDestination : std::uint8_t {
  same_runtime,
  same_machine_local,
  same_principal,
  same_project,
  same_firewall,
  external_destination,
  unknown_destination,
  blocked_destination
};
constexpr auto wire_names(RelationToDestination) {
  return std::to_array<std::string_view>({"same_runtime", "same_machine_local", "same_principal",
                                          "same_project", "same_firewall", "external_destination",
                                          "unknown_destination", "blocked_destination"});
}

enum class EgressDisposition : std::uint8_t {
  no_egress_same_runtime_only,
  same_machine_runtime_only,
  policy_bound_egress,
  block_until_terminal_destination_resolved,
  block
};
constexpr auto wire_names(EgressDisposition) {
  return std::to_array<std::string_view>({"no_egress_same_runtime_only",
                                          "same_machine_runtime_only", "policy_bound_egress",
                                          "block_until_terminal_destination_resolved", "block"});
}

struct DestinationPolicyCrosswalk {
  canon::Literal<"DestinationPolicyCrosswalk"> record_kind;
  SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  std::string id;
  SchemaOwner schema_owner;
  RelationToDestination relation = RelationToDestination::unknown_destination;
  std::optional<Destination> destination;
  std::optional<std::vector<Destination>> destinations;
  ScopeConservatismFloor policy_floor = ScopeConservatismFloor::fail_closed_candidate;
  bool attestation_required = false;
  bool lookup_required = false;
  EgressDisposition disposition = EgressDisposition::block;
  std::vector<ReasonCodeId> reason_codes;

  static constexpr auto record(auto&& f) {
    using C = DestinationPolicyCrosswalk;
    using canon::field;
    return f(
        "DestinationPolicyCrosswalk", "Which destinations a relation leads to, and under what.",
        field<&C::record_kind>("record_kind", "The record's type."),
        field<&C::schema_version>("schema_version", "Of its schema."),
        field<&C::recorded_at>("recorded_at", "When the table was laid down."),
        field<&C::id>("crosswalk_id", "Names the row."),
        field<&C::schema_owner>("schema_owner", "Whose schema it follows."),
        field<&C::relation>("relation_to_destination", "How the destination relates."),
        field<&C::destination>("outbound_destination_class", "The one destination of the row."),
        field<&C::destinations>("allowed_outbound_destination_classes", "Its destinations."),
        field<&C::policy_floor>("policy_floor",
                                "Holds until a decision for this very destination is found."),
        field<&C::attestation_required>("egress_attestation_required",
                                        "Whether what leaves needs an attestation, but for what "
                                        "stays in a runtime of the same machine."),
        field<&C::lookup_required>("policy_lookup_required",
                                   "Whether a decision must name the destination."),
        field<&C::disposition>("disposition", "What becomes of the egress."),
        field<&C::reason_codes>("reason_codes", "What a policy under it says."));
  }
};

// The table, in the order of the enumeration.
std::span<const DestinationPolicyCrosswalk> crosswalk_table();
const DestinationPolicyCrosswalk& crosswalk_of(RelationToDestination relation);

// Whether anything may leave for the destination under this row.
bool leads_to(const DestinationPolicyCrosswalk& row, Destination destination);

// Only what stays in a runtime of the same machine leaves without an attestation.
constexpr bool attestation_required(Destination destination) {
  return destination != Destination::same_machine_local_runtime;
}

}  // namespace writ::memory
