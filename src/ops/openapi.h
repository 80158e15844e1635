// The OpenAPI 3.1 document of the operations, made from their table.
#pragma once

#include <string>

namespace writ::ops {

// Canonical JSON, the same on every call. Operations that the network is refused are left out.
std::string openapi();

}  // namespace writ::ops
