#include "render/graphviz.h"

namespace writ::render {

Result<std::string> draw(std::string_view dot, Picture as, const process::ChildLimits& limits) {
  return process::run_child({"dot", as == Picture::svg ? "-Tsvg" : "-Tpdf"}, dot, limits);
}

}  // namespace writ::render
