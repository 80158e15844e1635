// The store in a PostgreSQL database: what several nodes share.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/instant.h"
#include "base/result.h"
#include "store/store.h"

namespace writ::store::postgres {

struct Options {
  Instant now;            // recorded as the time of making when the database is new
  std::string node = {};  // whose entries for the journal are meant
  std::optional<std::string> deployment_id = {};  // of a database that is new; absent: a random one
  std::chrono::milliseconds patience = std::chrono::seconds(5);  // with other writers, and outages
};

// Opens the store in the database of a `postgres://` URL, makes it in the schema `writ` where there
// is none, and brings an older one to this program's schema. Any number of programs may have it
// open at once, on any number of machines; each node has a name of its own.
//
// `store.exposed`: the URL holds a password, the server is on another machine and need not prove
// who it is, or row-level security would not hold our role. `store.foreign`, `store.newer`: as for
// SQLite. After these nothing has been touched. `store.unreachable`, `store.busy`: try again.
Result<std::unique_ptr<Store>> open(const std::string& url, const Options& options);

}  // namespace writ::store::postgres
