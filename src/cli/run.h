// The command line.
#pragma once

#include "cli/shell.h"

namespace writ::cli {

// Runs the command that the arguments name; answers the process's exit status.
int run(int argc, const char* const* argv, Host host);

}  // namespace writ::cli
