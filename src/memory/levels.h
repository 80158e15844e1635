// The vocabulary of memory policy: what may be done with a memory, where it may go, and the levels
// that a policy can allow on each of its axes. Levels are listed from nothing to everything.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace writ::memory {

enum class Action : std::uint8_t {
  collect,
  extract,
  classify,
  write_candidate,
  write_durable,
  retrieve,
  render_inline,
  render_reference_only,
  render_safe_label,
  export_,
  delegate,
  carryover,
  learn_same_scope,
  learn_partitioned,
  learn_global,
  ui_disclose,
  inspect
};
constexpr auto wire_names(Action) {
  return std::to_array<std::string_view>(
      {"collect", "extract", "classify", "write_candidate", "write_durable", "retrieve",
       "render_inline", "render_reference_only", "render_safe_label", "export", "delegate",
       "carryover", "learn_same_scope", "learn_partitioned", "learn_global", "ui_disclose",
       "inspect"});
}

// Where bytes go that leave a runtime. An unknown destination is none of these.
enum class Destination : std::uint8_t {
  same_machine_local_runtime,
  local_file_export,
  local_network_peer,
  firm_server,
  remote_peer,
  cloud_api,
  email_outbound,
  agent_messaging
};
constexpr auto wire_names(Destination) {
  return std::to_array<std::string_view>({"same_machine_local_runtime", "local_file_export",
                                          "local_network_peer", "firm_server", "remote_peer",
                                          "cloud_api", "email_outbound", "agent_messaging"});
}

enum class ModelClass : std::uint8_t {
  same_machine_local_model,
  cloud_model,
  hybrid_model,
  non_model_tool,
  unknown_model_class
};
constexpr auto wire_names(ModelClass) {
  return std::to_array<std::string_view>({"same_machine_local_model", "cloud_model", "hybrid_model",
                                          "non_model_tool", "unknown_model_class"});
}

enum class ClientKind : std::uint8_t {
  interactive_user,
  background_job,
  scheduled_job,
  agent_initiated,
  connector_adapter
};
constexpr auto wire_names(ClientKind) {
  return std::to_array<std::string_view>({"interactive_user", "background_job", "scheduled_job",
                                          "agent_initiated", "connector_adapter"});
}

enum class InteractionMode : std::uint8_t {
  interactive,
  background_non_interactive,
  scheduled,
  agent_initiated
};
constexpr auto wire_names(InteractionMode) {
  return std::to_array<std::string_view>(
      {"interactive", "background_non_interactive", "scheduled", "agent_initiated"});
}

enum class ContentFidelity : std::uint8_t { none, safe_label, reference_only, redacted, full };
constexpr auto wire_names(ContentFidelity) {
  return std::to_array<std::string_view>(
      {"none", "safe_label", "reference_only", "redacted", "full"});
}

enum class Locality : std::uint8_t { blocked, local_only, approved_external };
constexpr auto wire_names(Locality) {
  return std::to_array<std::string_view>({"blocked", "local_only", "approved_external"});
}

enum class LearningScope : std::uint8_t {
  none,
  audit_only,
  same_scope_only,
  same_firewall_only,
  partitioned,
  global_allowed
};
constexpr auto wire_names(LearningScope) {
  return std::to_array<std::string_view>({"none", "audit_only", "same_scope_only",
                                          "same_firewall_only", "partitioned", "global_allowed"});
}

enum class MutationAuthority : std::uint8_t {
  none,
  candidate_only,
  durable_requires_review,
  durable_allowed
};
constexpr auto wire_names(MutationAuthority) {
  return std::to_array<std::string_view>(
      {"none", "candidate_only", "durable_requires_review", "durable_allowed"});
}

enum class DisclosureClass : std::uint8_t {
  not_disclosable,
  existence_only,
  generic_safe_label_only,
  redacted_summary,
  full
};
constexpr auto wire_names(DisclosureClass) {
  return std::to_array<std::string_view>(
      {"not_disclosable", "existence_only", "generic_safe_label_only", "redacted_summary", "full"});
}

enum class CountDisclosure : std::uint8_t { none, bucketed, exact };
constexpr auto wire_names(CountDisclosure) {
  return std::to_array<std::string_view>({"none", "bucketed", "exact"});
}

enum class SummaryFidelity : std::uint8_t {
  none,
  generic_reason_only,
  redacted_reason,
  full_reason
};
constexpr auto wire_names(SummaryFidelity) {
  return std::to_array<std::string_view>(
      {"none", "generic_reason_only", "redacted_reason", "full_reason"});
}

}  // namespace writ::memory
