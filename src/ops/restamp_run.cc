// restamp.run: restamps a tenant's stale stamps, chunk by chunk, or goes on with that.
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

  static constexpr auto record(auto&& f) {
    using R = RestampRunResponse;
    using canon::field;
    return f("RestampRunResponse", "How far it has come.",
             field<&R::ok>("ok", "Whether it is done, or may go on."),
             field<&R::batch>("batch", "The operation."),
             field<&R::reason>("reason",
                               "Why it does not go on: `quota.exceeded` is final, after "
                               "`stamp.state_moved` it is simply asked for again."));
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

RestampRunResponse stopped(RestampBatch batch, std::string_view reason) {
  return {.batch = std::move(batch), .reason = std::string(reason)};
}

Result<RestampRunResponse> run(Engine& engine, const Call& call, const RestampRunRequest& request) {
  WRIT_TRY(RestampBatch batch, find_or_begin(engine, call, request));
  if (!is_under(batch, request.quota)) return stopped(batch, batch_reason::another_quota);
  RestampChunks chunks(engine, call, request.tenant_id.text(), batch);
  const std::optional<std::int64_t> most =
      request.chunks ? std::optional(request.chunks->value) : std::nullopt;
  for (std::int64_t done = 0; batch.state == BatchState::running && done != most; ++done) {
    WRIT_TRY(auto stands, chunks.next(done + 1 != most));
    if (!stands) return stopped(batch, stamp_reason::state_moved);
    batch = *std::move(stands);
  }
  if (batch.state != BatchState::running && batch.state != BatchState::done) {
    return stopped(batch, batch_reason::exceeded);
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
