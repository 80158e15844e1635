// The world as evidence sees it: what the source of a piece is now.
#pragma once

#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "evidence/standing.h"
#include "ops/engine.h"
#include "store/store.h"

namespace writ::ops {

// Who looks, and when. All of it outlives the looking.
struct Looking {
  Engine& engine;
  const State& state;
  store::Snapshot& snapshot;
  Instant now;
};

// What each piece's source is, in their order; they are `tenant`'s and have one. Our own records
// are read in the snapshot, one after the other; files and sites at the same time, as far as the
// operator permits them, within world::DigestLimits. What they do not let us see is NotSeen. A
// problem is one of the store.
Result<std::vector<evidence::Look>> look_at(const Looking& looking, std::string_view tenant,
                                            const std::vector<const evidence::Evidence*>& pieces);

// The ids are `tenant`'s, as is all that they rest on. At most this many pieces are looked at; the
// others are unavailable.
inline constexpr std::size_t max_pieces = 10'000;

// Whether an id may be the hash of a verified report as well.
enum class Cited : std::uint8_t { evidence, evidence_and_reports };

// The pieces of these ids with all that they rest on, and what their sources are. A report that is
// cited is a piece that was taken from it.
Result<evidence::Pool> gather(const Looking& looking, std::string_view tenant,
                              std::vector<std::string> ids, Cited cited = Cited::evidence);

}  // namespace writ::ops
