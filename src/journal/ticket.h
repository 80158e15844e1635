// What an appended entry is waited for by.
#pragma once

#include <cstdint>

namespace writ::journal {

struct Ticket {
  std::uint64_t index = 0;  // of the entry in the log, once it is kept
  // Appending that failed ends an epoch: entries of a later one may have the same indexes.
  std::uint32_t epoch = 0;
};

enum class Fate : std::uint8_t { waiting, kept, failed };

}  // namespace writ::journal
