#include "session/rollout.h"

#include "canon/digest.h"

namespace writ::session {

bool valid_share(double share) { return share > 0 && share <= 1; }

// The first 53 bits of the hash are a fraction that a double holds exactly.
bool in_share(std::string_view session_id, double share) {
  if (!valid_share(share)) return false;
  const canon::Digest hash = canon::sha256(session_id);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < 8; ++i) bits = bits << 8 | hash.bytes[i];
  return static_cast<double>(bits >> 11) * 0x1p-53 < share;
}

}  // namespace writ::session
