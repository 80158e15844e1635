// The data directory: what one process at a time works on.
//
//   lock        held while a process has the directory open
//   writ.db     the store, where it is not in a database that several nodes share
//   store.json  which database that is
//   keys/       the private parts of keys
//   journal/    the journal: a log that auditors may read as it is, and what stands before it
//   writ.sock   the socket of the server that holds it
//   writ.toml   settings, if somebody wrote them
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "cli/shell.h"
#include "ops/engine.h"

namespace writ::app {

// Opens it for this process alone, and makes it, with mode 0700, where there is none (its parent
// must be there). The lock is let go when the engine is destroyed, or by the system when the
// process ends. Problems: cli::fault::data_in_use, and those of the store and the keys.
Result<std::shared_ptr<ops::Engine>> open_data_directory(const std::string& directory,
                                                         cli::DataOptions options);

}  // namespace writ::app
