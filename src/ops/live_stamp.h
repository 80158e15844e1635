// What a State has of stamps: those that are active, and where to look for what has ended.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "stamp/check.h"

namespace writ::ops {

struct LiveStamp {
  stamp::SoundStamp stamp;
  std::string made_in;  // the pack of restamps that made it; empty where it has a document
};

// The stamps that a pack of restamps may have ended: `first` to `last`, by their ids.
struct PackSpan {
  std::string id;
  std::string first;
  std::string last;
};

// Some packs of one chunk, in the order of the stamps.
struct ChunkPacks {
  std::string tenant;
  std::vector<PackSpan> packs;
};

// Packs that were just written, by id, so that they need not be read and made again. They are not
// known here, and so are pointed to.
struct MadePack;
using MadePacks = std::map<std::string, std::shared_ptr<MadePack>, std::less<>>;

}  // namespace writ::ops
