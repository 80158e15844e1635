#include "ops/restamp_chunks.h"

#include <future>
#include <utility>

namespace writ::ops {

Result<RestampChunks::Prepared> RestampChunks::prepare(const RestampBatch& batch) {
  if (!walk_) walk_ = walk_of(tenant_, batch);
  auto chunk = std::make_unique<RestampChunk>(engine_, call_, tenant_, batch, *walk_, forms_);
  WRIT_CHECK(chunk->ask());
  WRIT_CHECK(chunk->make());
  return chunk;
}

Result<std::optional<RestampBatch>> RestampChunks::next(bool more) {
  if (!ahead_) {
    WRIT_TRY(ahead_, prepare(batch_));
  }
  const Prepared chunk = std::move(ahead_);
  chunk->stand_at(batch_);
  const RestampBatch expected = chunk->expected();
  std::future<Result<Prepared>> following;
  if (more && expected.state == BatchState::running) {
    following = std::async(std::launch::async, [&] { return prepare(expected); });
  }
  auto written = chunk->write();
  std::optional<Result<Prepared>> prepared;
  if (following.valid()) prepared = following.get();
  WRIT_TRY(auto stands, std::move(written));
  if (!stands) return stands;
  batch_ = *stands;
  // What could not be prepared is tried again, and so is what followed a chunk that another did.
  if (prepared && *prepared && chunk->is_done()) {
    ahead_ = *std::move(*prepared);
  } else if (prepared || !chunk->is_done()) {
    walk_.reset();
  }
  return stands;
}

}  // namespace writ::ops
