// What `writ store` does to the store of a data directory.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/shell.h"

namespace writ::app {

// What the commands are given: cli::StoreTools.
cli::StoreTools store_tools();

}  // namespace writ::app
