// Attribute comparisons, straight from their rules.
#pragma once

#include <optional>

#include "canon/json.h"
#include "policy/bundle.h"

namespace writ::spec {

// Whether the comparison is true; nothing where it cannot be told, since a pointer finds nothing or
// a type does not fit.
std::optional<bool> compare(const policy::Comparison& comparison, const canon::Value& root);

}  // namespace writ::spec
