// Drawings by Graphviz's `dot`, as SVG or PDF.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "process/child.h"

namespace writ::render {

enum class Picture : std::uint8_t { svg, pdf };

// Problems as process::run_child(): process::fault::no_program where Graphviz is not installed.
Result<std::string> draw(std::string_view dot, Picture as, const process::ChildLimits& limits = {});

}  // namespace writ::render
