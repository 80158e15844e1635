// Bytes that nobody can guess, from the system's generator.
#pragma once

#include <cstddef>
#include <string>

namespace writ::canon {

std::string random_bytes(std::size_t count);

}  // namespace writ::canon
