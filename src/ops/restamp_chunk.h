// One chunk of a batch of restamps. The stamps are asked about outside of the store's lock, and
// what came of them is written in one transaction with how far the batch has come: where the state
// moved in between, or somebody else did the same chunk, nothing of it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ops/chunk_certificate.h"
#include "ops/restamp_batch.h"
#include "ops/stamp_reask.h"
#include "tlog/merkle.h"

namespace writ::ops {

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

  Result<void> ask_some();
  Result<std::optional<Asked>> ask_next(StaleStamps& stamps);
  Result<Engine::Entered> write_in(store::Transaction& transaction, const State& state);
  Result<bool> is_current(const State& state) const;
  Result<void> add(const State& state, const Asked& asked);
  Result<void> restamp(const stamp::KeptStamp& prior, const Reasked& reasked,
                       std::vector<stamp::Grant> grants);
  Result<void> invalidate(stamp::KeptStamp prior, const Reasked& reasked);
  void add_row(store::DocumentRow row) { rows_.push_back(std::move(row)); }
  void name_certificate();
  Result<void> certify(const State& state);
  RestampBatch advanced() const;

  Engine& engine_;
  const Call& call_;
  std::string tenant_;
  RestampBatch batch_;
  std::vector<Asked> asked_;
  bool is_last_ = false;
  std::string key_id_;  // that signs the certificate; none where there was nothing to ask about

  // Of what is written.
  SignedChunkCertificate certificate_;
  RestampTally tally_;
  tlog::Frontier tree_;
  std::vector<store::DocumentRow> rows_;
  std::optional<RestampBatch> stands_;
};

}  // namespace writ::ops
