// What can be wrong with a glob's text. Internal to policy/.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace writ::policy::glob {

// What is wrong, with its remedy, and at which byte.
struct Mistake {
  std::size_t at = 0;
  std::string_view what;
};

using Checked = std::optional<Mistake>;  // nothing where nothing is wrong

}  // namespace writ::policy::glob
