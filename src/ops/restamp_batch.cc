#include "ops/restamp_batch.h"

#include <algorithm>
#include <ranges>

#include <fmt/format.h>

#include "base/utf8.h"
#include "canon/record_define.h"
#include "memory/actions.h"
#include "memory/derived_id.h"
#include "ops/broken_store.h"
#include "ops/document_row.h"
#include "ops/stamp_reask.h"

namespace writ::ops {
namespace {

BatchState state_of(const govern::BatchPlan& plan) {
  if (!plan.chunks.empty()) return BatchState::running;
  switch (plan.then.value_or(govern::OnQuotaExceeded::fail_closed_for_affected_items)) {
    case govern::OnQuotaExceeded::pause_and_surface_review:
      return BatchState::paused_for_review;
    case govern::OnQuotaExceeded::manual_approval_required:
      return BatchState::awaits_approval;
    case govern::OnQuotaExceeded::chunk_and_continue:
    case govern::OnQuotaExceeded::fail_closed_for_affected_items:
      break;
  }
  return BatchState::failed_closed;
}

govern::OnQuotaExceeded on_exceeded(const RestampQuota& quota) {
  return quota.on_exceeded.value_or(govern::OnQuotaExceeded::fail_closed_for_affected_items);
}

}  // namespace

void RestampTally::add(stamp::RestampDisposition disposition) {
  switch (disposition) {
    case stamp::RestampDisposition::keep:
      ++keep.value;
      return;
    case stamp::RestampDisposition::downgrade:
      ++downgrade.value;
      return;
    case stamp::RestampDisposition::block:
      ++block.value;
      return;
  }
}

govern::BatchQuotaEnvelope envelope_of(const BatchKey& key, const RestampQuota& quota,
                                       const RestampScale& scale, Instant now) {
  govern::BatchQuotaEnvelope envelope{
      .recorded_at = canon::Timestamp(now),
      .operation = govern::BatchOperation::policy_generation_restamp_batch,
      .objects = {scale.objects},
      .decisions = {scale.decisions},
      .resolutions = {scale.resolutions},
      .plane_updates = {scale.objects},
      .max_objects = quota.max_objects,
      .max_decisions = quota.max_decisions,
      .max_milliseconds = quota.max_milliseconds,
      .on_exceeded = on_exceeded(quota),
      .idempotency_key = key,
      .progress = key.text()};
  const std::string id = memory::derived_id("bqe_", envelope, {"quota_envelope_id", "recorded_at"});
  envelope.id.set(id);
  return envelope;
}

RestampBatch batch_of(govern::BatchQuotaEnvelope envelope, Instant now) {
  const govern::BatchPlan plan = govern::plan(envelope);
  RestampBatch batch{.envelope = std::move(envelope),
                     .state = state_of(plan),
                     .updated_at = canon::Timestamp(now)};
  if (!plan.chunks.empty()) {
    batch.chunk_size = govern::Limit{std::max<std::int64_t>(1, plan.chunks.front().count)};
  }
  return batch;
}

bool is_under(const RestampBatch& batch, const RestampQuota& quota) {
  const govern::BatchQuotaEnvelope& envelope = batch.envelope;
  return envelope.max_objects == quota.max_objects &&
         envelope.max_decisions == quota.max_decisions &&
         envelope.max_milliseconds == quota.max_milliseconds &&
         envelope.on_exceeded == on_exceeded(quota);
}

store::DocumentRow row_of(std::string_view tenant, const RestampBatch& batch, Instant now) {
  return document_row(restamp_batch_document, tenant, batch.envelope.idempotency_key.text(), &batch,
                      now);
}

Result<std::optional<RestampBatch>> find_batch(store::Snapshot& snapshot, std::string_view tenant,
                                               const BatchKey& key) {
  WRIT_TRY(const auto row, snapshot.find_document(restamp_batch_document, tenant, key.text()));
  if (!row) return std::optional<RestampBatch>();
  WRIT_TRY(auto batch, stored_record<RestampBatch>("a restamp of many", row->record.value_or("")));
  if (batch.envelope.idempotency_key != key) {
    return broken_store("a restamp of many stands in the place of another");
  }
  return std::optional(std::move(batch));
}

const LiveStamp* StampWalk::next(const State& state) {
  for (;;) {
    if (ids_.empty()) {
      const auto listed = state.stamps.list(tenant_, after_, state.stamps.size());
      if (listed.empty()) return nullptr;
      ids_.reserve(listed.size());
      for (const LiveStamp* live : std::views::reverse(listed)) {
        ids_.push_back(live->stamp.stamp().id.text());
      }
    }
    after_ = std::move(ids_.back());
    ids_.pop_back();
    if (const LiveStamp* live = state.stamps.find(tenant_, after_)) return live;
  }
}

void StampWalk::step_back() { ids_.push_back(after_); }

StampWalk walk_of(std::string_view tenant, const RestampBatch& batch) {
  return StampWalk(tenant, batch.after ? batch.after->text() : std::string_view());
}

Result<StaleStamps> StaleStamps::along(StampWalk& walk, Engine& engine, const Call& call,
                                       std::string_view tenant) {
  StaleStamps stamps(walk, engine, call, tenant);
  WRIT_TRY(stamps.state_, engine.state());
  WRIT_TRY(stamps.snapshot_, engine.store().read());
  return stamps;
}

Result<std::optional<StaleStamp>> StaleStamps::next() {
  while (const LiveStamp* live = walk_->next(*state_)) {
    WRIT_TRY(StaleStamp stale, with_questions(*live));
    if (stale.asked() == nullptr) return stale;
    WRIT_TRY(const KeyNow* key, key_of(stale));
    if (!*key) return StaleStamp{.stamp = live};
    if (**key != live->stamp.stamp().freshness_key) return stale;
  }
  return std::optional<StaleStamp>();
}

// The state has them where they are alike, and all of them are of the stamp's items.
Result<StaleStamp> StaleStamps::with_questions(const LiveStamp& live) {
  StaleStamp stale{.stamp = &live};
  const stamp::SoundStamp& stamp = live.stamp;
  const auto* alike = state_->alike_questions.find(tenant_, stamp.ceiling()->root_stamp.text());
  const bool is_whole =
      alike != nullptr &&
      std::ranges::all_of((*alike)->questions, [&](const MemoryQuestion& question) {
        return stamp::find_item(stamp.stamp().items, stamp::key_of(question)) != nullptr;
      });
  if (is_whole) {
    stale.alike = alike->get();
  } else {
    WRIT_TRY(stale.questions, find_stamp_questions(*snapshot_, tenant_, stamp));
  }
  return stale;
}

Result<const KeyNow*> StaleStamps::key_of(const StaleStamp& stale) {
  if (stale.alike == nullptr) {
    return keys_.of(*engine_, *state_, *call_, tenant_, *stale.questions);
  }
  return keys_.of_alike(*engine_, *state_, *call_, tenant_, *stale.alike);
}

Result<RestampScale> scale_of(Engine& engine, const Call& call, std::string_view tenant) {
  StampWalk walk(tenant);
  WRIT_TRY(StaleStamps stamps, StaleStamps::along(walk, engine, call, tenant));
  if (!stamps.state()->policies.contains(tenant)) {
    return Problem{fault::unknown_tenant,
                   fmt::format("no tenant `{}` has a policy, and so none has stamps: nothing was "
                               "begun",
                               clip(tenant, 64))};
  }
  RestampScale scale;
  for (;;) {
    WRIT_TRY(const std::optional<StaleStamp> stale, stamps.next());
    if (!stale) return scale;
    if (stale->asked() == nullptr) continue;
    ++scale.objects;
    for (const MemoryQuestion& question : stale->asked()->questions) {
      scale.decisions += static_cast<std::int64_t>(memory::closure_of(question.action).size());
      if (question.scope_resolution) ++scale.resolutions;
    }
  }
}

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RestampQuota);
DEFINE_RECORD(writ::ops::RestampTally);
DEFINE_RECORD(writ::ops::RestampBatch);
