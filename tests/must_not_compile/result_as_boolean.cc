// Whether there is an answer and what the answer is are two things: a Result<bool> is no bool.
#include "base/result.h"

namespace writ {

Result<bool> allowed();

bool wrong() {
#ifdef WRIT_WRONG
  return allowed();
#endif
  return allowed().value_or(false);
}

}  // namespace writ
