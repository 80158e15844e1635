// Restamping all of a tenant's stamps that the state has moved away from: how much of that may be
// done at once, and how far it has come.
//
// A batch goes through the stamps in the order of their ids, a chunk at a time. A chunk is one
// transaction, in which how far the batch has come is written too: whoever goes on after a kill
// goes on from there. It goes through them once: what is stale again behind it is another batch's.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "govern/quota.h"
#include "ops/stamp_questions.h"
#include "ops/stamp_reask.h"

namespace writ::ops {

inline constexpr std::string_view restamp_batch_document = "policy_restamp_batch";

namespace fault {
inline constexpr Code unknown_tenant{"restamp.unknown_tenant", Category::not_found};
}

namespace batch_reason {
inline constexpr std::string_view unknown = "restamp.unknown_batch";
inline constexpr std::string_view exceeded = "quota.exceeded";
inline constexpr std::string_view another_quota = "quota.another_operation";
}  // namespace batch_reason

using BatchKey = decltype(govern::BatchQuotaEnvelope::idempotency_key);

struct RestampQuota {
  govern::Limit max_objects;
  govern::Limit max_decisions;
  std::optional<govern::Limit> max_milliseconds;
  std::optional<govern::OnQuotaExceeded> on_exceeded;

  static constexpr auto record(auto&& f) {
    using Q = RestampQuota;
    using canon::field;
    return f("RestampQuota", "What may be done at once.",
             field<&Q::max_objects>("max_object_count", "Stamps."),
             field<&Q::max_decisions>("max_policy_decision_count", "Meets."),
             field<&Q::max_milliseconds>("max_wall_clock_ms", "How long a chunk may take."),
             field<&Q::on_exceeded>("on_quota_exceeded",
                                    "What becomes of it where that is not enough for all; absent: "
                                    "nothing is done."));
  }
};

// What came of the stamps, or would.
struct RestampTally {
  govern::Count keep;
  govern::Count downgrade;
  govern::Count block;
  govern::Count passed_over;

  static constexpr auto record(auto&& f) {
    using T = RestampTally;
    using canon::field;
    return f("RestampTally", "What came of stamps.",
             field<&T::keep>("keep", "Stamped anew for all that their root allowed."),
             field<&T::downgrade>("downgrade", "Stamped anew for less."),
             field<&T::block>("block", "Ended: above their ceiling, or nothing is permitted."),
             field<&T::passed_over>("passed_over",
                                    "Left as they are, which nobody honours: they cannot be asked "
                                    "about anew, or have ended in another way."));
  }
  void add(stamp::RestampDisposition disposition);
};

enum class BatchState : std::uint8_t {
  running,
  done,
  paused_for_review,
  awaits_approval,
  failed_closed
};
constexpr auto wire_names(BatchState) {
  return std::to_array<std::string_view>(
      {"running", "done", "paused_for_review", "awaits_approval", "failed_closed"});
}

struct RestampBatch {
  govern::BatchQuotaEnvelope envelope;
  BatchState state = BatchState::failed_closed;
  std::optional<govern::Limit> chunk_size;
  govern::Count chunks;
  RestampTally tally;
  std::optional<memory::PolicyStampRef> after;
  canon::Timestamp updated_at;

  static constexpr auto record(auto&& f) {
    using B = RestampBatch;
    using canon::field;
    return f("RestampBatch", "Restamping a tenant's stamps, and how far it has come.",
             field<&B::envelope>("quota_envelope", "What it may touch."),
             field<&B::state>("state", "Where it stands; only what is `running` goes on."),
             field<&B::chunk_size>("chunk_object_count", "How many stamps a chunk has at most."),
             field<&B::chunks>("chunks_done", "How many chunks have been done."),
             field<&B::tally>("tally", "What came of the stamps so far."),
             field<&B::after>("after_stamp_ref", "The last stamp that was looked at."),
             field<&B::updated_at>("updated_at", "When it last came further."));
  }
};

// How much there is to do.
struct RestampScale {
  std::int64_t objects = 0;
  std::int64_t decisions = 0;
  std::int64_t resolutions = 0;
};

govern::BatchQuotaEnvelope envelope_of(const BatchKey& key, const RestampQuota& quota,
                                       const RestampScale& scale, Instant now);

// A batch at its beginning: running, or what its quota says of one that is too large.
RestampBatch batch_of(govern::BatchQuotaEnvelope envelope, Instant now);

// Whether it is the operation that was begun under this quota.
bool is_under(const RestampBatch& batch, const RestampQuota& quota);

store::DocumentRow row_of(std::string_view tenant, const RestampBatch& batch, Instant now);
Result<std::optional<RestampBatch>> find_batch(store::Snapshot& snapshot, std::string_view tenant,
                                               const BatchKey& key);

// The ids of a tenant's active stamps, in order. To find what is next all of them have to be looked
// at, so that a walk that goes on in states that follow keeps the list, and comes back to nothing:
// what was issued meanwhile, or was not stale when it was passed, is another walk's.
class StampWalk {
 public:
  explicit StampWalk(std::string_view tenant, std::string_view after = "")
      : tenant_(tenant), after_(after) {}

  // Nothing at the end.
  const LiveStamp* next(const State& state);

  // Has the one that next() answered last come again.
  void step_back();

 private:
  std::string tenant_;
  std::string after_;
  std::vector<std::string> ids_;  // the next one last
};

// Behind the last stamp that a batch has looked at.
StampWalk walk_of(std::string_view tenant, const RestampBatch& batch);

// A stamp that the state has moved away from. Without any questions it cannot be asked about anew.
struct StaleStamp {
  const LiveStamp* stamp = nullptr;           // as long as the state
  const StampQuestions* alike = nullptr;      // its questions, as of no memory; of the state, too
  std::optional<StampQuestions> questions{};  // or as they are kept

  const StampQuestions* asked() const {
    return alike != nullptr ? alike : questions ? &*questions : nullptr;
  }
};

// Those of a tenant, one after the other, in the order of their ids. For one thread.
class StaleStamps {
 public:
  // `walk` outlives it.
  static Result<StaleStamps> along(StampWalk& walk, Engine& engine, const Call& call,
                                   std::string_view tenant);

  // Nothing at the end.
  Result<std::optional<StaleStamp>> next();

  const std::shared_ptr<const State>& state() const { return state_; }

 private:
  StaleStamps(StampWalk& walk, Engine& engine, const Call& call, std::string_view tenant)
      : walk_(&walk), engine_(&engine), call_(&call), tenant_(tenant) {}

  Result<StaleStamp> with_questions(const LiveStamp& live);
  Result<const KeyNow*> key_of(const StaleStamp& stale);

  StampWalk* walk_;
  Engine* engine_;
  const Call* call_;
  std::string tenant_;
  std::shared_ptr<const State> state_;
  std::unique_ptr<store::Snapshot> snapshot_;
  KeysNow keys_;
};

// How much there is to do, of the stamps that can be asked about. Problem: fault::unknown_tenant
// where nothing of that name has a policy.
Result<RestampScale> scale_of(Engine& engine, const Call& call, std::string_view tenant);

}  // namespace writ::ops
