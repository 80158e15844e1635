// What the tests of memory policy ask: nora, in the ward, on the machine itself, about memory `m`.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace writ::ops {

// `more` are further members, each with a comma before it.
inline std::string memory_question(std::string_view action, std::string_view more = "") {
  return fmt::format(
      R"({{"tenant_id":"t","object_ref":"m","action":"{}","principal":{{"id":"nora"}},)"
      R"("exposure_context_ref":"ward","model_class":"same_machine_local_model",)"
      R"("client_kind":"interactive_user","interaction_mode":"interactive"{}}})",
      action, more);
}

// A further member: where `m` belongs, found out under a freshness key.
inline std::string where_it_belongs(std::string_view freshness_key, std::string_view more = "") {
  return fmt::format(
      R"(,"scope_resolution":{{"record_kind":"ScopeResolutionResult","schema_version":"1",)"
      R"("recorded_at":"2026-11-23T12:00:00.000Z","schema_owner":"DOC81","resolution_ref":"r",)"
      R"("object_ref":"m","object_scope_ref":"s","boundary_ref":"b",)"
      R"("minimum_conservatism_floor":"normal_policy_check","freshness_key":{}{}}})",
      freshness_key, more);
}

}  // namespace writ::ops
