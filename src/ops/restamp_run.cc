// restamp.run: restamps a tenant's stale stamps, chunk by chunk, or goes on with that.
#include <fmt/format.h>

#include "canon/record_define.h"
#include "ops/operation.h"
#include "ops/restamp_chunks.h"
#include "ops/table.h"

namespace writ::ops {

struct RestampRunRequest {
  policy::TenantId tenant_id;
  BatchKey key;
  RestampQuota quota;
  std::optional<govern::Limit> chunks;

  static constexpr auto record(auto&& f) {
    using R = RestampRunRequest;
    using canon::field;
    return f("RestampRunRequest", "Whose stamps, and how much of it may be done at once.",
             field<&R::tenant_id>("tenant_id", "Whose."),
             field<&R::key>("idempotency_key",
                            "Names the operation: with the same again it goes on where it stood."),
             field<&R::quota>("quota", "What may be done at once: the same for one operation."),
             field<&R::chunks>("chunks", "How many chunks to do now; absent is all."));
  }
};

struct RestampRunResponse {
  bool ok = false;
  std::optional<RestampBatch> batch;
  std::optional<std::string> reason;
  std::optional<std::string> message;

  static constexpr auto record(auto&& f) {
    using R = RestampRunResponse;
    using canon::field;
    return f("RestampRunResponse", "How far it has come.",
             field<&R::ok>("ok", "Whether it is done, or may go on."),
             field<&R::batch>("batch", "The operation."),
             field<&R::reason>("reason",
                               "Why it does not go on: `quota.exceeded` is final, after "
                               "`stamp.state_moved` it is simply asked for again."),
             field<&R::message>("message", "For people."));
  }
};

std::optional<std::string_view> tenant_of(const RestampRunRequest& request) {
  return request.tenant_id.text();
}

namespace {

// The operation of that key; one that nobody began yet is begun.
Result<RestampBatch> find_or_begin(Engine& engine, const Call& call,
                                   const RestampRunRequest& request) {
  const std::string& tenant = request.tenant_id.text();
  {
    WRIT_TRY(const auto snapshot, engine.store().read());
    WRIT_TRY(auto known, find_batch(*snapshot, tenant, request.key));
    if (known) return *std::move(known);
  }
  WRIT_TRY(const RestampScale scale, scale_of(engine, call, tenant));
  return engine.change<RestampBatch>(
      call, [&](store::Transaction& transaction, const State&) -> Result<RestampBatch> {
        WRIT_TRY(auto known, find_batch(transaction, tenant, request.key));
        if (known) return *std::move(known);
        RestampBatch batch =
            batch_of(envelope_of(request.key, request.quota, scale, call.now), call.now);
        WRIT_TRY(std::ignore, transaction.put_document(row_of(tenant, batch, call.now)));
        return batch;
      });
}

RestampRunResponse stopped(RestampBatch batch, std::string_view reason, std::string message) {
  return {.batch = std::move(batch), .reason = std::string(reason), .message = std::move(message)};
}

// Of one that is larger than its quota.
std::string too_much(const govern::BatchQuotaEnvelope& envelope) {
  return fmt::format(
      "nothing was done: there are {} stamps with {} meets, and {} stamps with {} meets may be "
      "done "
      "at once; begin it under another key, with a larger quota or with `chunk_and_continue`",
      envelope.objects.value, envelope.decisions.value, envelope.max_objects.value,
      envelope.max_decisions.value);
}

Result<RestampRunResponse> run(Engine& engine, const Call& call, const RestampRunRequest& request) {
  WRIT_TRY(RestampBatch batch, find_or_begin(engine, call, request));
  if (!is_under(batch, request.quota)) {
    return stopped(
        batch, batch_reason::another_quota,
        "this key's operation was begun under another quota: ask with the same, or begin "
        "another under another key");
  }
  RestampChunks chunks(engine, call, request.tenant_id.text(), batch);
  const std::optional<std::int64_t> most =
      request.chunks ? std::optional(request.chunks->value) : std::nullopt;
  for (std::int64_t done = 0; batch.state == BatchState::running && done != most; ++done) {
    WRIT_TRY(auto stands, chunks.next(done + 1 != most));
    if (!stands) {
      return stopped(batch, stamp_reason::state_moved,
                     "the state moved while a chunk was asked about: ask again");
    }
    batch = *std::move(stands);
  }
  if (batch.state != BatchState::running && batch.state != BatchState::done) {
    std::string message = too_much(batch.envelope);
    return stopped(std::move(batch), batch_reason::exceeded, std::move(message));
  }
  return RestampRunResponse{.ok = true, .batch = std::move(batch)};
}

}  // namespace

const Operation restamp_run =
    define<run>({.name = "restamp.run",
                 .doc = "Restamps a tenant's stale stamps a chunk at a time, or goes on with that.",
                 .capability = Capability::operate,
                 .heavy = true});

}  // namespace writ::ops

DEFINE_RECORD(writ::ops::RestampRunRequest);
DEFINE_RECORD(writ::ops::RestampRunResponse);
