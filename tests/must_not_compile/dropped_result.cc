// A Result must be looked at: whoever drops it takes a failure for a success.
#include "base/result.h"

namespace writ {

Result<int> count();

int wrong() {
#ifdef WRIT_WRONG
  count();
#endif
  return count().value_or(0);
}

}  // namespace writ
