// The name that a deployment is given when its store is made.
#pragma once

#include <string>

#include "base/result.h"

namespace writ::store {

// A random UUID (version 4 of RFC 9562) in lower case, from the system's source of randomness.
Result<std::string> new_deployment_id();

}  // namespace writ::store
