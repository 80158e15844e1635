// Requests name a policy by its tenant and its name, which may be left out.
#pragma once

#include <optional>
#include <string_view>

#include "policy/bundle.h"

namespace writ::ops {

inline constexpr std::string_view default_name = "default";

inline std::string_view name_or_default(const std::optional<policy::BundleName>& name) {
  return name ? std::string_view(name->text()) : default_name;
}

}  // namespace writ::ops
