// Problems as the doors write them.
#pragma once

#include <string>

#include "base/problem.h"

namespace writ::ops {

// The HTTP status of a category.
int http_status(Category category);

// An RFC 9457 problem as canonical JSON: `type` holds the code, `detail` the message, and `errors`
// every fault as {code, pointer, offset?, detail}.
// `status` is what it is sent with.
std::string problem_json(const Problem& problem, int status);
std::string problem_json(const Problem& problem);

}  // namespace writ::ops
