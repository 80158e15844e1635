// One chunk of a batch of restamps. The stamps are asked about outside of the store's lock, and
// what came of them is written in one transaction with how far the batch has come: where the state
// moved in between, or somebody else did the same chunk, nothing of it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ops/restamp_batch.h"
#include "tlog/merkle.h"

namespace writ::ops {

// What the journal keeps of a chunk. The leaves of the tree (RFC 6962, section 2.1) are the
// canonical JSON of the restamps and invalidations that the store has of it, in the order of their
// stamps.
struct ChunkRecord {
  BatchKey idempotency_key;
  govern::Count chunk;
  govern::Count items;
  canon::HexDigest root;
  std::optional<memory::PolicyStampRef> first;
  std::optional<memory::PolicyStampRef> last;

  static constexpr auto record(auto&& f) {
    using C = ChunkRecord;
    using canon::field;
    return f("RestampChunk", "A chunk of a restamp of many stamps.",
             field<&C::idempotency_key>("idempotency_key", "Of which batch."),
             field<&C::chunk>("chunk", "Its number, from 0."),
             field<&C::items>("items", "How many restamps and invalidations it made."),
             field<&C::root>("merkle_root", "The root over them."),
             field<&C::first>("first_stamp_ref", "The first stamp that was looked at."),
             field<&C::last>("last_stamp_ref", "The last."));
  }
};

class RestampChunk {
 public:
  RestampChunk(Engine& engine, const Call& call, std::string_view tenant, RestampBatch batch)
      : engine_(engine), call_(call), tenant_(tenant), batch_(std::move(batch)) {}

  // Asks about the batch's next stamps anew: as many as a chunk may have, or its time lets be done.
  Result<void> ask();

  // Writes what came of them. Answers the batch as it stands then; nothing where the state has
  // moved since they were asked about.
  Result<std::optional<RestampBatch>> write();

 private:
  struct Asked {
    memory::PolicyStampRef stamp;
    std::optional<Reasked> reasked;
  };

  Result<std::optional<Asked>> ask_next(StaleStamps& stamps);
  Result<Engine::Entered> write_in(store::Transaction& transaction, const State& state);
  Result<bool> is_current(const State& state) const;
  Result<void> add(const State& state, const Asked& asked);
  Result<void> restamp(const stamp::KeptStamp& prior, const Reasked& reasked);
  Result<void> invalidate(stamp::KeptStamp prior, const Reasked& reasked);
  void add_row(store::DocumentRow row) { rows_.push_back(std::move(row)); }
  RestampBatch advanced() const;
  ChunkRecord chunk_record() const;

  Engine& engine_;
  const Call& call_;
  std::string tenant_;
  RestampBatch batch_;
  std::vector<Asked> asked_;
  bool is_last_ = false;

  // Of what is written.
  RestampTally tally_;
  tlog::Frontier tree_;
  std::vector<store::DocumentRow> rows_;
  std::optional<RestampBatch> stands_;
};

}  // namespace writ::ops
