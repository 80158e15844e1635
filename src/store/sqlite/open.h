// The store in one SQLite file: what a single machine uses.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/instant.h"
#include "base/result.h"
#include "store/store.h"

namespace writ::store::sqlite {

struct Options {
  Instant now;  // recorded as the time of making when the database is new
  std::chrono::milliseconds patience = std::chrono::seconds(5);  // with other writers
};

// Opens the database at `path`, makes it where there is none (its directory too, but not that one's
// parents), and brings an older one to this program's schema. Two programs may have it open at
// once, on one machine; it must not lie on a network file system.
//
// `store.foreign`: another program's file. `store.newer`: from a newer version of this one.
// `store.exposed`: other users may get at it. After these nothing has been touched.
// `store.corrupt`, `store.full`, `store.io`, `store.busy`: as for every use; an older database is
// still what it was.
Result<std::unique_ptr<Store>> open(const std::string& path, const Options& options);

}  // namespace writ::store::sqlite
