// What the tables of memory policy have in common as records. Each table is data in one place and
// is printed by the operation `memory.tables` as it stands.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "canon/types.h"
#include "memory/refs.h"

namespace writ::memory {

// When the tables were laid down: a record says when it was made, and a constant was made once.
inline canon::Timestamp tables_made_at() {
  canon::Timestamp at;
  at.set("2026-11-23T00:00:00.000Z");
  return at;
}

inline std::vector<ReasonCodeId> reason_codes(std::initializer_list<std::string_view> codes) {
  std::vector<ReasonCodeId> ids;
  for (const std::string_view code : codes) ids.emplace_back(std::string(code));
  return ids;
}

}  // namespace writ::memory
