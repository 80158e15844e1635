// A piece of what goes past the kernel's cache (File::bypass_cache): that must lie in memory in
// whole blocks, too.
#pragma once

#include <array>

#include "journal/file.h"

namespace writ::journal {

struct alignas(File::block_size) Block {
  std::array<char, File::block_size> bytes;
};

}  // namespace writ::journal
