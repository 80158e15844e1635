#include "memory/crosswalk.h"

#include <algorithm>

#include "memory/tables.h"

namespace writ::memory {
namespace {

using enum Destination;
using enum RelationToDestination;

// A row of which what leaves is bound by policy.
DestinationPolicyCrosswalk policy_bound(std::string id, RelationToDestination relation,
                                        ScopeConservatismFloor floor,
                                        std::initializer_list<std::string_view> reasons) {
  return {.id = std::move(id),
          .relation = relation,
          .policy_floor = floor,
          .attestation_required = true,
          .lookup_required = true,
          .disposition = EgressDisposition::policy_bound_egress,
          .reason_codes = reason_codes(reasons)};
}

DestinationPolicyCrosswalk near(std::string id, RelationToDestination relation,
                                std::vector<Destination> destinations) {
  auto row =
      policy_bound(std::move(id), relation, ScopeConservatismFloor::reference_only_candidate, {});
  row.destinations = std::move(destinations);
  return row;
}

DestinationPolicyCrosswalk blocked(std::string id, RelationToDestination relation,
                                   EgressDisposition disposition, std::string_view reason) {
  return {.id = std::move(id),
          .relation = relation,
          .disposition = disposition,
          .reason_codes = reason_codes({reason})};
}

std::vector<DestinationPolicyCrosswalk> make_table() {
  DestinationPolicyCrosswalk runtime{.id = "doc81.dest.same_runtime",
                                     .relation = same_runtime,
                                     .destination = same_machine_local_runtime,
                                     .policy_floor = ScopeConservatismFloor::normal_policy_check,
                                     .disposition = EgressDisposition::no_egress_same_runtime_only};
  auto file = policy_bound("doc81.dest.same_machine_local_file_export", same_machine_local,
                           ScopeConservatismFloor::reference_only_candidate,
                           {"DOC81.egress.local_file_export_requires_policy_decision"});
  file.destination = local_file_export;
  auto external = policy_bound("doc81.dest.external", external_destination,
                               ScopeConservatismFloor::fail_closed_candidate,
                               {"DOC81.egress.external_destination_requires_attestation"});
  external.destinations = {local_network_peer, firm_server,    remote_peer,
                           cloud_api,          email_outbound, agent_messaging};
  std::vector<DestinationPolicyCrosswalk> table{
      std::move(runtime),
      std::move(file),
      near("doc81.dest.same_principal", same_principal,
           {same_machine_local_runtime, local_file_export, local_network_peer, firm_server,
            remote_peer}),
      near("doc81.dest.same_project", same_project,
           {same_machine_local_runtime, local_file_export, local_network_peer, firm_server}),
      near("doc81.dest.same_firewall", same_firewall,
           {same_machine_local_runtime, local_file_export, local_network_peer, firm_server}),
      std::move(external),
      blocked("doc81.dest.unknown", unknown_destination,
              EgressDisposition::block_until_terminal_destination_resolved,
              "DOC81.egress.unknown_terminal_destination_blocked"),
      blocked("doc81.dest.blocked", blocked_destination, EgressDisposition::block,
              "DOC81.egress.destination_blocked_by_policy")};
  for (DestinationPolicyCrosswalk& row : table) row.recorded_at = tables_made_at();
  return table;
}

}  // namespace

std::span<const DestinationPolicyCrosswalk> crosswalk_table() {
  static const std::vector<DestinationPolicyCrosswalk> table = make_table();
  return table;
}

const DestinationPolicyCrosswalk& crosswalk_of(RelationToDestination relation) {
  return crosswalk_table()[static_cast<std::size_t>(relation)];
}

bool leads_to(const DestinationPolicyCrosswalk& row, Destination destination) {
  return row.destination == destination ||
         (row.destinations &&
          std::ranges::find(*row.destinations, destination) != row.destinations->end());
}

}  // namespace writ::memory
