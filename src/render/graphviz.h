// Drawings by Graphviz's `dot`, as SVG or PDF.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "render/child.h"

namespace writ::render {

enum class Picture : std::uint8_t { svg, pdf };

// Problems as run_child(): fault::no_program where Graphviz is not installed.
Result<std::string> draw(std::string_view dot, Picture as, const ChildLimits& limits = {});

}  // namespace writ::render
