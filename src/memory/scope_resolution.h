// Where a memory belongs, as far as its policy depends on it. The record of a scope resolution has
// more members, which are not read here: it is open.
#pragma once

#include <optional>

#include "memory/crosswalk.h"
#include "memory/floors.h"
#include "memory/freshness.h"
#include "memory/refs.h"

namespace writ::memory {

struct ScopeResolutionResult {
  static constexpr bool open_record = true;
  canon::Literal<"ScopeResolutionResult"> record_kind;
  SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  ScopeResolutionResultRef id;
  SchemaOwner schema_owner;
  MemoryObjectRef object;
  ScopeRef object_scope;
  std::optional<RelationToDestination> relation_to_destination;
  ScopeBoundaryRef boundary;
  ScopeConservatismFloor floor = ScopeConservatismFloor::fail_closed_candidate;
  PolicyRuntimeFreshnessKey freshness_key;

  static constexpr auto record(auto&& f) {
    using R = ScopeResolutionResult;
    using canon::field;
    return f("ScopeResolutionResult",
             "Where a memory belongs, as far as its policy depends on it. May hold more than this.",
             field<&R::record_kind>("record_kind", "The record's type."),
             field<&R::schema_version>("schema_version", "Of its schema."),
             field<&R::recorded_at>("recorded_at", "When it was resolved."),
             field<&R::id>("resolution_ref", "Names this resolution."),
             field<&R::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&R::object>("object_ref", "The memory that it is about."),
             field<&R::object_scope>("object_scope_ref", "Where it belongs."),
             field<&R::relation_to_destination>("relation_to_destination",
                                                "How the destination relates to it."),
             field<&R::boundary>("boundary_ref", "What bounds it."),
             field<&R::floor>("minimum_conservatism_floor", "How careful to be at least."),
             field<&R::freshness_key>("freshness_key", "The state that it was resolved under."));
  }
};

}  // namespace writ::memory
