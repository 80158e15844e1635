// A number is no point in time: its unit has to be said.
#include "base/instant.h"

namespace writ {

Instant wrong() {
#ifdef WRIT_WRONG
  return 1'700'000'000;
#endif
  return Instant{.microseconds = 1'700'000'000'000'000};
}

}  // namespace writ
