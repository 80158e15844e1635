// A program run as a child: bytes in, bytes out, within limits.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace writ::process {

namespace fault {
inline constexpr Code no_program{"child.no_program", Category::unavailable};
inline constexpr Code failed{"child.failed", Category::invalid};
inline constexpr Code over_limit{"child.over_limit", Category::too_large};
}  // namespace fault

struct ChildLimits {
  std::chrono::milliseconds time{30'000};
  std::size_t memory = std::size_t{2} << 30;  // bytes of address space
  std::size_t output = std::size_t{64} << 20;
};

// Runs the program, which is looked for on the PATH, feeds it `input` and answers what it wrote to
// standard output when it has ended with status 0. It is killed when this returns otherwise.
// Problems: fault::no_program; fault::over_limit; fault::failed with the first lines of its
// standard error; problem::io. Its environment is PATH, LC_ALL and what `environment` adds, each a
// `NAME=value`. Threads: any number at once.
Result<std::string> run_child(const std::vector<std::string>& command, std::string_view input,
                              const ChildLimits& limits = {},
                              const std::vector<std::string>& environment = {});

}  // namespace writ::process
