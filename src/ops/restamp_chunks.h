// The chunks of a batch of restamps, one after the other. While one is written the next is asked
// about and stamped, beside it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "ops/restamp_chunk.h"

namespace writ::ops {

// For one thread, which is its own.
class RestampChunks {
 public:
  // All of it outlives this.
  RestampChunks(Engine& engine, const Call& call, std::string_view tenant, RestampBatch batch)
      : engine_(engine), call_(call), tenant_(tenant), batch_(std::move(batch)) {}

  // Does the next chunk of a batch that is running. `more`: whether another is to follow it.
  // Answers the batch as it stands then; nothing where the state moved meanwhile.
  Result<std::optional<RestampBatch>> next(bool more);

 private:
  using Prepared = std::unique_ptr<RestampChunk>;
  Result<Prepared> prepare(const RestampBatch& batch);

  Engine& engine_;
  const Call& call_;
  std::string tenant_;
  RestampBatch batch_;
  // Of what all chunks ask. They were asked at the time of this one call, and a pack says of its
  // forms when they were: those of other calls, such as a State's, must not be among them.
  stamp::SharedForms forms_;
  std::optional<StampWalk> walk_;  // behind the last chunk that was prepared
  Prepared ahead_;                 // if one was prepared while the last was written
};

}  // namespace writ::ops
