// Where the program is that runs scripts.
#pragma once

#include <string>

namespace writ::app {

// Beside this very program, or in `../libexec/writ/` of its folder. Never by the PATH: what runs
// scripts must be what was installed with us.
std::string worker_program();

}  // namespace writ::app
