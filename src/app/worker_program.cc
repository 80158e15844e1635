#include "app/worker_program.h"

#include <filesystem>
#include <system_error>

namespace writ::app {

namespace fs = std::filesystem;

std::string worker_program() {
  constexpr const char* name = "writ-eval";
  std::error_code error;
  const fs::path own = fs::read_symlink("/proc/self/exe", error);
  const fs::path beside = own.parent_path() / name;
  const fs::path installed = own.parent_path().parent_path() / "libexec" / "writ" / name;
  return fs::exists(installed, error) && !fs::exists(beside, error) ? installed : beside;
}

}  // namespace writ::app
