// Quotas of operations that fan out: what one may touch at once, and what becomes of it where that
// is not enough. An operation without an envelope does not begin.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memory/refs.h"

namespace writ::govern {

enum class BatchOperation : std::uint8_t {
  policy_generation_restamp_batch,
  source_revocation_cascade,
  collection_exclude_backfill,
  relation_traversal_scope_check,
  legal_hold_destructive_job_scan
};
constexpr auto wire_names(BatchOperation) {
  return std::to_array<std::string_view>(
      {"policy_generation_restamp_batch", "source_revocation_cascade",
       "collection_exclude_backfill", "relation_traversal_scope_check",
       "legal_hold_destructive_job_scan"});
}

enum class OnQuotaExceeded : std::uint8_t {
  chunk_and_continue,
  pause_and_surface_review,
  fail_closed_for_affected_items,
  manual_approval_required
};
constexpr auto wire_names(OnQuotaExceeded) {
  return std::to_array<std::string_view>({"chunk_and_continue", "pause_and_surface_review",
                                          "fail_closed_for_affected_items",
                                          "manual_approval_required"});
}

using Count = canon::Bounded<0, canon::max_exact_integer>;
using Limit = canon::Bounded<1, canon::max_exact_integer>;

struct BatchQuotaEnvelope {
  canon::Literal<"DOC81BatchOperationQuotaEnvelope"> record_kind;
  memory::SchemaVersion schema_version;
  canon::Timestamp recorded_at;
  canon::Id<struct BatchQuotaEnvelopeTag> id;
  memory::SchemaOwner schema_owner;
  BatchOperation operation = BatchOperation::policy_generation_restamp_batch;
  Count objects;
  Count decisions;
  Count resolutions;
  Count plane_updates;
  Limit max_objects;
  Limit max_decisions;
  std::optional<Limit> max_milliseconds;
  std::optional<double> max_cost;
  OnQuotaExceeded on_exceeded = OnQuotaExceeded::fail_closed_for_affected_items;
  canon::Id<struct IdempotencyKeyTag> idempotency_key;
  std::optional<std::string> progress;
  std::vector<memory::ReasonCodeId> reason_codes;

  static constexpr auto record(auto&& f) {
    using E = BatchQuotaEnvelope;
    using canon::field;
    return f("DOC81BatchOperationQuotaEnvelope", "What an operation that fans out may touch.",
             field<&E::record_kind>("record_kind", "The record's type."),
             field<&E::schema_version>("schema_version", "Of its schema."),
             field<&E::recorded_at>("recorded_at", "When it was made."),
             field<&E::id>("quota_envelope_id", "Names this envelope."),
             field<&E::schema_owner>("schema_owner", "Whose schema it follows."),
             field<&E::operation>("operation_kind", "What it is for."),
             field<&E::objects>("estimated_object_count", "Memories that it would touch."),
             field<&E::decisions>("estimated_policy_decision_count", "Meets that it would make."),
             field<&E::resolutions>("estimated_scope_resolution_count", "Scopes to be resolved."),
             field<&E::plane_updates>("estimated_plane_updates", "Updates of planes, over all."),
             field<&E::max_objects>("max_object_count", "Memories at once."),
             field<&E::max_decisions>("max_policy_decision_count", "Meets at once."),
             field<&E::max_milliseconds>("max_wall_clock_ms", "How long it may run at once."),
             field<&E::max_cost>("max_cost_usd", "What it may cost, over all."),
             field<&E::on_exceeded>("on_quota_exceeded", "What becomes of it beyond that."),
             field<&E::idempotency_key>("idempotency_key", "The same operation, begun again."),
             field<&E::progress>("progress_ref", "Where it stands."),
             field<&E::reason_codes>("reason_codes", "For people."));
  }
  void check(const canon::Path& path, canon::Faults& faults) const;  // the cost is a sum of money
};

// Objects that are done together, with all that each takes: every plane, every decision.
struct Chunk {
  std::int64_t first = 0;
  std::int64_t count = 0;

  bool operator==(const Chunk&) const = default;
};

// How an operation goes on.
struct BatchPlan {
  bool exceeds = false;  // what is estimated is more than may be done at once
  std::optional<OnQuotaExceeded> then;
  std::vector<Chunk> chunks;  // what is done: everything, or nothing at all
};

// One chunk where all of it fits. Where it does not: as many as it takes, each within the quota,
// where it may go on in chunks; else none. An object that alone takes more meets than may be made
// at once fits no chunk, and fails closed.
BatchPlan plan(const BatchQuotaEnvelope& envelope);

// What a chunk has used so far. A quota that is reached stops it before the next object.
struct BatchUse {
  std::int64_t milliseconds = 0;  // of this chunk
  double cost = 0;                // of the operation
};
bool may_go_on(const BatchQuotaEnvelope& envelope, const BatchUse& used);

}  // namespace writ::govern
